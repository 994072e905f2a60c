import { commands, env } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Outcome } from '../../core/outcome.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import { isRefusal } from '../../core/uploads/plan/overflow.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import { focusCommandId } from '../ids/viewIds.ts';
import { showOutcome } from '../outcome/showOutcome.ts';
import { type LinkStorages, storageLabel } from '../overflow/linkStorages.ts';
import { questionAbout, storageButtons } from '../overflow/useLink.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { onlySuccessText, warningText } from '../text/uploadText.ts';
import { zipTexts } from './folderAsZip.ts';
import { isUrgent } from './warnBeforeSending.ts';

/** How the files of one gesture ended, retried ones included. */
export type FilesOutcome = Outcome<FileToSend, UploadResult>;

export interface UploadsToReport {
  readonly account: Account;
  readonly outcome: FilesOutcome;
  tryAgain(files: readonly FileToSend[]): Promise<void>;
  /** Sends files that were refused to a storage. */
  sendTo(storage: Connection, files: readonly FileToSend[]): Promise<void>;
  reveal(record: UploadRecord): Promise<void>;
}

/** Copies the references of everything that succeeded, one per line in the order of the files, and shows what became of all. */
export async function reportUploads(services: Services, uploads: UploadsToReport): Promise<void> {
  const { account, outcome, tryAgain, sendTo, reveal } = uploads;
  const label = shown(accountLabel(account));
  const { results } = outcome;
  const copy = async (): Promise<void> => env.clipboard.writeText(referencesIn(results));
  const newest = results.at(-1)?.record;
  if (newest) {
    await copy();
  }
  const refused = outcome.failures.flatMap(({ item, error }) => (isRefusal(error) ? [{ item, error }] : []));
  const [only] = outcome.items;
  const [onlyResult] = results;
  await showOutcome(services, {
    operation: 'upload',
    outcome,
    provider: label,
    nameOf: ({ name }) => name,
    onlySucceeded: only && onlyResult && onlySuccessText(label, { name: only.item.name, result: onlyResult }),
    notes: [
      ...outcome.with('done', 'reused').flatMap(zipTexts),
      results.length === 1 ? l10n.t('Copied its reference.') : l10n.t('Copied their references, one per line.'),
    ],
    warnings: [
      ...new Set(
        results
          .flatMap(({ warnings }) => warnings)
          .filter((each) => !isUrgent(each))
          .map((each) => warningText(each, label)),
      ),
    ],
    tryAgain,
    remedies: storageButtons(
      services,
      refused.map(({ error }) => questionAbout({ error, account })),
      {
        label: (storages) => copyLinkText(storages, refused.length),
        use: (storage) =>
          sendTo(
            storage,
            refused.map(({ item }) => item),
          ),
      },
    ),
    show: newest
      ? () => reveal(newest)
      : // What failed stays there until it is dismissed.
        async () => commands.executeCommand(focusCommandId('uploads')),
    buttons: [{ label: l10n.t('Copy Again'), run: copy }],
  });
}

function copyLinkText(storages: LinkStorages, files: number): ShownText {
  const label = storageLabel(storages);
  return files === 1 ? l10n.t('Upload to {0} and Copy Its Link', label) : l10n.t('Upload to {0} and Copy Links', label);
}

function referencesIn(results: readonly UploadResult[]): string {
  return results.map(({ record }) => record.reference.value).join('\n');
}
