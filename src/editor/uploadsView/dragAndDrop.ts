import {
  type DataTransfer,
  DataTransferItem,
  DocumentDropOrPasteEditKind,
  Range,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
} from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { DocumentDropEdit } from '../display/items.ts';
import { window } from '../display/window.ts';
import { uploadsMimeType } from '../ids/viewIds.ts';
import { referenceEdits } from '../insert/referenceEdits.ts';
import { urisIn } from '../insert/transferredMedia.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { offerRenewal, usableOf } from './commands/handOut/livingUploads.ts';
import { isRecordNode, type UploadNode } from './rows/uploadNodes.ts';

/**
 * Offers dragged rows as text, one reference per line; in place of an expired reference the one that renewed it. A list of
 * URIs isn't offered beside it: VS Code would insert the paths of the files instead, or open them.
 */
export function fillTransfer(history: HistoryStore, nodes: readonly UploadNode[], transfer: DataTransfer): void {
  const records = nodes.filter(isRecordNode).map(({ record }) => record);
  const { living } = usableOf(history, records, Date.now());
  if (living.length > 0) {
    transfer.set('text/plain', new DataTransferItem(living.map(({ reference }) => reference.value).join('\n')));
  }
  if (records.length > 0) {
    transfer.set(uploadsMimeType, new DataTransferItem(JSON.stringify(records.map(({ id }) => id))));
  }
}

/** Files dropped on the view, from the Explorer or from outside VS Code. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly Uri[]> {
  const list = (await transfer.get('text/uri-list')?.asString()) ?? '';
  const uris = new Map<string, Uri>();
  for (const uri of urisIn(list)) {
    uris.set(uri.toString(), uri);
  }
  let unnamed = 0;
  for (const [, item] of transfer) {
    const file = item.asFile();
    if (file?.uri) {
      uris.set(file.uri.toString(), file.uri);
    } else if (file) {
      unnamed++;
    }
  }
  if (uris.size === 0 && unnamed > 0) {
    void window.showWarningMessage(
      l10n.t("A browser doesn't reveal where dropped files are stored. Drop them on a folder in the Explorer first."),
    );
  }
  return [...uris.values()];
}

export interface DropOnDocument {
  readonly document: TextDocument;
  /** UTF-16 units from the start. */
  readonly offset: number;
  readonly transfer: DataTransfer;
}

/**
 * Dropped rows replace the string under the pointer by a form that works there, or become strings where values can stand.
 * Of expired ones only those are inserted that were renewed, and renewing is offered for the others.
 */
export async function dropEdit(
  services: Services,
  { document, offset, transfer }: DropOnDocument,
): Promise<DocumentDropEdit | undefined> {
  const history = await services.history();
  const { living, gone } = usableOf(history, await recordsIn(transfer, history), Date.now());
  if (gone.length > 0) {
    inBackground(services.log, offerRenewal(services, gone));
  }
  if (living.length === 0) {
    return undefined;
  }
  const found = await referenceEdits(document, { offset, length: 0 }, living);
  if ('refusal' in found) {
    return undefined;
  }
  // VS Code would insert a text given here at the pointer, inside the string that is replaced.
  const edit = new DocumentDropEdit('', l10n.t('Insert Reference'), DocumentDropOrPasteEditKind.Empty);
  edit.additionalEdit = new WorkspaceEdit();
  for (const { offset: start, length, newText } of found.edits) {
    const range = new Range(document.positionAt(start), document.positionAt(start + length));
    edit.additionalEdit.replace(document.uri, range, newText);
  }
  return edit;
}

async function recordsIn(transfer: DataTransfer, history: HistoryStore): Promise<readonly UploadRecord[]> {
  const ids = JSON.parse((await transfer.get(uploadsMimeType)?.asString()) || '[]') as readonly string[];
  return ids.flatMap((id) => history.get(id) ?? []);
}
