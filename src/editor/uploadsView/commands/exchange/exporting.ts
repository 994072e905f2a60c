import { Uri, workspace } from 'vscode';
import { exportRecords } from '../../../../core/history/exchange/exportRecords.ts';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { TimeSlice } from '../../../../core/timeSlice.ts';
import { type ShownQuickPickItem, window } from '../../../display/window.ts';
import { formatNumber } from '../../../text/figures.ts';
import { l10n } from '../../../text/l10n.ts';
import { withIcon } from '../../../text/shown.ts';
import { namedFile } from './namedFile.ts';

const batchSize = 100;

type ExportFormat = 'json' | 'csv';

/**
 * Writes the whole history to a file, as JSON or CSV.
 * @param argument URI of the file, which the person is asked about; for anything else they are asked for format and file
 */
export async function exportUploads(history: HistoryStore, argument: unknown): Promise<void> {
  const count = history.count();
  if (count === 0) {
    void window.showInformationMessage(l10n.t('There are no uploads to export.'));
    return;
  }
  const uri = argument instanceof Uri ? await confirmTarget(argument) : await askTarget();
  if (!uri) {
    return;
  }
  const format: ExportFormat = uri.path.toLowerCase().endsWith('.csv') ? 'csv' : 'json';
  const slice = new TimeSlice();
  const pieces: Buffer[] = [];
  for (const piece of exportRecords(batches(history), format)) {
    pieces.push(Buffer.from(piece));
    await slice.rest();
  }
  await workspace.fs.writeFile(uri, Buffer.concat(pieces));
  const done = count === 1 ? l10n.t('1 upload exported') : l10n.t('{0} uploads exported', formatNumber(count));
  window.setStatusBarMessage(withIcon('check', done), 5000);
}

interface FormatItem extends ShownQuickPickItem {
  readonly format: ExportFormat;
}

/** The format is asked for by name: nobody would find it out from the file types of a dialog. */
async function askTarget(): Promise<Uri | undefined> {
  const title = l10n.t('Export Uploads');
  const items: FormatItem[] = [
    { label: l10n.t('JSON'), description: l10n.t('can be imported again'), format: 'json' },
    { label: l10n.t('CSV'), description: l10n.t("for spreadsheets; can't be imported"), format: 'csv' },
  ];
  const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a format') });
  if (!chosen) {
    return undefined;
  }
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return window.showSaveDialog({
    title,
    defaultUri: folder && Uri.joinPath(folder, `uploads.${chosen.format}`),
    filters: { [chosen.label]: [chosen.format] },
  });
}

async function confirmTarget(argument: Uri): Promise<Uri | undefined> {
  const file = await namedFile(argument);
  if (!file) {
    return undefined;
  }
  const write = l10n.t('Export');
  const detail = l10n.t('Something other than you has chosen this file. If it exists, it is overwritten.');
  const answer = await window.showWarningMessage(
    l10n.t('Export all uploads to {0}?', file.path),
    { modal: true, detail },
    write,
  );
  return answer === write ? file.uri : undefined;
}

/** All records, each batch read from the database only when its turn comes. */
function* batches(history: HistoryStore): Generator<readonly UploadRecord[], void> {
  let batch = history.query({ limit: batchSize });
  for (let after = batch.at(-1); after; after = batch.at(-1)) {
    yield batch;
    batch = history.query({ limit: batchSize, after });
  }
}
