import { Range, WorkspaceEdit, workspace } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { window } from '../../display/window.ts';
import { referenceEdits } from '../../insert/referenceEdits.ts';
import { l10n } from '../../text/l10n.ts';
import { nameOf } from '../../text/names.ts';
import { shown } from '../../text/shown.ts';

/** Puts the references in place of the selection of the active editor, as one undo step. */
export async function insertReferences(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) {
    void window.showInformationMessage(
      l10n.t('Open a text file first, and put the cursor where the reference belongs.'),
    );
    return;
  }
  if (records.length === 0) {
    return;
  }
  const { document, selection } = editor;
  const offset = document.offsetAt(selection.start);
  const selected = { offset, length: document.offsetAt(selection.end) - offset };
  const edits = await referenceEdits(document, selected, records);
  const edit = new WorkspaceEdit();
  for (const { offset: start, length, newText } of edits) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + length)), newText);
  }
  if (!(await workspace.applyEdit(edit))) {
    void window.showWarningMessage(l10n.t("{0} can't be edited. Nothing was inserted.", shown(nameOf(document.uri))));
    return;
  }
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  await window.showTextDocument(document, { viewColumn: editor.viewColumn });
}
