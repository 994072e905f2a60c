import { FileType, Uri, workspace } from 'vscode';
import { exportRecords } from '../../../core/history/exchange/exportRecords.ts';
import { type ImportProblem, importRecords } from '../../../core/history/exchange/importRecords.ts';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { TimeSlice } from '../../../core/timeSlice.ts';
import { window } from '../../display/window.ts';
import type { EditorLog } from '../../services/editorLog.ts';
import { formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, type ShownText, shown, withIcon } from '../../text/shown.ts';

const batchSize = 100;
/** Maximum size of an imported file, in bytes: some 250,000 uploads. */
const maxImportBytes = 256 * 1024 * 1024;

/** Writes the whole history to a file, as JSON or CSV by its name. @param target where to; asked for if left out */
export async function exportUploads(history: HistoryStore, target: unknown): Promise<void> {
  const count = history.count();
  if (count === 0) {
    void window.showInformationMessage(l10n.t('There are no uploads to export.'));
    return;
  }
  const uri =
    target instanceof Uri
      ? target
      : await window.showSaveDialog({
          title: l10n.t('Export Uploads'),
          defaultUri: defaultTarget(),
          filters: { JSON: ['json'], CSV: ['csv'] },
        });
  if (!uri) {
    return;
  }
  const format = uri.path.toLowerCase().endsWith('.csv') ? 'csv' : 'json';
  const slice = new TimeSlice();
  const pieces: Buffer[] = [];
  for (const piece of exportRecords(batches(history), format)) {
    pieces.push(Buffer.from(piece));
    await slice.rest();
  }
  await workspace.fs.writeFile(uri, Buffer.concat(pieces));
  const done = count === 1 ? l10n.t('One upload exported') : l10n.t('{0} uploads exported', formatNumber(count));
  window.setStatusBarMessage(withIcon('check', done), 5000);
}

function defaultTarget(): Uri | undefined {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder && Uri.joinPath(folder, 'uploads.json');
}

/** Adds the uploads of an exported file that aren't there yet. @param source where from; asked for if left out */
export async function importUploads(history: HistoryStore, log: EditorLog, source: unknown): Promise<void> {
  const [uri] =
    source instanceof Uri
      ? [source]
      : ((await window.showOpenDialog({
          title: l10n.t('Import Uploads'),
          openLabel: l10n.t('Import'),
          filters: { [l10n.t('Exported uploads')]: ['json'] },
        })) ?? []);
  if (!uri) {
    return;
  }
  const { type, size } = await workspace.fs.stat(uri);
  if ((type & FileType.Directory) !== 0 || size > maxImportBytes) {
    void window.showErrorMessage(l10n.t("{0} isn't an exported history.", shown(uri.fsPath)));
    return;
  }
  const { records, problems } = await importRecords(await workspace.fs.readFile(uri));
  for (const problem of problems) {
    log.warn(`Import of uploads: ${JSON.stringify(problem)}`);
  }
  const [whole] = problems.flatMap((problem) => wholeFileText(problem) ?? []);
  if (whole !== undefined) {
    void window.showErrorMessage(l10n.t('Nothing was imported: {0}', whole));
    return;
  }
  const added = await history.import(records);
  const sentences = [
    added === 1 ? l10n.t('One upload was imported.') : l10n.t('{0} uploads were imported.', formatNumber(added)),
    ...knownText(records.length - added),
    ...leftOutText(problems.length),
  ];
  const showLog = l10n.t('Show Log');
  const show = problems.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void show(joined(sentences, ' '), ...(problems.length > 0 ? [showLog] : [])).then(
    (chosen) => chosen === showLog && log.show(),
  );
}

function knownText(count: number): readonly ShownText[] {
  if (count === 0) {
    return [];
  }
  return [count === 1 ? l10n.t('One was there already.') : l10n.t('{0} were there already.', formatNumber(count))];
}

function leftOutText(count: number): readonly ShownText[] {
  if (count === 0) {
    return [];
  }
  return [
    count === 1
      ? l10n.t("One couldn't be read and was left out.")
      : l10n.t("{0} couldn't be read and were left out.", formatNumber(count)),
  ];
}

/** What is wrong with the file as a whole; `undefined` for a problem of one record. */
function wholeFileText(problem: ImportProblem): ShownText | undefined {
  switch (problem.reason) {
    case 'unreadable':
      return l10n.t("the file isn't valid JSON.");
    case 'notHistory':
      return l10n.t("the file isn't an exported history.");
    case 'newerVersion':
      return l10n.t('the file was written by a newer version of Workflow Assets.');
    default:
      return undefined;
  }
}

/** All records, each batch read from the database only when its turn comes. */
function* batches(history: HistoryStore): Generator<readonly UploadRecord[], void> {
  let batch = history.query({ limit: batchSize });
  for (let after = batch.at(-1); after; after = batch.at(-1)) {
    yield batch;
    batch = history.query({ limit: batchSize, after });
  }
}
