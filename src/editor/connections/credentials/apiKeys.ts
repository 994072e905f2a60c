import { type Event, EventEmitter, type ExtensionContext } from 'vscode';
import { secretName, secretPrefix } from '../../../core/uploads/accounts/secretNames.ts';
import type { Disposables } from '../../disposables.ts';

/**
 * API keys in VS Code's SecretStorage, one per connection and origin. A key saved for one address isn't found under another:
 * if somebody manages to change the endpoint, the person is asked for a key, and the saved one stays where it is.
 */
export interface ApiKeys {
  get(connectionId: string, origin: string): Promise<string | undefined>;
  store(connectionId: string, origin: string, key: string): Promise<void>;
  remove(connectionId: string, origin: string): Promise<void>;
  /**
   * Removes the keys for these origins, and forgets that there ever were any. One that can't be removed keeps none of the
   * others, and stays remembered.
   * @throws Error of VS Code where the secret storage fails
   */
  removeAll(connectionId: string, origins: readonly string[]): Promise<void>;
  /** Forgets that a key was saved. A key that is there stays, and is remembered again when it is used. */
  forget(connectionId: string, origin: string): Promise<void>;
  /**
   * Origins for which a key is stored, those of former endpoints included.
   * @param candidates origins that may have a key which was stored before origins were remembered
   */
  origins(connectionId: string, candidates: readonly string[]): Promise<readonly string[]>;
  /** Ids of the connections for which a key was saved, those that no longer exist included. */
  connectionIds(): readonly string[];
  /** Whether a key was saved and never removed: if there is none, VS Code has lost it. */
  wasSaved(connectionId: string, origin: string): boolean;
  /** Fires for this window and for others. */
  readonly onDidChange: Event<void>;
}

/**
 * SecretStorage can't list its keys in the oldest supported version of VS Code, so the origins are remembered here: which
 * addresses have a key, never the key itself.
 */
const originsName = 'apiKeyOrigins';

export function createApiKeys(
  { secrets, globalState }: Pick<ExtensionContext, 'secrets' | 'globalState'>,
  disposables: Disposables,
): ApiKeys {
  const changed = disposables.add(new EventEmitter<void>());
  disposables.add(
    secrets.onDidChange((event) => {
      if (event.key.startsWith(secretPrefix)) {
        changed.fire();
      }
    }),
  );

  function remembered(connectionId: string): readonly string[] {
    // Another version of the extension may have written it.
    const origins: unknown = globalState.get<Record<string, unknown>>(originsName)?.[connectionId];
    return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
  }

  async function remember(connectionId: string, origins: readonly string[]): Promise<void> {
    const before = new Set(remembered(connectionId));
    if (origins.length !== before.size || origins.some((origin) => !before.has(origin))) {
      const { [connectionId]: _before, ...others } = globalState.get<Record<string, unknown>>(originsName) ?? {};
      await globalState.update(originsName, origins.length === 0 ? others : { ...others, [connectionId]: origins });
    }
  }

  async function add(connectionId: string, origin: string): Promise<void> {
    await remember(connectionId, [...new Set([...remembered(connectionId), origin])]);
  }

  async function forget(connectionId: string, origin: string): Promise<void> {
    await remember(
      connectionId,
      remembered(connectionId).filter((each) => each !== origin),
    );
  }

  return {
    get: async (connectionId, origin) => {
      const key = await secrets.get(secretName(connectionId, origin));
      if (key !== undefined) {
        // Stored by 0.1.0, perhaps: once the endpoint has changed, nobody could find it again.
        await add(connectionId, origin);
      }
      return key;
    },
    store: async (connectionId, origin, key) => {
      // In this order: a key that isn't there does no harm in the list, one that isn't in the list can't be removed.
      await add(connectionId, origin);
      await secrets.store(secretName(connectionId, origin), key);
    },
    remove: async (connectionId, origin) => {
      await secrets.delete(secretName(connectionId, origin));
      await forget(connectionId, origin);
    },
    removeAll: async (connectionId, origins) => {
      const all = [...new Set([...remembered(connectionId), ...origins])];
      const results = await Promise.allSettled(all.map((origin) => secrets.delete(secretName(connectionId, origin))));
      const failures = results.filter((result) => result.status === 'rejected');
      await remember(
        connectionId,
        all.filter((_origin, index) => results[index]?.status === 'rejected'),
      );
      if (failures[0] !== undefined) {
        throw failures[0].reason;
      }
    },
    forget,
    origins: async (connectionId, candidates) => {
      const all = [...new Set([...remembered(connectionId), ...candidates])];
      const keys = await Promise.all(all.map((origin) => secrets.get(secretName(connectionId, origin))));
      const stored = all.filter((_origin, index) => keys[index] !== undefined);
      // Those whose key is gone stay in the list, so that the next question for a key can say so.
      await remember(connectionId, [...new Set([...remembered(connectionId), ...stored])]);
      return stored;
    },
    connectionIds: () =>
      Object.keys(globalState.get<object>(originsName) ?? {}).filter((id) => remembered(id).length > 0),
    wasSaved: (connectionId, origin) => remembered(connectionId).includes(origin),
    onDidChange: changed.event,
  };
}
