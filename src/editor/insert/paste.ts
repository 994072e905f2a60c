import { DocumentPasteTriggerKind, languages } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { insertKinds } from './insertKinds.ts';
import { mayHoldMedia } from './transfer.ts';

/** Pasting a picture or copied media files into a workflow. */
export function registerPaste(lazy: Lazy, documents: WorkflowDocuments): void {
  lazy.activation.disposables.add(
    languages.registerDocumentPasteEditProvider(
      workflowLanguages,
      {
        provideDocumentPasteEdits: async (document, ranges, data, { triggerKind }, token) => {
          if (!mayHoldMedia(data) || !lazy.activation.settings.dropAndPaste(document.uri)) {
            return undefined;
          }
          // Office programs put a picture of every text they copy beside it. Who pastes text wants the text.
          const isAsked = triggerKind === DocumentPasteTriggerKind.PasteAs;
          if (!isAsked && !data.get('text/uri-list') && (await data.get('text/plain')?.asString())) {
            return undefined;
          }
          const { services, pasteEdits } = await lazy.features();
          return pasteEdits(services, documents, { document, ranges, data, token });
        },
      },
      {
        providedPasteEditKinds: Object.values(insertKinds),
        pasteMimeTypes: ['image/*', 'files', 'text/uri-list'],
      },
    ),
  );
}
