import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Uri } from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { TimeSlice } from '../../core/timeSlice.ts';
import type { Move, Moves } from '../../core/workflow/moves/moves.ts';

/** More renames than this at once are made by a program, and each needs a search of the history. */
const maxMoves = 100;
/** Records of one file or folder that follow it. */
const maxRecords = 1000;

/**
 * Has the uploads of files follow them, so that they aren't missing and can be renewed. Only uploads made here: a record
 * from elsewhere doesn't become one's own because a file of that name was renamed.
 */
export async function followRecords(history: HistoryStore, moves: Moves): Promise<void> {
  const slice = new TimeSlice();
  for (const { from, to } of moves.all.slice(0, maxMoves)) {
    for (const record of await recordsOf(history, { from, to })) {
      const file = moves.after(Uri.parse(record.fileUri).fsPath);
      if (file !== undefined && history.provenanceOf(record.id) === 'own') {
        history.add({ ...record, fileUri: Uri.file(file).toString(), fileName: newName(record, { from, to }) });
      }
      await slice.rest();
    }
  }
}

/** The uploads of a file; of a folder, also those of everything in it. */
async function recordsOf(history: HistoryStore, { from, to }: Move): Promise<readonly UploadRecord[]> {
  const uri = Uri.file(from).toString();
  const isFolder = await stat(to).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const below = isFolder ? history.query({ text: `${uri}/`, limit: maxRecords }) : [];
  return [...history.findByFile(uri), ...below.filter(({ fileUri }) => fileUri.startsWith(`${uri}/`))];
}

/** A folder was sent as a ZIP that is called after it. */
function newName({ fileName, fileUri }: UploadRecord, { from, to }: Move): string {
  const isItself = fileUri === Uri.file(from).toString();
  return isItself && (fileName === basename(from) || fileName === `${basename(from)}.zip`)
    ? fileName.replace(basename(from), () => basename(to))
    : fileName;
}
