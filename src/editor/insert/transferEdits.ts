import {
  type CancellationToken,
  type DataTransfer,
  DocumentDropEdit,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  type Position,
  Range,
  type TextDocument,
} from 'vscode';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { type InsertEdit, insertEdits } from './insertEdits.ts';
import { insertKinds } from './insertKinds.ts';
import { transferredMedia } from './transferredMedia.ts';

/** What is dropped or pasted, and into which document. */
interface Transfer {
  readonly document: TextDocument;
  readonly data: DataTransfer;
  readonly token: CancellationToken;
}

interface TransferToRanges extends Transfer {
  readonly ranges: readonly Range[];
}

/** Where the same clipboard holds text that somebody wants as text, that goes first. */
const yieldTo = [DocumentDropOrPasteEditKind.Text];

/** What the drop selector offers for media files. */
export async function dropEdits(
  services: Services,
  documents: WorkflowDocuments,
  { position, ...transfer }: Transfer & { readonly position: Position },
): Promise<DocumentDropEdit[] | undefined> {
  const found = await editsFor(services, documents, { ...transfer, ranges: [new Range(position, position)] });
  return found?.map(({ type, title, edit }) => {
    // All of it is in the additional edit: VS Code only inserts, and here a string is replaced.
    const drop = new DocumentDropEdit('', title, insertKinds[type]);
    drop.additionalEdit = edit;
    drop.yieldTo = yieldTo;
    return drop;
  });
}

/** The same for what is pasted. */
export async function pasteEdits(
  services: Services,
  documents: WorkflowDocuments,
  transfer: TransferToRanges,
): Promise<DocumentPasteEdit[] | undefined> {
  const found = await editsFor(services, documents, transfer);
  return found?.map(({ type, title, edit }) => {
    const paste = new DocumentPasteEdit('', title, insertKinds[type]);
    paste.additionalEdit = edit;
    paste.yieldTo = yieldTo;
    return paste;
  });
}

async function editsFor(
  services: Services,
  documents: WorkflowDocuments,
  { document, ranges, data, token }: TransferToRanges,
): Promise<InsertEdit[] | undefined> {
  const media = await transferredMedia(services, document, data);
  if (media.length === 0 || token.isCancellationRequested) {
    return undefined;
  }
  const edits = await insertEdits(services, documents, { document, ranges, media });
  return edits.length > 0 && !token.isCancellationRequested ? edits : undefined;
}
