import { UploadError } from '../../core/errors.ts';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { type Account, namedConnection } from '../../core/uploads/accounts/account.ts';
import { type Connection, isDefault } from '../../core/uploads/accounts/connection.ts';
import type { ActivationServices } from '../services/activationServices.ts';
import { chooseConnection } from './chooseConnection.ts';
import type { CredentialServices } from './credentials/credentialQuestions.ts';
import { endpointOf, openAccount } from './openAccount.ts';
import type { OwnConnections } from './ownConnections.ts';
import type { PlainHosts } from './plainHttp/plainHosts.ts';

/** A connection, or the one that this workspace uses at a provider. */
export type ConnectionTarget = Connection | ProviderId;

/** Endpoint, key and options of a connection, read at the moment they are used. */
export interface Accounts {
  /** @throws UploadError `endpointInvalid`, `connectionMissing` */
  endpoint(target: ConnectionTarget): URL;
  /**
   * Whether a key is stored for the current endpoint; `undefined` where none is required.
   * @throws UploadError `endpointInvalid`
   */
  hasKey(target: ConnectionTarget): Promise<boolean | undefined>;
  /** The account as it stands, without any question. @throws UploadError `keyMissing`, `endpointInvalid`, `connectionMissing` */
  current(target: ConnectionTarget): Promise<Account>;
  /**
   * Like `current`, but asks what is open: which connection this workspace uses, whether files may cross the network
   * unencrypted, and for a missing key. Whoever sends something gets the account here. `undefined` if a question was closed.
   */
  currentOrAsk(target: ConnectionTarget): Promise<Account | undefined>;
  /** The account for something that sends nothing: asks only which connection this workspace uses, and may lack a key. */
  withoutKey(target: ConnectionTarget): Promise<Account | undefined>;
  /**
   * Asks for a key even if there is one. `undefined` if the prompt was closed.
   * @param found a key to begin with, which the person only has to accept
   */
  askForKey(target: ConnectionTarget, found?: string): Promise<Account | undefined>;
  /**
   * Asks what a server that people run themselves, or a proxy in front of it, wants to see with every request. `undefined` if
   * a question was closed.
   */
  askForAuthentication(target: ConnectionTarget): Promise<Account | undefined>;
  /** Origins for which a key or an authentication is stored, those of former endpoints included. */
  keyOrigins(target: ConnectionTarget): Promise<readonly string[]>;
  removeKey(connection: Connection, origin: string): Promise<void>;
  /** Removes them for all origins, and forgets that there were any. */
  removeAllKeys(connection: Connection): Promise<void>;
}

interface AccountsDependencies extends Omit<CredentialServices, 'log'> {
  readonly connections: OwnConnections;
  readonly plainHosts: PlainHosts;
}

export function createAccounts(
  { settings, log }: Pick<ActivationServices, 'settings' | 'log'>,
  dependencies: AccountsDependencies,
): Accounts {
  const { apiKeys, connections, plainHosts } = dependencies;

  function connectionOf(target: ConnectionTarget): Connection {
    return typeof target === 'string' ? connections.current(target) : target;
  }

  const open = (connection: Connection) => openAccount({ apiKeys, settings, log }, connection);

  async function ask(connection: Connection, found = ''): Promise<Account | undefined> {
    const { account, hasKey } = await open(connection);
    // The key is checked by sending it.
    if (!(await mayReach(account))) {
      return undefined;
    }
    const { askAndStoreKey } = await import('./credentials/credentialQuestions.ts');
    const origins = await keyOrigins(connection);
    return askAndStoreKey({ ...dependencies, log }, { connection, account, hasKey, origins, found });
  }

  function mayReach(account: Account): Promise<boolean> {
    return plainHosts.ask(account.endpoint, namedConnection(account).label);
  }

  function keyOrigins(connection: Connection): Promise<readonly string[]> {
    const { id, provider, endpointText } = connection;
    const candidates = [endpointText, ...(isDefault(connection) ? [provider.defaultEndpoint ?? ''] : [])];
    return apiKeys.origins(
      id,
      candidates.flatMap((text) => originOf(text, provider)),
    );
  }

  /** `undefined` when the person closed the question. */
  async function chosen(target: ConnectionTarget): Promise<Connection | undefined> {
    return typeof target === 'string' && connections.needsChoice(target)
      ? chooseConnection(connections, connections.current(target).provider)
      : connectionOf(target);
  }

  return {
    endpoint: (target) => endpointOf(connectionOf(target)),
    hasKey: async (target) => {
      const { hasKey, isRequired } = await open(connectionOf(target));
      return hasKey || isRequired ? hasKey : undefined;
    },
    current: async (target) => {
      const { account, hasKey, isRequired } = await open(connectionOf(target));
      if (isRequired && !hasKey) {
        const connection = namedConnection(account);
        throw new UploadError('keyMissing', `No API key is stored for ${connection.label} at this endpoint`, {
          provider: account.provider.id,
          connection,
        });
      }
      return account;
    },
    currentOrAsk: async (target) => {
      const connection = await chosen(target);
      if (connection === undefined) {
        return undefined;
      }
      const { account, hasKey, isRequired } = await open(connection);
      if (isRequired && !hasKey) {
        return ask(connection);
      }
      return (await mayReach(account)) ? account : undefined;
    },
    withoutKey: async (target) => {
      const connection = await chosen(target);
      return connection && (await open(connection)).account;
    },
    askForKey: async (target, found) => {
      const connection = await chosen(target);
      return connection && ask(connection, found);
    },
    askForAuthentication: async (target) => {
      const connection = await chosen(target);
      if (connection === undefined) {
        return undefined;
      }
      const { account } = await open(connection);
      const { askAndStoreAuthentication } = await import('./credentials/credentialQuestions.ts');
      return askAndStoreAuthentication({ ...dependencies, log }, { connection, account });
    },
    keyOrigins: (target) => keyOrigins(connectionOf(target)),
    removeKey: ({ id }, origin) => apiKeys.remove(id, origin),
    removeAllKeys: async (connection) => apiKeys.removeAll(connection.id, await keyOrigins(connection)),
  };
}

/** Nothing for an endpoint that can't be used: no key can have been stored for it. */
function originOf(endpointText: string, provider: Provider): string[] {
  try {
    return [parseEndpoint(endpointText, provider).origin];
  } catch {
    return [];
  }
}
