import { env, ProgressLocation, Uri } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import { chooseConnection } from '../connections/chooseConnection.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { inBackground, signalOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { askForConnection } from './askForConnection.ts';
import { changeEndpoint } from './changeEndpoint.ts';
import { connectedText } from './connectionState.ts';
import { targetOf } from './providerNodes.ts';

/** What the commands about a connection do. Their argument is a row of the Providers view or an id; without one they ask. */
export const providerActions = {
  async setApiKey(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Set API Key'), fits: needsKey });
    if (connection && (await services.accounts.askForKey(connection))) {
      void window.showInformationMessage(l10n.t('The API key for {0} was saved.', labelOf(connection)));
    }
  },

  async removeApiKey(services: Services, argument: unknown): Promise<void> {
    const title = l10n.t('Remove API Key');
    const all = services.connections.all();
    const withKeys = argument === undefined ? await withStoredKeys(services, all) : all;
    if (withKeys.length === 0) {
      void window.showInformationMessage(l10n.t('No API keys are saved on this computer.'));
      return;
    }
    const connection = await connectionFor(services, argument, { title, fits: (each) => withKeys.includes(each) });
    const origin = connection && (await chooseKeyOrigin(services, connection, title));
    if (!connection || origin === undefined) {
      return;
    }
    const [label, host] = [labelOf(connection), shown(new URL(origin).host)];
    const remove = l10n.t('Remove');
    const question = l10n.t('Remove the API key for {0} at {1} from this computer?', label, host);
    const detail = l10n.t('The key stays valid at the provider. Past uploads stay in the history.');
    if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove) {
      await services.accounts.removeKey(connection, origin);
      announce(l10n.t('The API key for {0} was removed', label));
    }
  },

  async testConnection(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Test Connection') });
    if (connection) {
      await testConnection(services, connection);
    }
  },

  async openProviderDocumentation(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, l10n.t('Open Documentation'));
    if (provider) {
      await env.openExternal(Uri.parse(provider.documentationUrl));
    }
  },

  async openEndpointSetting(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Change Endpoint') });
    if (connection) {
      await changeEndpoint(services, connection);
    }
  },
};

async function providerFor(services: Services, argument: unknown, title: ShownText): Promise<Provider | undefined> {
  const target = targetOf(services.connections, argument);
  if (target === undefined) {
    return chooseProvider(services, title, providers);
  }
  return typeof target === 'string' ? providerById(target) : target.provider;
}

interface ConnectionQuestion {
  readonly title: ShownText;
  /** Which connections to choose from; all where left out. */
  readonly fits?: (connection: Connection) => boolean;
}

async function connectionFor(
  services: Services,
  argument: unknown,
  { title, fits = () => true }: ConnectionQuestion,
): Promise<Connection | undefined> {
  const { connections } = services;
  const target = targetOf(connections, argument);
  if (target === undefined) {
    return askForConnection(services, title, connections.all().filter(fits));
  }
  if (typeof target !== 'string') {
    return target;
  }
  return connections.needsChoice(target)
    ? chooseConnection(connections, providerById(target))
    : connections.current(target);
}

/** The address whose key is to be removed; asks where there are several. `undefined` where there is none. */
async function chooseKeyOrigin(
  services: Services,
  connection: Connection,
  title: ShownText,
): Promise<string | undefined> {
  const origins = await services.accounts.keyOrigins(connection);
  if (origins.length > 1) {
    const placeHolder = l10n.t('Choose the address whose key you want to remove');
    const items = origins.map((origin) => ({ label: shown(origin), origin }));
    return (await window.showQuickPick(items, { title, placeHolder }))?.origin;
  }
  if (origins.length === 0) {
    void window.showInformationMessage(l10n.t('No API key for {0} is saved.', labelOf(connection)));
  }
  return origins[0];
}

async function testConnection(services: Services, connection: Connection): Promise<void> {
  const account = await services.accounts.currentOrAsk(connection);
  if (!account) {
    return;
  }
  const { connectionResults, log, milestones } = services;
  const { accountCalls } = await services.uploads();
  const title = l10n.t('Testing the connection to {0}', labelOf(connection));
  try {
    const report = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) => accountCalls.checkConnection(account, signalOf(token)),
    );
    connectionResults.succeeded(account, report);
    milestones.reach('keySaved');
    void window.showInformationMessage(connectedText(connection, report));
  } catch (error) {
    if (UploadError.is(error)) {
      connectionResults.failed(account, error);
    }
    if (!CancelledError.is(error)) {
      inBackground(
        log,
        showFailure(services, error, () => testConnection(services, connection)),
      );
    }
  }
}

async function withStoredKeys(services: Services, all: readonly Connection[]): Promise<readonly Connection[]> {
  const origins = await Promise.all(all.map((connection) => services.accounts.keyOrigins(connection)));
  return all.filter((_connection, index) => (origins[index] ?? []).length > 0);
}

function needsKey({ provider }: Connection): boolean {
  return provider.keyUrl !== undefined;
}

function labelOf(connection: Connection): ShownText {
  return shown(connectionLabel(connection));
}
