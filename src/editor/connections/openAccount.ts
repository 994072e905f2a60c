import { UploadError } from '../../core/errors.ts';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import { type Account, namedConnection, needsKey } from '../../core/uploads/accounts/account.ts';
import { type Connection, isPlaceholder } from '../../core/uploads/accounts/connection.ts';
import { secretsOf } from '../../core/uploads/accounts/secrets.ts';
import type { ActivationServices } from '../services/activationServices.ts';
import type { ApiKeys } from './credentials/apiKeys.ts';

interface OpenedAccount {
  readonly account: Account;
  readonly hasKey: boolean;
  /** Whether nothing works without a key. */
  readonly isRequired: boolean;
}

interface OpenServices extends Pick<ActivationServices, 'settings' | 'log'> {
  readonly apiKeys: ApiKeys;
}

/** @throws UploadError `endpointInvalid`, `connectionMissing` */
export function endpointOf(connection: Connection): URL {
  const { provider, endpointText } = connection;
  if (isPlaceholder(connection)) {
    throw new UploadError('connectionMissing', `${provider.label} has no connection yet`, { provider: provider.id });
  }
  try {
    return parseEndpoint(endpointText, provider);
  } catch (error) {
    const place = { provider: provider.id, connection: namedConnection({ provider, connection }) };
    throw UploadError.is(error) ? error.at(place) : error;
  }
}

/** What an upload to a connection goes to, for questions that come before one; its key isn't read. @throws as `endpointOf` */
export function accountWithoutKey({ settings }: Pick<OpenServices, 'settings'>, connection: Connection): Account {
  const { provider } = connection;
  return {
    provider,
    connection,
    endpoint: endpointOf(connection),
    key: '',
    options: { ...settings.providerOptions(provider), ...connection.options },
  };
}

/**
 * A connection's account as it stands, which may lack a key. The endpoint is read once per account; reading it again could
 * pair the key with another address.
 * @throws UploadError `endpointInvalid`
 */
export async function openAccount(
  { apiKeys, settings, log }: OpenServices,
  connection: Connection,
): Promise<OpenedAccount> {
  const { id, provider } = connection;
  const withoutKey = accountWithoutKey({ settings }, connection);
  const { endpoint } = withoutKey;
  const key = provider.keyUrl === undefined ? undefined : await apiKeys.get(id, endpoint.origin);
  const secret = provider.isSelfHosted ? await apiKeys.get(id, endpoint.origin) : undefined;
  const account: Account = {
    ...withoutKey,
    key: key ?? '',
    ...(secret === undefined ? {} : { headers: await headersOf(secret) }),
  };
  log.hide(secretsOf(account));
  return { account, hasKey: key !== undefined, isRequired: needsKey(provider, endpoint) };
}

/** What is stored instead of a key for a server that may be behind a reverse proxy; `undefined` for what can't be read. */
async function headersOf(secret: string): Promise<Account['headers']> {
  const { authenticationHeaders, readAuthentication } = await import('../../core/uploads/accounts/authentication.ts');
  const found = readAuthentication(secret);
  return found && authenticationHeaders(found);
}
