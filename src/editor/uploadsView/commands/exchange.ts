import { FileType, l10n, Uri, window, workspace } from 'vscode';
import type { ExchangeFormat } from '../../../core/history/exchange/exportRecords.ts';
import { exportRecords } from '../../../core/history/exchange/exportRecords.ts';
import type { ImportProblem } from '../../../core/history/exchange/importRecords.ts';
import { importRecords } from '../../../core/history/exchange/importRecords.ts';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import type { EditorLog } from '../../log.ts';

const pageSize = 5_000;
/** Largest file that is imported, in bytes: some 200,000 uploads. */
const maxImportBytes = 256 * 1024 * 1024;

/** Writes the whole history to a file, as JSON or CSV by its name. @param target where to; asked for where left out */
export async function exportUploads(history: HistoryStore, target: unknown): Promise<void> {
  const records = everything(history);
  if (records.length === 0) {
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
  if (uri) {
    await workspace.fs.writeFile(uri, new TextEncoder().encode(exportRecords(records, formatOf(uri))));
    window.setStatusBarMessage(`$(check) ${l10n.t('{0} uploads exported', records.length)}`, 5000);
  }
}

function defaultTarget(): Uri | undefined {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder && Uri.joinPath(folder, 'uploads.json');
}

/** Adds the uploads of an exported file that are not there yet. @param source where from; asked for where left out */
export async function importUploads(history: HistoryStore, log: EditorLog, source: unknown): Promise<void> {
  const [uri] =
    source instanceof Uri
      ? [source]
      : ((await window.showOpenDialog({
          title: l10n.t('Import Uploads'),
          openLabel: l10n.t('Import'),
          filters: { [l10n.t('Exported uploads')]: ['json', 'csv'] },
        })) ?? []);
  if (!uri) {
    return;
  }
  const { type, size } = await workspace.fs.stat(uri);
  if ((type & FileType.Directory) !== 0 || size > maxImportBytes) {
    void window.showErrorMessage(l10n.t('{0} is no exported history.', uri.fsPath));
    return;
  }
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  const { records, problems } = importRecords(text, formatOf(uri));
  for (const problem of problems) {
    log.warn(`Import of uploads: ${JSON.stringify(problem)}`);
  }
  const [whole] = problems.flatMap((problem) => wholeFileText(problem) ?? []);
  if (whole !== undefined) {
    void window.showErrorMessage(l10n.t('Nothing was imported: {0}', whole));
    return;
  }
  const added = history.restore(records);
  const sentences = [
    l10n.t('{0} uploads were imported.', added),
    ...(added < records.length ? [l10n.t('{0} were there already.', records.length - added)] : []),
    ...(problems.length > 0 ? [l10n.t('{0} could not be read and were left out.', problems.length)] : []),
  ];
  const showLog = l10n.t('Show Log');
  const show = problems.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void show(sentences.join(' '), ...(problems.length > 0 ? [showLog] : [])).then(
    (chosen) => chosen === showLog && log.show(),
  );
}

/** What is wrong with the file as a whole; `undefined` for a problem of one record. */
function wholeFileText(problem: ImportProblem): string | undefined {
  switch (problem.reason) {
    case 'unreadable':
      return problem.line === undefined
        ? l10n.t('the file is not valid JSON.')
        : l10n.t('the table is broken at line {0}.', problem.line);
    case 'notHistory':
      return l10n.t('the file is no exported history.');
    case 'newerVersion':
      return l10n.t('the file was written by a newer version of Workflow Assets.');
    case 'missingColumn':
      return l10n.t('the table lacks the column {0}.', problem.field);
    default:
      return undefined;
  }
}

function formatOf(uri: Uri): ExchangeFormat {
  return uri.path.toLowerCase().endsWith('.csv') ? 'csv' : 'json';
}

/** By the page, so that no single question to the database is a long one. */
function everything(history: HistoryStore): readonly UploadRecord[] {
  const records: UploadRecord[] = [];
  let page = history.page({ limit: pageSize });
  for (let after = page.at(-1); after; after = page.at(-1)) {
    records.push(...page);
    page = history.page({ limit: pageSize, after });
  }
  return records;
}
