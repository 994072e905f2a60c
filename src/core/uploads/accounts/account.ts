import { createHmac } from 'node:crypto';
import { UploadError } from '../../errors.ts';
import type { AccountScope } from '../../history/historyStore.ts';
import { pathWithoutEndSlashes, urlBelow } from '../../http/guards/endpointUrl.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ProviderOptions } from '../../providers/providerSetting.ts';
import type { RecipientIdentity } from '../permission/consent.ts';
import { type Connection, connectionLabel, isDefault } from './connection.ts';

/** Where an upload goes: a provider, the server in use, the key stored for that server, and the provider's options. */
export interface Account {
  readonly provider: Provider;
  readonly endpoint: URL;
  /** Empty for a provider that needs none. */
  readonly key: string;
  /**
   * Header fields that whatever stands in front of the server asks for, such as a reverse proxy. They tell nothing about
   * whose files are on the server, so they aren't part of the account's identity.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which of the provider's connections it is; left out where nobody distinguishes any. */
  readonly connection?: Connection;
  readonly options: ProviderOptions;
}

/**
 * The account as the history knows it: a salted fingerprint of the key, never the key itself. A path other than the
 * provider's default counts too, because a reverse proxy may have several servers behind it that don't share files.
 */
export function accountScope({ provider, endpoint, key, options }: Account, salt: string): AccountScope {
  const { origin } = endpoint;
  const usual = new URL(provider.defaultEndpoint ?? origin);
  const isUsualPath = pathWithoutEndSlashes(endpoint) === pathWithoutEndSlashes(usual);
  const owner = provider.accountIdentity?.({ key, options }) ?? key;
  const identity = isUsualPath ? owner : `${owner}\n${pathWithoutEndSlashes(endpoint)}`;
  return { provider: provider.id, origin, account: fingerprint([provider.id, origin, identity], salt) };
}

/** What people see an account called: the provider's name, with the connection's where there are several. */
export function accountLabel({ provider, connection }: Pick<Account, 'provider' | 'connection'>): string {
  return connection === undefined ? provider.label : connectionLabel(connection);
}

/** What is said of an account where more than its name is needed, as in a failure or a note about an upload. */
export function namedConnection(account: Pick<Account, 'provider' | 'connection'>): {
  readonly id: string;
  readonly label: string;
} {
  return { id: account.connection?.id ?? account.provider.id, label: accountLabel(account) };
}

/**
 * Whom the permission gate asks about: the server itself, because each account of a provider may have another one, or a part of
 * it, because many people's buckets are at the same server; and the connection, because several accounts may share a server.
 */
export function recipientIdentity({ provider, endpoint, options, connection }: Account): RecipientIdentity {
  const part = provider.partOfServer?.(options);
  const recipient = part === undefined ? endpoint : urlBelow(endpoint, encodeURIComponent(part));
  const server = { provider: provider.id, endpoint: recipient.href };
  return connection === undefined || isDefault(connection) ? server : { ...server, connection: connection.id };
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

/** Whether nothing works at a server without a key. */
export function needsKey(provider: Provider, endpoint: URL): boolean {
  return provider.needsKey?.(endpoint) ?? provider.keyUrl !== undefined;
}

/** @throws UploadError `keyMissing` if the provider requires a key and there is none */
export function assertHasKey(account: Account): void {
  const { provider, endpoint, key } = account;
  if (needsKey(provider, endpoint) && key.trim() === '') {
    throw new UploadError('keyMissing', `There is no API key for ${provider.label}`, {
      provider: provider.id,
      connection: namedConnection(account),
    });
  }
}
