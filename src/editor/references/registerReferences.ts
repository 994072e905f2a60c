import { type CancellationToken, type Disposable, EventEmitter, languages, type TextDocument, window } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import type { Countdown } from '../countdown.ts';
import type { Analysis } from '../documents/analysis.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { referenceCommands, singleReferenceCommands } from '../ids/commandIds.ts';
import { registerCommand } from '../registerCommand.ts';

/** Hints, hovers, diagnostics and commands about how long the references in a document still work. */
export function registerReferences(lazy: Lazy, documents: WorkflowDocuments, countdown: Countdown): void {
  const { disposables, settings } = lazy.activation;
  const hintsChanged = disposables.add(new EventEmitter<void>());
  let fresh: Disposable | undefined;

  async function start(): Promise<void> {
    const { services, keepDocumentsFresh } = await lazy.language();
    fresh ??= disposables.add(
      keepDocumentsFresh(services, { documents, countdown, onDidChangeHints: () => hintsChanged.fire() }),
    );
  }

  for (const disposable of [
    // Nothing is kept fresh before a first workflow was read; from then on it listens for itself.
    documents.onDidAnalyse(() => fresh ?? void start()),
    languages.registerInlayHintsProvider(workflowLanguages, {
      onDidChangeInlayHints: hintsChanged.event,
      provideInlayHints: async (document, range, token) => {
        if (!settings.inlayHints) {
          return [];
        }
        const analysis = await whenKnown(documents, document, token);
        return analysis ? (await lazy.language()).inlayHints(document, analysis, range) : [];
      },
      resolveInlayHint: async (hint) => (await lazy.language()).resolveHint(hint),
    }),
    languages.registerHoverProvider(workflowLanguages, {
      provideHover: async (document, position, token) => {
        const analysis = documents.known(document) ?? (await documents.analyse(document, token));
        const { hoverAt } = await lazy.language();
        return hoverAt(document, analysis, document.offsetAt(position));
      },
    }),
  ]) {
    disposables.add(disposable);
  }
  for (const name of [...referenceCommands, ...singleReferenceCommands]) {
    registerCommand(lazy, name, async (argument) => {
      const { services, [name]: run } = await lazy.features();
      return run(services, documents, argument);
    });
  }
}

/**
 * The analysis of what the document says now. While somebody types there is none for a moment: hints are then given late
 * and not taken away, because VS Code keeps the ones it has until it is answered.
 */
function whenKnown(
  documents: WorkflowDocuments,
  document: TextDocument,
  token: CancellationToken,
): Promise<Analysis | undefined> {
  const known = documents.known(document);
  if (known) {
    return Promise.resolve(known);
  }
  if (!window.visibleTextEditors.some((editor) => editor.document === document)) {
    return documents.analyse(document, token);
  }
  return new Promise((resolve) => {
    const settle = (): void => {
      const analysis = documents.known(document);
      if (analysis || token.isCancellationRequested) {
        for (const each of listeners) {
          each.dispose();
        }
        resolve(analysis);
      }
    };
    const listeners = [documents.onDidAnalyse(settle), token.onCancellationRequested(settle)];
  });
}
