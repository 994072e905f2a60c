import type { Disposable, TextDocument } from 'vscode';

interface ProviderOptions<T> {
  answer(document: TextDocument): Promise<T[]>;
  /** Tells two answers about the same text apart. */
  signature(items: readonly T[]): string;
  register(provide: (document: TextDocument) => Promise<T[]>): Disposable;
}

/**
 * A provider whose answers depend on more than the text. VS Code asks again only when the text changes, or when a provider
 * is registered: this one is registered anew where an answer has become wrong.
 */
export class RenewedProvider<T> implements Disposable {
  readonly #options: ProviderOptions<T>;
  /** Signatures of the last answers. */
  readonly #given = new WeakMap<TextDocument, string>();
  #registration: Disposable;
  #isDisposed = false;

  constructor(options: ProviderOptions<T>) {
    this.#options = options;
    this.#registration = this.#register();
  }

  /** To be called when something has changed that an answer about the document depends on. */
  async check(document: TextDocument): Promise<void> {
    const given = this.#given.get(document);
    if (given === undefined || document.isClosed) {
      return;
    }
    const now = this.#options.signature(await this.#options.answer(document));
    // The document may have been asked about again meanwhile.
    if (now !== given && this.#given.get(document) === given && !this.#isDisposed) {
      this.#registration.dispose();
      this.#registration = this.#register();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#registration.dispose();
  }

  #register(): Disposable {
    const { answer, signature, register } = this.#options;
    return register(async (document) => {
      const items = await answer(document);
      this.#given.set(document, signature(items));
      return items;
    });
  }
}
