import { commands, env } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Outcome } from '../../core/outcome.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import { focusCommandId } from '../ids/viewIds.ts';
import { showOutcome } from '../outcome/showOutcome.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { onlySuccessText, warningText } from '../text/uploadText.ts';
import { zipTexts } from './folderAsZip.ts';
import { isUrgent } from './warnBeforeSending.ts';

/** How the files of one gesture ended, retried ones included. */
export type FilesOutcome = Outcome<FileToSend, UploadResult>;

export interface UploadsToReport {
  readonly account: Account;
  readonly outcome: FilesOutcome;
  tryAgain(files: readonly FileToSend[]): Promise<void>;
  reveal(record: UploadRecord): Promise<void>;
}

/** Copies the references of everything that succeeded, one per line in the order of the files, and shows what became of all. */
export async function reportUploads(services: Services, uploads: UploadsToReport): Promise<void> {
  const { account, outcome, tryAgain, reveal } = uploads;
  const label = shown(accountLabel(account));
  const { results } = outcome;
  const copy = async (): Promise<void> => env.clipboard.writeText(referencesIn(results));
  const newest = results.at(-1)?.record;
  if (newest) {
    await copy();
  }
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
    show: newest
      ? () => reveal(newest)
      : // What failed stays there until it is dismissed.
        async () => commands.executeCommand(focusCommandId('uploads')),
    buttons: [{ label: l10n.t('Copy Again'), run: copy }],
  });
}

function referencesIn(results: readonly UploadResult[]): string {
  return results.map(({ record }) => record.reference.value).join('\n');
}
