import type { ExtensionContext, Memento } from 'vscode';
import { type Connection, isDefault } from '../../../core/uploads/accounts/connection.ts';

/** The providers whose variable has been declined. */
const storageKey = 'declinedEnvironmentKeys';

/** A key that is in an environment variable already, as other tools of the provider expect it. */
export interface EnvironmentKey {
  readonly variable: string;
  readonly key: string;
}

interface EnvironmentKeysOptions extends Pick<ExtensionContext, 'globalState'> {
  /** The variables VS Code was started with, which no setting of a workspace changes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Offers keys from the environment where a key is asked for anyway. Nothing is saved unless the person accepts the offer. */
export class EnvironmentKeys {
  readonly #globalState: Memento;
  readonly #environment: EnvironmentKeysOptions['environment'];

  constructor({ globalState, environment }: EnvironmentKeysOptions) {
    this.#globalState = globalState;
    this.#environment = environment;
  }

  /**
   * @returns `undefined` where there is none, where it was declined before, and for any server but the provider's own: nobody
   *   has said that the key may be sent to another
   */
  offerFor(connection: Connection, endpoint: URL): EnvironmentKey | undefined {
    const { id, environmentKey: variable, defaultEndpoint } = connection.provider;
    const isProvidersOwn =
      defaultEndpoint !== undefined && isDefault(connection) && endpoint.origin === new URL(defaultEndpoint).origin;
    if (variable === undefined || !isProvidersOwn || this.#declined().includes(id)) {
      return undefined;
    }
    const key = this.#environment[variable]?.trim() ?? '';
    return key === '' ? undefined : { variable, key };
  }

  /** Doesn't offer it again. */
  async decline({ provider }: Connection): Promise<void> {
    await this.#globalState.update(storageKey, [...new Set([...this.#declined(), provider.id])]);
  }

  #declined(): readonly unknown[] {
    // Another version of the extension may have written it.
    const ids: unknown = this.#globalState.get(storageKey);
    return Array.isArray(ids) ? ids : [];
  }
}
