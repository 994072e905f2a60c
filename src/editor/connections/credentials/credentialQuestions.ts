import type { ExtensionContext } from 'vscode';
import { type Account, namedConnection } from '../../../core/uploads/accounts/account.ts';
import { authenticationHeaders } from '../../../core/uploads/accounts/authentication.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import { secretsOf } from '../../../core/uploads/accounts/secrets.ts';
import { askInTurn } from '../../display/boxes.ts';
import type { EditorLog } from '../../services/editorLog.ts';
import type { Milestones } from '../../services/milestones.ts';
import type { UploadServices } from '../../services/uploadServices.ts';
import type { ConnectionResults } from '../connectionResults.ts';
import { mayAuthenticate } from '../plainHttp/plainAuthentication.ts';
import type { ApiKeys } from './apiKeys.ts';
import { askForAuthentication } from './authenticationPrompt.ts';
import { EnvironmentKeys } from './environmentKeys.ts';
import { KeyParts } from './keyPartBoxes.ts';
import { askForKey } from './keyPrompt.ts';
import { keyReason } from './keyReason.ts';

export interface CredentialServices extends Pick<ExtensionContext, 'globalState'> {
  readonly apiKeys: ApiKeys;
  readonly connectionResults: ConnectionResults;
  readonly milestones: Milestones;
  readonly log: EditorLog;
  uploads(): Promise<UploadServices>;
}

/** A connection, with the account as it stands now. */
export interface CredentialQuestion {
  readonly connection: Connection;
  readonly account: Account;
}

interface KeyQuestion extends CredentialQuestion {
  readonly hasKey: boolean;
  /** Origins for which the connection has a key. */
  readonly origins: readonly string[];
  /** A key to begin with; empty for none. */
  readonly found: string;
}

/** Asks for a key and stores it. `undefined` when the person closed the box. */
export async function askAndStoreKey(
  { apiKeys, connectionResults, globalState, milestones, log, uploads }: CredentialServices,
  { connection, account, hasKey, origins, found }: KeyQuestion,
): Promise<Account | undefined> {
  const { accountCalls } = await uploads();
  const { endpoint } = account;
  const { id } = connection;
  const reason = keyReason(endpoint, { origins, wasSaved: apiKeys.wasSaved(id, endpoint.origin) });
  const environmentKeys = new EnvironmentKeys({ globalState, environment: process.env });
  const offer = found === '' && !hasKey ? environmentKeys.offerFor(connection, endpoint) : undefined;
  let saved: Account | undefined;
  const { keyParts } = connection.provider;
  const saving = {
    reason,
    log,
    check: async (candidate: string, signal: AbortSignal) => {
      const checked = { ...account, key: candidate };
      log.hide(secretsOf(checked));
      connectionResults.succeeded(checked, await accountCalls.checkConnection(checked, signal));
    },
    save: async (key: string) => {
      await apiKeys.store(id, endpoint.origin, key);
      milestones.reach('keySaved');
      saved = { ...account, key };
      return undefined;
    },
  };
  if (keyParts === undefined) {
    const key = { found: offer?.key ?? found, variable: offer?.variable };
    await askForKey({ ...saving, ...key, connection, endpoint });
  } else {
    const place = { connection: () => connection, endpoint: () => endpoint, environment: process.env };
    const key = new KeyParts();
    await askInTurn(() => (saved === undefined ? key.boxes({ ...saving, ...place, parts: keyParts }) : []), false);
  }
  if (reason?.type === 'notKept' && saved === undefined) {
    // Shown once: from now on this is an address without a key like any other.
    await apiKeys.forget(id, endpoint.origin);
  }
  if (offer !== undefined && saved?.key !== offer.key) {
    await environmentKeys.decline(connection);
  }
  return saved;
}

/** Asks what the server in front of a self-hosted provider wants to see, and stores it. `undefined` when that was closed. */
export async function askAndStoreAuthentication(
  { apiKeys, connectionResults, globalState, milestones, log, uploads }: CredentialServices,
  { connection, account }: CredentialQuestion,
): Promise<Account | undefined> {
  const { endpoint } = account;
  if (!(await mayAuthenticate({ globalState }, endpoint, namedConnection(account).label))) {
    return undefined;
  }
  const { accountCalls } = await uploads();
  let saved: Account | undefined;
  await askForAuthentication({
    connection,
    log,
    check: async (candidate, signal) => {
      const checked = { ...account, headers: authenticationHeaders(candidate) };
      log.hide(secretsOf(checked));
      connectionResults.succeeded(checked, await accountCalls.checkConnection(checked, signal));
    },
    save: async (found) => {
      await apiKeys.store(connection.id, endpoint.origin, JSON.stringify(found));
      milestones.reach('keySaved');
      saved = { ...account, headers: authenticationHeaders(found) };
      return undefined;
    },
  });
  return saved;
}
