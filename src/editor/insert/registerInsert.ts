import {
  type CompletionItemProvider,
  type DataTransfer,
  DocumentDropOrPasteEditKind,
  DocumentPasteTriggerKind,
  languages,
  Range,
} from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { type CompletionItem, DocumentDropEdit, DocumentPasteEdit } from '../display/items.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { idPrefix } from '../ids/commandIds.ts';
import type { InsertEdit } from './transferEdits.ts';

/** Nobody types file names by hand in a longer line, in UTF-16 units. */
const maxLineLength = 4000;

/** Names by which a person can choose which edit a drop or paste makes at once (`editor.pasteAs.preferences`). */
const kinds: Readonly<Record<InsertEdit['type'], DocumentDropOrPasteEditKind>> = {
  path: DocumentDropOrPasteEditKind.Empty.append(idPrefix, 'path'),
  reference: DocumentDropOrPasteEditKind.Empty.append(idPrefix, 'reference'),
};

const mediaTypes = /^(?:(?:image|video|audio)\/|application\/(?:x-)?zip)/i;

/** Completion, drop and paste: the ways to put a media file into a workflow. */
export function registerInsert(lazy: Lazy, documents: WorkflowDocuments): void {
  registerCompletion(lazy, documents);
  registerDrop(lazy, documents);
  registerPaste(lazy, documents);
}

/** Media files and references that still work, as completions inside a media input. */
function registerCompletion({ activation, language }: Lazy, documents: WorkflowDocuments): void {
  const provider: CompletionItemProvider<CompletionItem> = {
    provideCompletionItems: async (document, position, token) => {
      const line = document.lineAt(position.line).text;
      // Requested at every keystroke in every JSON file: most requests end here.
      if (line.length > maxLineLength || !isInStringValue(line, position.character)) {
        return undefined;
      }
      if (!(await documents.isWorkflow(document))) {
        return undefined;
      }
      const { services, completions } = await language();
      return completions(services, documents, { document, position, token });
    },
    resolveCompletionItem: async (item) => (await language()).resolveCompletion(item),
  };
  activation.disposables.add(languages.registerCompletionItemProvider(workflowLanguages, provider, '"', '/'));
}

/**
 * Media files dropped from the Explorer or from outside VS Code. Works in any JSON document, since dropping a media file
 * there is a gesture, and the first one goes into a document that isn't recognised as a workflow yet.
 */
function registerDrop({ activation, features }: Lazy, documents: WorkflowDocuments): void {
  activation.disposables.add(
    languages.registerDocumentDropEditProvider(
      workflowLanguages,
      {
        provideDocumentDropEdits: async (document, position, data, token) => {
          if (!mayHoldMedia(data) || !activation.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          const { services, transferEdits } = await features();
          const ranges = [new Range(position, position)];
          const edits = await transferEdits(services, documents, { document, ranges, data, token });
          return edits.map((edit) => fill(new DocumentDropEdit('', edit.title, kinds[edit.type]), edit));
        },
      },
      { providedDropEditKinds: Object.values(kinds), dropMimeTypes: ['text/uri-list', 'files'] },
    ),
  );
}

/** A pasted picture or copied media files, likewise. */
function registerPaste({ activation, features }: Lazy, documents: WorkflowDocuments): void {
  activation.disposables.add(
    languages.registerDocumentPasteEditProvider(
      workflowLanguages,
      {
        provideDocumentPasteEdits: async (document, ranges, data, { triggerKind }, token) => {
          if (!mayHoldMedia(data) || !activation.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          // Office programs put a picture of copied text on the clipboard too. Pasting such text has to give the text.
          const isAsked = triggerKind === DocumentPasteTriggerKind.PasteAs;
          if (!isAsked && !data.get('text/uri-list') && (await data.get('text/plain')?.asString())) {
            return undefined;
          }
          const { services, transferEdits } = await features();
          const edits = await transferEdits(services, documents, { document, ranges, data, token });
          return edits.map((edit) => fill(new DocumentPasteEdit('', edit.title, kinds[edit.type]), edit));
        },
      },
      { providedPasteEditKinds: Object.values(kinds), pasteMimeTypes: ['image/*', 'files', 'text/uri-list'] },
    ),
  );
}

/** Everything goes into the additional edit: VS Code itself only inserts text, and here a string may be replaced. */
function fill<T extends DocumentDropEdit | DocumentPasteEdit>(result: T, { edit }: InsertEdit): T {
  result.additionalEdit = edit;
  // A clipboard that also holds text is pasted as text unless the person chooses otherwise.
  result.yieldTo = [DocumentDropOrPasteEditKind.Text];
  return result;
}

/** Whether a transfer names files or says that it holds media. Nothing is read for this. */
function mayHoldMedia(data: DataTransfer): boolean {
  for (const [mediaType] of data) {
    if (mediaType === 'text/uri-list' || mediaTypes.test(mediaType)) {
      return true;
    }
  }
  return false;
}

/** Whether a place in a line is inside a string that isn't a property name. JSON strings end with their line. */
function isInStringValue(line: string, character: number): boolean {
  let isInside = false;
  for (let index = 0; index < character; index += 1) {
    if (line[index] === '"') {
      isInside = !isInside;
    } else if (isInside && line[index] === '\\') {
      index += 1;
    }
  }
  return isInside && !/^(?:[^"\\]|\\.)*"\s*:/.test(line.slice(character));
}
