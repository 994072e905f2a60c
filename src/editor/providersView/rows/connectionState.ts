import { env, ThemeColor, ThemeIcon } from 'vscode';
import { UploadError } from '../../../core/errors.ts';
import type { ConnectionReport } from '../../../core/providers/provider.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { type Connection, connectionLabel, isDefault } from '../../../core/uploads/accounts/connection.ts';
import type { ConnectionResult } from '../../connections/connectionResults.ts';
import type { Services } from '../../services/services.ts';
import { explainFailure } from '../../text/failures.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';

/** What the row's menu goes by. */
type Flag =
  | 'takesKey'
  | 'hasKey'
  | 'takesAuthentication'
  | 'hasAuthentication'
  | 'badEndpoint'
  /** Its provider's connections have options of their own, such as a bucket. */
  | 'hasOptions'
  /** Added by the person, so that it can be renamed and removed. */
  | 'added'
  /** There are several, and this workspace has not chosen this one. */
  | 'notInUse';

/** What is known about a connection without using it. */
export interface ConnectionState {
  /** A few words for its row. */
  readonly text: ShownText;
  readonly icon: ThemeIcon;
  readonly flags: readonly Flag[];
  /** A sentence about the last test, or about what prevents one. */
  readonly explanation?: ShownText;
}

export async function connectionState(services: Services, connection: Connection): Promise<ConnectionState> {
  const state = await rowState(services, connection);
  const { connections } = services;
  const isInUse = connections.isInUse(connection);
  const isOneOfSeveral = connections.of(connection.provider).length > 1;
  return {
    ...state,
    text: isInUse ? joined([l10n.t('in use here'), state.text], ' · ') : state.text,
    flags: [
      ...(await credentialFlags(services, connection, state.isUsable)),
      ...(state.isUsable ? [] : ['badEndpoint' as const]),
      ...(isDefault(connection) ? [] : ['added' as const]),
      ...(isOneOfSeveral && !isInUse ? ['notInUse' as const] : []),
    ],
  };
}

/** Without a usable endpoint there is nothing to set a key for, but that of a former endpoint can be removed. */
async function credentialFlags(
  { accounts }: Services,
  connection: Connection,
  isUsable: boolean,
): Promise<readonly Flag[]> {
  const { connectionOptions, keyUrl, isSelfHosted } = connection.provider;
  const isStored = (await accounts.keyOrigins(connection)).length > 0;
  const flags: readonly (Flag | false)[] = [
    isUsable && keyUrl !== undefined && 'takesKey',
    isStored && keyUrl !== undefined && 'hasKey',
    connectionOptions !== undefined && 'hasOptions',
    isUsable && isSelfHosted === true && 'takesAuthentication',
    isStored && isSelfHosted === true && 'hasAuthentication',
  ];
  return flags.filter((flag) => flag !== false);
}

async function rowState(services: Services, connection: Connection): Promise<RowState> {
  try {
    const hasKey = await services.accounts.hasKey(connection);
    if (hasKey === false) {
      return { text: l10n.t('no key'), icon: new ThemeIcon('circle-large-outline'), isUsable: true };
    }
    const account = await services.accounts.current(connection);
    const result = services.connectionResults.of(account);
    return result ? testedState(connection, result) : untestedState(account);
  } catch (error) {
    if (!UploadError.is(error, 'endpointInvalid')) {
      throw error;
    }
    return {
      text: l10n.t("endpoint can't be used"),
      icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
      isUsable: false,
      explanation: explainFailure(error, connectionLabel(connection)).message,
    };
  }
}

/** What a successful test has shown: `Connected to Runware (Example Ltd).` */
export function connectedText(connection: Connection, { account }: ConnectionReport): ShownText {
  const [name, details] = [shown(connectionLabel(connection)), shown(account)];
  if (connection.provider.keyUrl === undefined) {
    return account === '' ? l10n.t('{0} is reachable.', name) : l10n.t('{0} is reachable ({1}).', name, details);
  }
  return account === '' ? l10n.t('Connected to {0}.', name) : l10n.t('Connected to {0} ({1}).', name, details);
}

interface RowState extends Omit<ConnectionState, 'flags'> {
  /** Whether the endpoint can be used. */
  readonly isUsable: boolean;
}

function untestedState({ key, headers = {} }: Account): RowState {
  const isOpen = key === '' && Object.keys(headers).length === 0;
  return isOpen
    ? { text: l10n.t('needs no key'), icon: new ThemeIcon('server'), isUsable: true }
    : {
        text: key === '' ? authenticationState(headers) : l10n.t('key saved'),
        icon: new ThemeIcon('key'),
        isUsable: true,
      };
}

/** What kind of authentication is sent, without anything of it. */
function authenticationState({ authorization = '' }: Readonly<Record<string, string>>): ShownText {
  if (authorization.startsWith('Basic ')) {
    return l10n.t('password saved');
  }
  return authorization.startsWith('Bearer ') ? l10n.t('token saved') : l10n.t('header fields saved');
}

/** The time is that of the test: a row that said how long ago it was would have to be drawn again every minute. */
function testedState(connection: Connection, { time, outcome }: ConnectionResult): RowState {
  const clockTime = shown(new Intl.DateTimeFormat(env.language, { timeStyle: 'short' }).format(time));
  if (UploadError.is(outcome)) {
    const { message } = explainFailure(outcome, connectionLabel(connection), { namesFile: false });
    return {
      text: joined([failureWords(outcome), clockTime], ' · '),
      icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
      isUsable: true,
      explanation: message,
    };
  }
  const words = connection.provider.keyUrl === undefined ? l10n.t('reachable') : l10n.t('connected');
  return {
    text: joined([words, clockTime], ' · '),
    icon: new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed')),
    isUsable: true,
    explanation: connectedText(connection, outcome),
  };
}

function failureWords({ code }: UploadError): ShownText {
  switch (code) {
    case 'keyRejected':
      return l10n.t('key rejected');
    case 'unreachable':
    case 'connectionRefused':
    case 'connectTimeout':
    case 'idleTimeout':
    case 'connectionLost':
    case 'tlsFailed':
      return l10n.t("can't be reached");
    default:
      return l10n.t('test failed');
  }
}
