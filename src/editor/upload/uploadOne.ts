import { type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { accountLabel } from '../../core/uploads/accounts/account.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from './failureMessage.ts';
import { admitFile, fileToSend } from './filesToSend.ts';
import { accountFor, sameTarget, type UploadTarget } from './uploadTarget.ts';
import { withUploadProgress } from './withUploadProgress.ts';

/**
 * Uploads one file for a place that needs its reference, or finds an earlier upload of the same content. Shows failures
 * itself; where the person presses "Retry" and that succeeds, its result is returned.
 *
 * @returns `undefined` where the person cancelled, or the upload failed
 */
export async function uploadOne(
  services: Services,
  provider: Provider,
  { uri, cause }: { readonly uri: Uri; readonly cause: Cause },
): Promise<UploadRecord | undefined> {
  let record: UploadRecord | undefined;
  let target: UploadTarget = { provider };
  async function attempt(): Promise<void> {
    try {
      const account = await accountFor(services, target);
      if (!account) {
        return;
      }
      target = sameTarget(account);
      const { uploader } = await services.uploads();
      // On each attempt anew: between a failure and "Retry" the path may have come to lead elsewhere.
      const { signal: never } = new AbortController();
      const source = await admitFile(services, fileToSend(uri, cause), { account, signal: never });
      const title = l10n.t('Uploading {0} to {1}', shown(source.name), shown(accountLabel(account)));
      const { record: uploaded } = await withUploadProgress(title, 1, (reporter, signal) =>
        uploader.upload(
          {
            source,
            account,
            reuse: services.settings.reuseUploads,
            workspaceUri: workspace.getWorkspaceFolder(uri)?.uri.toString(),
          },
          { signal, onProgress: (progress) => reporter.report(0, progress) },
        ),
      );
      record = uploaded;
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, attempt);
      }
    }
  }
  await attempt();
  return record;
}
