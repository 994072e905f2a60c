import { type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import { isRefusal } from '../../core/uploads/plan/overflow.ts';
import type { FittingReference } from '../../core/workflow/mediaInput.ts';
import { chooseStorage } from '../overflow/linkStorages.ts';
import { questionAbout, storageButtons, storagesForAll, useLinkText } from '../overflow/useLink.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from './failureMessage.ts';
import { admitFile, fileToSend } from './filesToSend.ts';
import { accountFor, sameTarget, type UploadTarget } from './uploadTarget.ts';
import { withUploadProgress } from './withUploadProgress.ts';

/** A file and the place that needs its reference. */
interface FileForPlace {
  readonly uri: Uri;
  readonly cause: Cause;
  /** Which references the place takes, those of storages included, to which the file goes where it is refused. */
  readonly fits: readonly FittingReference[];
}

/**
 * Uploads one file for a place that needs its reference, or finds an earlier upload of the same content. Shows failures
 * itself; where the person presses "Retry" or has a storage take a refused file, and that succeeds, its result is returned.
 *
 * @returns `undefined` where the person cancelled, or the upload failed
 */
export async function uploadOne(
  services: Services,
  to: UploadTarget,
  { uri, cause, fits }: FileForPlace,
): Promise<UploadRecord | undefined> {
  let record: UploadRecord | undefined;
  let target = to;
  async function attempt(): Promise<void> {
    let account: Account | undefined;
    try {
      account = await accountFor(services, target);
      if (!account) {
        return;
      }
      target = sameTarget(account);
      record = await send(services, account, { uri, cause });
    } catch (error) {
      if (!CancelledError.is(error)) {
        await failed(error, account);
      }
    }
  }
  async function failed(error: unknown, account: Account | undefined): Promise<void> {
    const questions = account && isRefusal(error) ? [questionAbout({ error, account, fits })] : [];
    const use = (storage: Connection): Promise<void> => {
      target = sameTarget({ provider: storage.provider, connection: storage });
      return attempt();
    };
    const storages = storagesForAll(services, questions);
    if (storages && services.settings.overflow === 'always') {
      const storage = await chooseStorage(services, storages);
      await (storage && use(storage));
      return;
    }
    const buttons = storageButtons(services, questions, { label: useLinkText, use });
    await showFailure(services, error, { retry: attempt, buttons });
  }
  await attempt();
  return record;
}

async function send(
  services: Services,
  account: Account,
  { uri, cause }: Pick<FileForPlace, 'uri' | 'cause'>,
): Promise<UploadRecord> {
  const { uploader } = await services.uploads();
  // On each attempt anew: between a failure and "Retry" the path may have come to lead elsewhere.
  const { signal: never } = new AbortController();
  const source = await admitFile(services, fileToSend(uri, cause), { account, signal: never });
  const title = l10n.t('Uploading {0} to {1}', shown(source.name), shown(accountLabel(account)));
  const { record } = await withUploadProgress(title, 1, (reporter, signal) =>
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
  return record;
}
