import type { Disposable } from 'vscode';

/**
 * Everything that has to be disposed of when the window closes. Code that is loaded on first use may still be loading then:
 * what it adds afterwards is disposed of at once, or a closed window would keep its database open.
 */
export class Disposables implements Disposable {
  readonly #disposables = new Set<Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** @returns what was added, for the caller to keep */
  add<T extends Disposable>(disposable: T): T {
    if (this.#isDisposed) {
      disposable.dispose();
    } else {
      this.#disposables.add(disposable);
    }
    return disposable;
  }

  /** In reverse order: what was added later may depend on what was added before. */
  dispose(): void {
    this.#isDisposed = true;
    const disposables = [...this.#disposables].reverse();
    this.#disposables.clear();
    for (const disposable of disposables) {
      disposable.dispose();
    }
  }
}
