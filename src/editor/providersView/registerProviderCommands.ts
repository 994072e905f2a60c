import { commands, env, l10n, ProgressLocation, Uri, window } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { registerCommand } from '../registerCommand.ts';
import type { Services } from '../services.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { providerIdOf } from './providersView.ts';

/** Commands about a provider: called on a row of the Providers view, or from the palette with a question first. */
export function registerProviderCommands(services: Services): void {
  registerCommand(services, 'setApiKey', async (argument) => {
    const provider = await providerFor(argument, l10n.t('Set API Key'), needsKey);
    if (provider && (await services.accounts.askForKey(provider.id))) {
      void window.showInformationMessage(l10n.t('The API key for {0} was saved.', provider.label));
    }
  });

  registerCommand(services, 'removeApiKey', async (argument) => {
    const provider = await providerFor(argument, l10n.t('Remove API Key'), needsKey);
    if (!provider) {
      return;
    }
    const remove = l10n.t('Remove');
    const question = l10n.t('Remove the API key for {0} from this machine?', provider.label);
    const detail = l10n.t('The key stays valid at the provider. Past uploads stay in the history.');
    if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove) {
      await services.accounts.removeKey(provider.id);
    }
  });

  registerCommand(services, 'testConnection', async (argument) => {
    const provider = await providerFor(argument, l10n.t('Test Connection'), () => true);
    if (provider) {
      await testConnection(provider);
    }
  });

  registerCommand(services, 'openProviderDocumentation', async (argument) => {
    const provider = await providerFor(argument, l10n.t('Open Documentation'), () => true);
    if (provider) {
      await env.openExternal(Uri.parse(provider.documentationUrl));
    }
  });

  registerCommand(services, 'openEndpointSetting', async (argument) => {
    const provider = await providerFor(argument, l10n.t('Change Endpoint'), () => true);
    if (provider) {
      await commands.executeCommand('workbench.action.openSettings', `workflowAssets.${provider.id}.endpoint`);
    }
  });

  async function providerFor(
    argument: unknown,
    title: string,
    fits: (provider: Provider) => boolean,
  ): Promise<Provider | undefined> {
    const engine = await services.engine();
    const id = providerIdOf(argument);
    return id ? engine.providerById(id) : chooseProvider(services, title, engine.providers.filter(fits));
  }

  async function testConnection(provider: Provider): Promise<void> {
    const account = await services.accounts.currentOrAsk(provider.id);
    if (!account) {
      return;
    }
    const engine = await services.engine();
    const title = l10n.t('Testing the connection to {0}', provider.label);
    try {
      const { account: details } = await window.withProgress(
        { location: ProgressLocation.Notification, title, cancellable: true },
        (_progress, token) => {
          const controller = new AbortController();
          token.onCancellationRequested(() => controller.abort());
          return engine.checkConnection(account, controller.signal);
        },
      );
      void window.showInformationMessage(
        details
          ? l10n.t('{0} answered and accepted the account: {1}', provider.label, details)
          : l10n.t('{0} answered and accepted the account.', provider.label),
      );
    } catch (error) {
      const { showFailure } = await services.firstUse();
      void showFailure(services, error, () => testConnection(provider));
    }
  }
}

function needsKey(provider: Provider): boolean {
  return provider.keyUrl !== undefined;
}
