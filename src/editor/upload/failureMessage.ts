import { commands, env, Uri } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { window } from '../display/window.ts';
import { idPrefix } from '../ids/commandIds.ts';
import { settingId } from '../ids/settingIds.ts';
import { stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { explainFailure, type FailureAction } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';

/**
 * Shows what went wrong, with a button for whatever can be done about it.
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
  const pressed = await window.showErrorMessage(message, ...buttons.keys());
  switch (pressed && buttons.get(pressed)) {
    case 'retry':
      await retry?.();
      break;
    case 'setApiKey':
      // A new key is worth one more attempt: that is what the person wanted when they pressed the button.
      if (provider && (await services.accounts.askForKey(provider.id))) {
        await retry?.();
      }
      break;
    case 'showLog':
      services.log.show();
      break;
    case 'openSetting':
      await commands.executeCommand(
        'workbench.action.openSettings',
        error.provider ? settingId(error.provider) : idPrefix,
      );
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
  services.log.error(stackOf(error));
  const showLog = l10n.t('Show Log');
  const message = l10n.t('Workflow Assets ran into an unexpected problem. The log has the details.');
  if ((await window.showErrorMessage(message, showLog)) === showLog) {
    services.log.show();
  }
}

function actionLabel(action: FailureAction): ShownText {
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

/** What became of the uploads of one gesture, some of which failed. */
export interface FailedUploads {
  readonly provider: Provider;
  /** How many of the same gesture succeeded. */
  readonly succeeded: number;
  readonly failed: readonly { readonly file: { readonly name: string }; readonly error: unknown }[];
  retry(): Promise<void>;
}

/** Nobody reads more reasons than these in one notification; the log has them all. */
const maxReasons = 3;

/** Shows which uploads failed and why. A single failure gets its own buttons; several get "Retry Failed". */
export async function showFailures(services: Services, uploads: FailedUploads): Promise<void> {
  const { provider, succeeded, failed, retry } = uploads;
  const [first] = failed;
  if (!first) {
    return;
  }
  if (failed.length === 1 && succeeded === 0) {
    await showFailure(services, first.error, retry);
    return;
  }
  const reasons = failed.map(({ file, error }) =>
    UploadError.is(error)
      ? explainFailure(error, provider.label).message
      : l10n.t('{0} ran into an unexpected problem.', shown(file.name)),
  );
  for (const { file, error } of failed) {
    services.log.error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const more = reasons.length - maxReasons;
  const retryFailed = l10n.t('Retry Failed');
  const showLog = l10n.t('Show Log');
  const message = joined(
    [
      outcomeText(uploads),
      ...new Set(reasons.slice(0, maxReasons)),
      ...(more > 0 ? [l10n.t('And {0} more.', more)] : []),
    ],
    ' ',
  );
  const chosen = await window.showWarningMessage(message, retryFailed, showLog);
  if (chosen === retryFailed) {
    await retry();
  } else if (chosen === showLog) {
    services.log.show();
  }
}

function outcomeText({ provider, succeeded, failed }: FailedUploads): ShownText {
  const label = shown(provider.label);
  const all = succeeded + failed.length;
  switch (succeeded) {
    case 0:
      return l10n.t('None of the {0} files could be uploaded to {1}.', all, label);
    case 1:
      return l10n.t('Uploaded 1 of {0} files to {1} and copied its reference.', all, label);
    default:
      return l10n.t('Uploaded {0} of {1} files to {2} and copied their references.', succeeded, all, label);
  }
}
