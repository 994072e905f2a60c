import { env, ThemeColor, ThemeIcon } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { ConnectionReport } from '../../core/providers/provider.ts';
import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import type { ConnectionResult } from '../connections/connectionResults.ts';
import type { Services } from '../services/services.ts';
import { explainFailure } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';

/** What is known about a connection without using it. */
export interface ConnectionState {
  /** A few words for its row. */
  readonly text: ShownText;
  readonly icon: ThemeIcon;
  /** What the row's menu goes by. */
  readonly flags: readonly ('needsKey' | 'hasKey' | 'badEndpoint')[];
  /** A sentence about the last test, or about what prevents one. */
  readonly explanation?: ShownText;
}

export async function connectionState(services: Services, connection: Connection): Promise<ConnectionState> {
  try {
    const hasKey = await services.accounts.hasKey(connection);
    if (hasKey === false) {
      return {
        text: l10n.t('no key'),
        icon: new ThemeIcon('circle-large-outline'),
        flags: ['needsKey', ...(await formerKeys(services, connection))],
      };
    }
    const flags = hasKey === undefined ? [] : (['needsKey', 'hasKey'] as const);
    const result = services.connectionResults.of(await services.accounts.current(connection));
    return result ? { ...testedState(connection, result), flags } : { ...untestedState(hasKey), flags };
  } catch (error) {
    if (!UploadError.is(error, 'endpointInvalid')) {
      throw error;
    }
    return {
      text: l10n.t("endpoint can't be used"),
      icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
      flags: ['badEndpoint', ...(await formerKeys(services, connection))],
      explanation: explainFailure(error, connectionLabel(connection)).message,
    };
  }
}

/** The key of a former endpoint can be removed as well. */
async function formerKeys({ accounts }: Services, connection: Connection): Promise<readonly 'hasKey'[]> {
  return (await accounts.keyOrigins(connection)).length > 0 ? ['hasKey'] : [];
}

/** What a successful test has shown: `Connected to Runware (Example Ltd).` */
export function connectedText(connection: Connection, { account }: ConnectionReport): ShownText {
  const [name, details] = [shown(connectionLabel(connection)), shown(account)];
  if (connection.provider.keyUrl === undefined) {
    return account === '' ? l10n.t('{0} is reachable.', name) : l10n.t('{0} is reachable ({1}).', name, details);
  }
  return account === '' ? l10n.t('Connected to {0}.', name) : l10n.t('Connected to {0} ({1}).', name, details);
}

type RowState = Omit<ConnectionState, 'flags'>;

function untestedState(hasKey: true | undefined): RowState {
  return hasKey === undefined
    ? { text: l10n.t('needs no key'), icon: new ThemeIcon('server') }
    : { text: l10n.t('key saved'), icon: new ThemeIcon('key') };
}

/** The time is that of the test: a row that said how long ago it was would have to be drawn again every minute. */
function testedState(connection: Connection, { time, outcome }: ConnectionResult): RowState {
  const clockTime = shown(new Intl.DateTimeFormat(env.language, { timeStyle: 'short' }).format(time));
  if (UploadError.is(outcome)) {
    const { message } = explainFailure(outcome, connectionLabel(connection), { namesFile: false });
    return {
      text: joined([failureWords(outcome), clockTime], ' · '),
      icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
      explanation: message,
    };
  }
  const words = connection.provider.keyUrl === undefined ? l10n.t('reachable') : l10n.t('connected');
  return {
    text: joined([words, clockTime], ' · '),
    icon: new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed')),
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
