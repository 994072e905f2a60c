import type { Disposable } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { AccountScope, HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { accountScope } from '../../core/uploads/accounts/account.ts';
import { Disposables } from '../disposables.ts';
import type { Accounts } from './accounts.ts';
import type { ActivationServices } from './activationServices.ts';
import type { ApiKeys } from './apiKeys.ts';

interface OwnScopesOptions extends Pick<ActivationServices, 'settings'> {
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  readonly history: () => Promise<HistoryStore>;
}

/**
 * The accounts in use at the providers: a reference of another key or another server wouldn't work. Cached until a key or a
 * setting changes, because VS Code has to ask another process for a key, and code actions are requested on every cursor
 * move. The cache holds a fingerprint, never the key.
 */
export class OwnScopes implements Disposable {
  readonly #options: OwnScopesOptions;
  readonly #scopes = new Map<ProviderId, Promise<AccountScope | undefined>>();
  readonly #listeners = new Disposables();

  constructor(options: OwnScopesOptions) {
    this.#options = options;
    const forget = (): void => this.#scopes.clear();
    this.#listeners.add(options.apiKeys.onDidChange(forget));
    this.#listeners.add(options.settings.onDidChange(forget));
  }

  /** Providers without a key or a valid endpoint are left out. */
  async at(providers: Iterable<ProviderId>): Promise<readonly AccountScope[]> {
    const found = await Promise.all(
      [...new Set(providers)].map((provider) => {
        const scope = this.#scopes.get(provider) ?? this.#current(provider);
        this.#scopes.set(provider, scope);
        return scope;
      }),
    );
    return found.filter((scope) => scope !== undefined);
  }

  async #current(provider: ProviderId): Promise<AccountScope | undefined> {
    const { accounts, history } = this.#options;
    try {
      return accountScope(await accounts.current(provider), (await history()).accountSalt);
    } catch (error) {
      if (!UploadError.is(error)) {
        this.#scopes.delete(provider);
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
