import { createHmac } from 'node:crypto';
import { UploadError } from '../../errors.ts';
import type { AccountScope } from '../../history/historyStore.ts';
import { pathWithoutEndSlashes } from '../../http/guards/endpointUrl.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ProviderOptions } from '../../providers/providerSetting.ts';
import type { RecipientIdentity } from '../permission/permissionGate.ts';

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
  const isUsualPath = pathWithoutEndSlashes(endpoint) === pathWithoutEndSlashes(new URL(provider.defaultEndpoint));
  const identity = isUsualPath ? key : `${key}\n${pathWithoutEndSlashes(endpoint)}`;
  return { provider: provider.id, origin, account: fingerprint([provider.id, origin, identity], salt) };
}

/** Whom the permission gate asks about: the server itself, because each account of a provider may have another one. */
export function recipientIdentity({ provider, endpoint }: Account): RecipientIdentity {
  return { provider: provider.id, endpoint: endpoint.href };
}

/**
 * Distinguishes one account's uploads from another's without keeping the key: 16 hexadecimal digits of an HMAC-SHA-256 under
 * the history's own random salt. Salted so that an exported history can't be used to test guessed or leaked keys.
 * @returns empty text where there is no key: all uploads to a server that needs none belong together
 */
function fingerprint(identity: readonly [provider: string, origin: string, key: string], salt: string): string {
  if (identity[2] === '') {
    return '';
  }
  return createHmac('sha256', salt).update(JSON.stringify(identity)).digest('hex').slice(0, 16);
}

/** @throws UploadError `keyMissing` if the provider requires a key and there is none */
export function assertHasKey({ provider, endpoint, key }: Account): void {
  const needsKey = provider.needsKey?.(endpoint) ?? provider.keyUrl !== undefined;
  if (needsKey && key.trim() === '') {
    throw new UploadError('keyMissing', `There is no API key for ${provider.label}`, { provider: provider.id });
  }
}
