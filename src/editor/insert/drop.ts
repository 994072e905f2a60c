import { languages } from 'vscode';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { insertKinds } from './insertKinds.ts';
import { mayHoldMedia } from './transfer.ts';

/** Dropping a media file into a workflow, from the Explorer or from outside VS Code. */
export function registerDrop(services: Services, documents: WorkflowDocuments): void {
  services.context.subscriptions.push(
    languages.registerDocumentDropEditProvider(
      workflowLanguages,
      {
        provideDocumentDropEdits: async (document, position, data, token) => {
          if (!mayHoldMedia(data) || !services.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          const { dropEdits } = await services.firstUse();
          return dropEdits(services, documents, document, position, data, token);
        },
      },
      { providedDropEditKinds: Object.values(insertKinds), dropMimeTypes: ['text/uri-list', 'files'] },
    ),
  );
}
