import { l10n, window } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { UploadSource } from '../../core/uploads/uploadRequest.ts';
import type { Services } from '../services.ts';
import { explainFailure } from '../text/failures.ts';
import { showFailure } from './failureMessage.ts';

export interface FailedUpload {
  readonly source: UploadSource;
  readonly error: unknown;
}

/** More reasons than this in one notification are not read; the log has them all. */
const reasonsShown = 3;

/**
 * Says what failed and why, after one or many uploads. One failure gets its own buttons; several get "Retry Failed".
 *
 * @param succeeded how many uploads of the same gesture worked
 */
export async function showFailures(
  services: Services,
  provider: Provider,
  succeeded: number,
  failed: readonly FailedUpload[],
  retry: () => Promise<void>,
): Promise<void> {
  const [first] = failed;
  if (!first) {
    return;
  }
  if (failed.length === 1 && succeeded === 0) {
    await showFailure(services, first.error, retry);
    return;
  }
  const reasons = failed.map(({ source, error }) =>
    UploadError.is(error)
      ? explainFailure(error, provider.label).message
      : l10n.t('{0} met an unexpected problem.', source.name),
  );
  for (const { source, error } of failed) {
    services.log.error(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const more = reasons.length - reasonsShown;
  const retryFailed = l10n.t('Retry Failed');
  const showLog = l10n.t('Show Log');
  const message = [
    succeeded > 0
      ? l10n.t(
          '{0} of {1} files were uploaded to {2}; their references were copied.',
          succeeded,
          succeeded + failed.length,
          provider.label,
        )
      : l10n.t('None of {0} files could be uploaded to {1}.', failed.length, provider.label),
    ...new Set(reasons.slice(0, reasonsShown)),
    ...(more > 0 ? [l10n.t('And {0} more.', more)] : []),
  ].join(' ');
  const chosen = await window.showWarningMessage(message, retryFailed, showLog);
  if (chosen === retryFailed) {
    await retry();
  } else if (chosen === showLog) {
    services.log.show();
  }
}
