import { Range, WorkspaceEdit, workspace } from 'vscode';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { providerById } from '../../../../core/providers/registry.ts';
import { window } from '../../../display/window.ts';
import { apiFormatReason, isApiFormatOnly } from '../../../documents/apiFormatOnly.ts';
import { canBeEdited } from '../../../documents/editable.ts';
import { type InsertRefusal, referenceEdits } from '../../../insert/referenceEdits.ts';
import { l10n } from '../../../text/l10n.ts';
import { formatList, nameOf } from '../../../text/names.ts';
import { type ShownText, shown } from '../../../text/shown.ts';
import { copyReferences } from './copying.ts';

/** Puts the references in place of the selection of the active editor, as one undo step, or says why they don't fit there. */
export async function insertReferences(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor || !canBeEdited(editor.document.uri)) {
    // The Output panel and diffs against other versions are text editors too.
    await offerCopy(
      history,
      records,
      l10n.t('Nothing was inserted. Open a text file first, and put the cursor where the reference belongs.'),
    );
    return;
  }
  const { document, selection } = editor;
  const offset = document.offsetAt(selection.start);
  const selected = { offset, length: document.offsetAt(selection.end) - offset };
  const found = await referenceEdits(document, selected, records);
  if ('refusal' in found) {
    await offerCopy(history, records, refusalText(found.refusal, records));
    return;
  }
  const edit = new WorkspaceEdit();
  for (const { offset: start, length, newText } of found.edits) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + length)), newText);
  }
  if (!(await workspace.applyEdit(edit))) {
    await offerCopy(
      history,
      records,
      l10n.t("Nothing was inserted: {0} can't be edited.", shown(nameOf(document.uri))),
    );
    return;
  }
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  await window.showTextDocument(document, { viewColumn: editor.viewColumn });
}

function refusalText(refusal: InsertRefusal, records: readonly UploadRecord[]): ShownText {
  switch (refusal) {
    case 'noPlace':
      return l10n.t('Nothing was inserted: a reference has to be a value, and there can be none at the cursor.');
    case 'onlyOne':
      return l10n.t('Nothing was inserted: only one reference fits at the cursor.');
    case 'needsApiFormat': {
      const refusing = records.map(({ provider }) => providerById(provider)).find(isApiFormatOnly);
      return refusing ? apiFormatReason(refusing) : refusalText('noPlace', records);
    }
    case 'unfit': {
      const labels = records.map(({ provider }) => providerById(provider)).filter(isApiFormatOnly);
      return l10n.t(
        'Nothing was inserted: assets of {0} only work in loader nodes of workflows in API format.',
        formatList([...new Set(labels)].map(({ label }) => shown(label))),
      );
    }
  }
}

async function offerCopy(history: HistoryStore, records: readonly UploadRecord[], reason: ShownText): Promise<void> {
  const copy = records.length === 1 ? l10n.t('Copy Reference') : l10n.t('Copy References');
  if ((await window.showWarningMessage(reason, copy)) === copy) {
    await copyReferences(history, records);
  }
}
