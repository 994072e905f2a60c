import { env, ProgressLocation, Uri } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { inBackground, signalOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { changeEndpoint } from './changeEndpoint.ts';
import { connectedText } from './connectionState.ts';
import { providerIdOf } from './providerNodes.ts';

/** What the commands about a provider do. Their argument is a row of the Providers view or an id; without one they ask. */
export const providerActions = {
  async setApiKey(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, { title: l10n.t('Set API Key'), fits: needsKey });
    if (provider && (await services.accounts.askForKey(provider.id))) {
      void window.showInformationMessage(l10n.t('The API key for {0} was saved.', shown(provider.label)));
    }
  },

  async removeApiKey(services: Services, argument: unknown): Promise<void> {
    const title = l10n.t('Remove API Key');
    const withKeys = argument === undefined ? await providersWithKeys(services) : providers;
    if (withKeys.length === 0) {
      void window.showInformationMessage(l10n.t('No API keys are saved on this computer.'));
      return;
    }
    const provider = await providerFor(services, argument, { title, fits: (each) => withKeys.includes(each) });
    const origin = provider && (await chooseKeyOrigin(services, provider, title));
    if (!provider || origin === undefined) {
      return;
    }
    const [label, host] = [shown(provider.label), shown(new URL(origin).host)];
    const remove = l10n.t('Remove');
    const question = l10n.t('Remove the API key for {0} at {1} from this computer?', label, host);
    const detail = l10n.t('The key stays valid at the provider. Past uploads stay in the history.');
    if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove) {
      await services.accounts.removeKey(provider.id, origin);
      announce(l10n.t('The API key for {0} was removed', label));
    }
  },

  async testConnection(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, { title: l10n.t('Test Connection') });
    if (provider) {
      await testConnection(services, provider);
    }
  },

  async openProviderDocumentation(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, { title: l10n.t('Open Documentation') });
    if (provider) {
      await env.openExternal(Uri.parse(provider.documentationUrl));
    }
  },

  async openEndpointSetting(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, { title: l10n.t('Change Endpoint') });
    if (provider) {
      await changeEndpoint(services, provider);
    }
  },
};

interface ProviderQuestion {
  readonly title: ShownText;
  /** Which providers to choose from; all where left out. */
  readonly fits?: (provider: Provider) => boolean;
}

async function providerFor(
  services: Services,
  argument: unknown,
  { title, fits = () => true }: ProviderQuestion,
): Promise<Provider | undefined> {
  const id = providerIdOf(argument);
  return id ? providerById(id) : chooseProvider(services, title, providers.filter(fits));
}

/** The address whose key is to be removed; asks where there are several. `undefined` where there is none. */
async function chooseKeyOrigin(services: Services, provider: Provider, title: ShownText): Promise<string | undefined> {
  const origins = await services.accounts.keyOrigins(provider.id);
  if (origins.length > 1) {
    const placeHolder = l10n.t('Choose the address whose key you want to remove');
    const items = origins.map((origin) => ({ label: shown(origin), origin }));
    return (await window.showQuickPick(items, { title, placeHolder }))?.origin;
  }
  if (origins.length === 0) {
    void window.showInformationMessage(l10n.t('No API key for {0} is saved.', shown(provider.label)));
  }
  return origins[0];
}

async function testConnection(services: Services, provider: Provider): Promise<void> {
  const account = await services.accounts.currentOrAsk(provider.id);
  if (!account) {
    return;
  }
  const { connections, log, milestones } = services;
  const { accountCalls } = await services.uploads();
  const title = l10n.t('Testing the connection to {0}', shown(provider.label));
  try {
    const report = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) => accountCalls.checkConnection(account, signalOf(token)),
    );
    connections.succeeded(account, report);
    milestones.reach('keySaved');
    void window.showInformationMessage(connectedText(provider, report));
  } catch (error) {
    if (UploadError.is(error)) {
      connections.failed(account, error);
    }
    if (!CancelledError.is(error)) {
      inBackground(
        log,
        showFailure(services, error, () => testConnection(services, provider)),
      );
    }
  }
}

async function providersWithKeys(services: Services): Promise<readonly Provider[]> {
  const origins = await Promise.all(providers.map(({ id }) => services.accounts.keyOrigins(id)));
  return providers.filter((_provider, index) => (origins[index] ?? []).length > 0);
}

function needsKey(provider: Provider): boolean {
  return provider.keyUrl !== undefined;
}
