import { DocumentPasteTriggerKind, languages } from 'vscode';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { insertKinds } from './insertKinds.ts';
import { mayHoldMedia } from './transfer.ts';

/** Pasting a picture or copied media files into a workflow. */
export function registerPaste(services: Services, documents: WorkflowDocuments): void {
  services.context.subscriptions.push(
    languages.registerDocumentPasteEditProvider(
      workflowLanguages,
      {
        provideDocumentPasteEdits: async (document, ranges, data, { triggerKind }, token) => {
          if (!mayHoldMedia(data) || !services.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          // Office programs put a picture of every text they copy beside it. Who pastes text wants the text.
          const isAsked = triggerKind === DocumentPasteTriggerKind.PasteAs;
          if (!isAsked && !data.get('text/uri-list') && (await data.get('text/plain')?.asString())) {
            return undefined;
          }
          const { pasteEdits } = await services.firstUse();
          return pasteEdits(services, documents, document, ranges, data, token);
        },
      },
      {
        providedPasteEditKinds: Object.values(insertKinds),
        pasteMimeTypes: ['image/*', 'files', 'text/uri-list'],
      },
    ),
  );
}
