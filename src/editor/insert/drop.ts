import { languages } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { insertKinds } from './insertKinds.ts';
import { mayHoldMedia } from './transfer.ts';

/** Dropping a media file into a workflow, from the Explorer or from outside VS Code. */
export function registerDrop(lazy: Lazy, documents: WorkflowDocuments): void {
  lazy.activation.disposables.add(
    languages.registerDocumentDropEditProvider(
      workflowLanguages,
      {
        provideDocumentDropEdits: async (document, position, data, token) => {
          if (!mayHoldMedia(data) || !lazy.activation.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          const { services, dropEdits } = await lazy.features();
          return dropEdits(services, documents, { document, position, data, token });
        },
      },
      { providedDropEditKinds: Object.values(insertKinds), dropMimeTypes: ['text/uri-list', 'files'] },
    ),
  );
}
