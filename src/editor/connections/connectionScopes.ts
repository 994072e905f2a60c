import type { Disposable } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { AccountScope, HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { accountScope } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { Disposables } from '../disposables.ts';
import type { ActivationServices } from '../services/activationServices.ts';
import type { Accounts } from './accounts.ts';
import type { ApiKeys } from './credentials/apiKeys.ts';
import type { OwnConnections } from './ownConnections.ts';

interface ConnectionScopesOptions extends Pick<ActivationServices, 'settings'> {
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  readonly connections: OwnConnections;
  readonly history: () => Promise<HistoryStore>;
}

/** The account of a connection that has been looked up; `undefined` inside where it has no key or no valid endpoint. */
interface KnownScope {
  readonly scope: AccountScope | undefined;
}

/**
 * The accounts behind the connections, as the history knows them: a reference of another key or another server wouldn't work.
 * Cached until a key or a setting changes, because VS Code has to ask another process for a key, and code actions are
 * requested on every cursor move. The cache holds a fingerprint, never the key.
 */
export class ConnectionScopes implements Disposable {
  readonly #options: ConnectionScopesOptions;
  readonly #scopes = new Map<string, Promise<AccountScope | undefined>>();
  readonly #known = new Map<string, KnownScope>();
  readonly #listeners = new Disposables();
  /** How often everything was forgotten. */
  #generation = 0;

  constructor(options: ConnectionScopesOptions) {
    this.#options = options;
    const forget = (): void => {
      this.#generation++;
      this.#scopes.clear();
      this.#known.clear();
    };
    this.#listeners.add(options.apiKeys.onDidChange(forget));
    this.#listeners.add(options.settings.onDidChange(forget));
  }

  /** Those of the connections this workspace uses. Providers without a key or a valid endpoint are left out. */
  async inUse(providers: Iterable<ProviderId>): Promise<readonly AccountScope[]> {
    const { connections } = this.#options;
    const found = await Promise.all([...new Set(providers)].map((provider) => this.of(connections.current(provider))));
    return found.filter((scope) => scope !== undefined);
  }

  /**
   * The connection an upload was made with: the one this workspace uses where it fits, else any. `undefined` where it was
   * removed, or its key or endpoint is another one now.
   */
  async connectionOf(record: UploadRecord): Promise<Connection | undefined> {
    const { connections } = this.#options;
    const current = connections.current(record.provider);
    const all = connections.of(providerById(record.provider));
    for (const connection of [current, ...all.filter(({ id }) => id !== current.id)]) {
      const scope = await this.of(connection);
      if (scope !== undefined && isOfScopes(record, [scope])) {
        return connection;
      }
    }
    return undefined;
  }

  /** The account of a connection; `undefined` where it has no key or no valid endpoint. */
  of(connection: Connection): Promise<AccountScope | undefined> {
    const scope = this.#scopes.get(connection.id) ?? this.#read(connection);
    this.#scopes.set(connection.id, scope);
    return scope;
  }

  /** The same without waiting: `undefined` where nobody has asked for it since a key or a setting changed. */
  known({ id }: Connection): KnownScope | undefined {
    return this.#known.get(id);
  }

  async #read(connection: Connection): Promise<AccountScope | undefined> {
    const generation = this.#generation;
    const scope = await this.#lookUp(connection);
    // A key that changed meanwhile has made this the answer to an old question. A lookup that failed is noted as well: it
    // would be repeated without end, because whoever learns that nothing is known yet asks again.
    if (generation === this.#generation) {
      this.#known.set(connection.id, { scope });
    }
    return scope;
  }

  async #lookUp(connection: Connection): Promise<AccountScope | undefined> {
    const { accounts, history } = this.#options;
    try {
      return accountScope(await accounts.current(connection), (await history()).accountSalt);
    } catch (error) {
      if (!UploadError.is(error)) {
        this.#scopes.delete(connection.id);
      }
      // Without a key or a valid endpoint there is no account that a reference could belong to.
      return undefined;
    }
  }

  dispose(): void {
    this.#listeners.dispose();
  }
}

/** Whether an upload was made by one of the accounts. */
export function isOfScopes(record: UploadRecord, scopes: readonly AccountScope[]): boolean {
  return scopes.some(
    ({ provider, origin, account }) =>
      provider === record.provider && origin === record.origin && account === record.account,
  );
}
