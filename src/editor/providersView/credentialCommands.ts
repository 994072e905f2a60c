import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { abandonedConnections } from '../connections/credentials/abandonedKeys.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { connectionFor, labelOf } from './adding/connectionQuestion.ts';

/** Implements the commands for API keys, and for the authentication that a proxy in front of a self-hosted server requires. */
export const credentialActions = {
  async setApiKey(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Set API Key'), fits: takesKey });
    if (connection && (await services.accounts.askForKey(connection))) {
      void window.showInformationMessage(l10n.t('The API key for {0} was saved.', labelOf(connection)));
    }
  },

  async removeApiKey(services: Services, argument: unknown): Promise<void> {
    const stored = await storedFor(services, argument, {
      title: l10n.t('Remove API Key'),
      takes: takesKey,
      placeHolder: l10n.t('Choose the address whose key you want to remove'),
      noneText: l10n.t('No API keys are saved on this computer.'),
      noneOf: (label) => l10n.t('No API key for {0} is saved.', label),
    });
    if (stored === undefined) {
      return;
    }
    const { label, host } = stored;
    const question = l10n.t('Remove the API key for {0} at {1} from this computer?', label, host);
    const detail = l10n.t('The key stays valid at the provider. Past uploads stay in the history.');
    const failure = l10n.t("The API key for {0} wasn't removed: VS Code's secret storage failed.", label);
    if ((await isConfirmed(question, detail)) && (await isRemoved(services, stored, failure))) {
      announce(l10n.t('The API key for {0} was removed', label));
    }
  },

  async setAuthentication(services: Services, argument: unknown): Promise<void> {
    const title = l10n.t('Set Authentication');
    const connection = await connectionFor(services, argument, { title, fits: takesAuthentication });
    if (connection && (await services.accounts.askForAuthentication(connection))) {
      void window.showInformationMessage(l10n.t('The authentication for {0} was saved.', labelOf(connection)));
    }
  },

  async removeAuthentication(services: Services, argument: unknown): Promise<void> {
    const stored = await storedFor(services, argument, {
      title: l10n.t('Remove Authentication'),
      takes: takesAuthentication,
      placeHolder: l10n.t('Choose the address whose authentication you want to remove'),
      noneText: l10n.t('No authentication is saved on this computer.'),
      noneOf: (label) => l10n.t('No authentication for {0} is saved.', label),
    });
    if (stored === undefined) {
      return;
    }
    const { label, host } = stored;
    const question = l10n.t('Remove the authentication for {0} at {1} from this computer?', label, host);
    const detail = l10n.t('It stays valid at the server. Past uploads stay in the history.');
    const failure = l10n.t("The authentication for {0} wasn't removed: VS Code's secret storage failed.", label);
    if ((await isConfirmed(question, detail)) && (await isRemoved(services, stored, failure))) {
      announce(l10n.t('The authentication for {0} was removed', label));
    }
  },
};

function takesKey({ provider }: Connection): boolean {
  return provider.keyUrl !== undefined;
}

function takesAuthentication({ provider }: Connection): boolean {
  return provider.isSelfHosted === true;
}

interface StoredQuestion {
  readonly title: ShownText;
  readonly takes: (connection: Connection) => boolean;
  readonly placeHolder: ShownText;
  /** What to say where nothing is saved at all, and where nothing is saved for one connection. */
  readonly noneText: ShownText;
  readonly noneOf: (label: ShownText) => ShownText;
}

interface Stored {
  readonly connection: Connection;
  readonly label: ShownText;
  readonly origin: string;
  readonly host: ShownText;
}

/** What is to be removed: of which connection, and of which address where it has had several. */
async function storedFor(
  services: Services,
  argument: unknown,
  { title, takes, placeHolder, noneText, noneOf }: StoredQuestion,
): Promise<Stored | undefined> {
  const { accounts, connections } = services;
  const besides = argument === undefined ? await abandonedConnections(services) : [];
  const all = [...connections.all(), ...besides].filter(takes);
  const origins = await Promise.all(all.map((connection) => accounts.keyOrigins(connection)));
  const isStored = ({ id }: Connection) => all.some((each, index) => each.id === id && origins[index]?.length !== 0);
  const fits = argument === undefined ? isStored : takes;
  const connection = await connectionFor(services, argument, { title, fits, besides, noneText });
  if (connection === undefined) {
    return undefined;
  }
  const origin = await chooseOrigin(await accounts.keyOrigins(connection), { title, placeHolder });
  const label = labelOf(connection);
  if (origin === 'none') {
    void window.showInformationMessage(noneOf(label));
    return undefined;
  }
  return origin === undefined ? undefined : { connection, label, origin, host: shown(new URL(origin).host) };
}

async function chooseOrigin(
  origins: readonly string[],
  question: Pick<StoredQuestion, 'title' | 'placeHolder'>,
): Promise<string | 'none' | undefined> {
  const [only] = origins;
  if (origins.length <= 1) {
    return only ?? 'none';
  }
  const items = origins.map((origin) => ({ label: shown(origin), origin }));
  return (await window.showQuickPick(items, question))?.origin;
}

async function isConfirmed(question: ShownText, detail: ShownText): Promise<boolean> {
  const remove = l10n.t('Remove');
  return (await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove;
}

/** Removes it; where that fails, says so, and it stays in the list of what can be removed. */
async function isRemoved(
  { accounts, log }: Services,
  { connection, origin }: Stored,
  failure: ShownText,
): Promise<boolean> {
  try {
    await accounts.removeKey(connection, origin);
    return true;
  } catch (error) {
    log.error(stackOf(error));
    void window.showErrorMessage(failure);
    return false;
  }
}
