import { commands, env, l10n, Uri, window } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Services } from '../services.ts';
import { explainFailure, type FailureAction } from '../text/failures.ts';

/**
 * Says what went wrong, with a button for whatever can be done about it.
 *
 * @param retry what "Retry" does; without it there is no such button
 */
export async function showFailure(services: Services, error: unknown, retry?: () => unknown): Promise<void> {
  if (!UploadError.is(error)) {
    await showUnexpected(services, error);
    return;
  }
  services.log.error(`${error.code}: ${error.message}`);
  const provider = error.provider ? providerById(error.provider) : undefined;
  const { message, actions } = explainFailure(error, provider?.label);
  const buttons = new Map(
    actions.filter((action) => action !== 'retry' || retry).map((action) => [actionLabel(action), action]),
  );
  const chosen = buttons.get((await window.showErrorMessage(message, ...buttons.keys())) ?? '');
  switch (chosen) {
    case 'retry':
      await retry?.();
      break;
    case 'setApiKey':
      // A new key is worth one more attempt: that is what the person wanted when they pressed the button.
      if (await services.accounts.askForKey(error.provider as ProviderId)) {
        await retry?.();
      }
      break;
    case 'showLog':
      services.log.show();
      break;
    case 'openSetting':
      await commands.executeCommand('workbench.action.openSettings', `workflowAssets.${error.provider ?? ''}`);
      break;
    case 'openDocumentation':
      if (provider) {
        await env.openExternal(Uri.parse(provider.documentationUrl));
      }
      break;
  }
}

/** A mistake of ours, not of the provider or the person: the log gets the whole story, the person a short one. */
async function showUnexpected(services: Services, error: unknown): Promise<void> {
  services.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const showLog = l10n.t('Show Log');
  const message = l10n.t('Workflow Assets ran into an unexpected problem. The log has the details.');
  if ((await window.showErrorMessage(message, showLog)) === showLog) {
    services.log.show();
  }
}

function actionLabel(action: FailureAction): string {
  switch (action) {
    case 'retry':
      return l10n.t('Retry');
    case 'setApiKey':
      return l10n.t('Set API Key');
    case 'showLog':
      return l10n.t('Show Log');
    case 'openSetting':
      return l10n.t('Open Setting');
    case 'openDocumentation':
      return l10n.t('Open Documentation');
  }
}
