import type { Memento } from 'vscode';

/**
 * The origins for which a person has agreed to something. Kept with the person's own state and not with the workspace: it's
 * about the network, not about the files of a project.
 */
export class RememberedOrigins {
  readonly #globalState: Memento;
  readonly #storageKey: string;

  constructor(globalState: Memento, storageKey: string) {
    this.#globalState = globalState;
    this.#storageKey = storageKey;
  }

  has({ origin }: URL): boolean {
    return this.#all().includes(origin);
  }

  async add({ origin }: URL): Promise<void> {
    await this.#globalState.update(this.#storageKey, [...new Set([...this.#all(), origin])]);
  }

  #all(): readonly string[] {
    // Another version of the extension may have written it.
    const origins: unknown = this.#globalState.get(this.#storageKey);
    return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
  }
}
