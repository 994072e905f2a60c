import { UploadError } from '../errors.ts';
import type { AccountScope } from '../history/historyStore.ts';
import { keyFingerprint } from '../history/keyFingerprint.ts';
import type { Provider } from '../providers/provider.ts';
import type { ProviderId } from '../providers/providerId.ts';
import type { ProviderOptions } from '../providers/providerSetting.ts';

/** Where an upload goes: a provider, the server in use, the key stored for that server, and the provider's options. */
export interface Account {
  readonly provider: Provider;
  readonly endpoint: URL;
  /** Empty for a provider that needs none. */
  readonly key: string;
  readonly options: ProviderOptions;
}

/**
 * The account as the history knows it: a salted fingerprint of the key, never the key itself. A path other than the
 * provider's default counts too, because a reverse proxy may have several servers behind it that don't share files.
 */
export function accountScope({ provider, endpoint, key }: Account, salt: string): AccountScope {
  const { origin } = endpoint;
  const isUsualPath = pathOf(endpoint) === pathOf(new URL(provider.defaultEndpoint));
  const identity = isUsualPath ? key : `${key}\n${pathOf(endpoint)}`;
  return { provider: provider.id, origin, account: keyFingerprint(salt, provider.id, origin, identity) };
}

function pathOf(endpoint: URL): string {
  return endpoint.pathname.replace(/\/+$/, '');
}

/** @throws UploadError `keyMissing` if the provider requires a key and there is none */
export function assertHasKey({ provider, key }: Account): void {
  if (provider.keyUrl !== undefined && key.trim() === '') {
    throw new UploadError('keyMissing', `There is no API key for ${provider.label}`, { provider: provider.id });
  }
}

/** What the names of all our secrets start with. */
export const secretPrefix = 'workflowAssets.apiKey.';

/** The name a key has in secret storage: one per provider and origin, so that no key is ever sent to another origin. */
export function secretName(provider: ProviderId, origin: string): string {
  return `${secretPrefix}${provider}.${origin}`;
}
