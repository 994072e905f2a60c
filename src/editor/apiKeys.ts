import { type Event, EventEmitter, type SecretStorage } from 'vscode';
import type { ProviderId } from '../core/providers/providerId.ts';
import { secretName, secretPrefix } from '../core/uploads/account.ts';
import type { Disposables } from './disposables.ts';

/**
 * API keys in VS Code's SecretStorage, one per provider and origin. A key saved for one address is not found under
 * another: whoever manages to change the endpoint gets a question for a key, not the key.
 */
export interface ApiKeys {
  get(provider: ProviderId, origin: string): Promise<string | undefined>;
  store(provider: ProviderId, origin: string, key: string): Promise<void>;
  remove(provider: ProviderId, origin: string): Promise<void>;
  /** Fires for this window and for others. */
  readonly onDidChange: Event<void>;
}

export function createApiKeys(secrets: SecretStorage, disposables: Disposables): ApiKeys {
  const changed = new EventEmitter<void>();
  disposables.add(changed);
  disposables.add(
    secrets.onDidChange((event) => {
      if (event.key.startsWith(secretPrefix)) {
        changed.fire();
      }
    }),
  );
  return {
    get: async (provider, origin) => await secrets.get(secretName(provider, origin)),
    store: async (provider, origin, key) => await secrets.store(secretName(provider, origin), key),
    remove: async (provider, origin) => await secrets.delete(secretName(provider, origin)),
    onDidChange: changed.event,
  };
}
