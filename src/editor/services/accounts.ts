import { UploadError } from '../../core/errors.ts';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import { secretsOf } from '../../core/uploads/accounts/secrets.ts';
import type { ActivationServices } from './activationServices.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { ConnectionResults } from './connectionResults.ts';
import { keyReason } from './keyReason.ts';
import type { Milestones } from './milestones.ts';
import type { UploadServices } from './uploadServices.ts';

/** Endpoint, key and options of a provider, read at the moment they are used. */
export interface Accounts {
  /** @throws UploadError `endpointInvalid` */
  endpoint(provider: ProviderId): Promise<URL>;
  /**
   * Whether a key is stored for the current endpoint; `undefined` for a provider that requires none.
   * @throws UploadError `endpointInvalid`
   */
  hasKey(provider: Provider): Promise<boolean | undefined>;
  /** The current account. @throws UploadError `keyMissing`, `endpointInvalid` */
  current(provider: ProviderId): Promise<Account>;
  /** Like `current`, but asks for a missing key. `undefined` if the prompt was closed. */
  currentOrAsk(provider: ProviderId): Promise<Account | undefined>;
  /**
   * Asks for a key even if there is one. `undefined` if the prompt was closed.
   * @param found a key to begin with, which the person only has to accept
   */
  askForKey(provider: ProviderId, found?: string): Promise<Account | undefined>;
  /** Origins for which a key is stored, those of former endpoints included. */
  keyOrigins(provider: ProviderId): Promise<readonly string[]>;
  removeKey(provider: ProviderId, origin: string): Promise<void>;
}

interface AccountsDependencies {
  readonly apiKeys: ApiKeys;
  readonly connections: ConnectionResults;
  readonly milestones: Milestones;
  uploads(): Promise<UploadServices>;
}

export function createAccounts(
  { settings, log }: Pick<ActivationServices, 'settings' | 'log'>,
  { apiKeys, uploads, connections, milestones }: AccountsDependencies,
): Accounts {
  async function endpoint(id: ProviderId): Promise<URL> {
    try {
      return parseEndpoint(settings.endpointText(id));
    } catch (error) {
      throw UploadError.is(error) ? error.at(id) : error;
    }
  }

  /** The endpoint is read once per account; reading it again could pair the key with another address. */
  async function open(id: ProviderId): Promise<{ account: Account; hasKey: boolean }> {
    const provider = providerById(id);
    const address = await endpoint(id);
    const key = provider.keyUrl === undefined ? '' : await apiKeys.get(id, address.origin);
    const account: Account = {
      provider,
      endpoint: address,
      key: key ?? '',
      options: settings.providerOptions(provider),
    };
    log.hide(secretsOf(account));
    return { account, hasKey: key !== undefined };
  }

  async function ask(id: ProviderId, found = ''): Promise<Account | undefined> {
    const [{ accountCalls }, { askForKey }] = await Promise.all([uploads(), import('./keyPrompt.ts')]);
    const { account } = await open(id);
    const { provider, endpoint: address } = account;
    const reason = keyReason(address, {
      origins: await keyOrigins(id),
      wasSaved: apiKeys.wasSaved(id, address.origin),
    });
    const key = await askForKey({
      provider,
      endpoint: address,
      reason,
      found,
      log,
      check: async (candidate, signal) => {
        log.hide([candidate]);
        const checked = { ...account, key: candidate };
        connections.succeeded(checked, await accountCalls.checkConnection(checked, signal));
      },
    });
    if (reason?.type === 'notKept') {
      // Shown once: from now on this is an address without a key like any other.
      await apiKeys.forget(id, address.origin);
    }
    if (key === undefined) {
      return undefined;
    }
    await apiKeys.store(id, account.endpoint.origin, key);
    milestones.reach('keySaved');
    return { ...account, key };
  }

  function keyOrigins(id: ProviderId): Promise<readonly string[]> {
    return apiKeys.origins(id, [settings.endpointText(id), providerById(id).defaultEndpoint].flatMap(originOf));
  }

  return {
    endpoint,
    hasKey: async (provider) => {
      const { hasKey } = await open(provider.id);
      return provider.keyUrl === undefined ? undefined : hasKey;
    },
    current: async (id) => {
      const { account, hasKey } = await open(id);
      if (!hasKey) {
        throw new UploadError('keyMissing', `No API key is stored for ${id} at this endpoint`, { provider: id });
      }
      return account;
    },
    currentOrAsk: async (id) => {
      const { account, hasKey } = await open(id);
      return hasKey ? account : ask(id);
    },
    askForKey: ask,
    keyOrigins,
    removeKey: (id, origin) => apiKeys.remove(id, origin),
  };
}

/** Nothing for an endpoint that can't be used: no key can have been stored for it. */
function originOf(endpointText: string): string[] {
  try {
    return [parseEndpoint(endpointText).origin];
  } catch {
    return [];
  }
}
