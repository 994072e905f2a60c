import { type CancellationToken, type Disposable, EventEmitter, languages, type TextDocument, window } from 'vscode';
import type { Countdown } from '../countdown.ts';
import type { Analysis } from '../documents/analysis.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { registerCommand } from '../registerCommand.ts';
import type { Services } from '../services.ts';

const commands = ['refreshExpired', 'renewReference', 'restoreLocalPaths', 'restoreLocalPath', 'pickFile'] as const;

/** Hints, hovers, diagnostics and commands about how long the references in a document still work. */
export function registerFreshness(services: Services, documents: WorkflowDocuments, countdown: Countdown): void {
  const { subscriptions } = services.context;
  const hintsChanged = new EventEmitter<void>();
  let fresh: Promise<Disposable> | undefined;

  async function start(): Promise<void> {
    const { keepDocumentsFresh } = await services.firstUse();
    fresh ??= keepDocumentsFresh(services, documents, countdown, () => hintsChanged.fire());
    await fresh;
  }

  subscriptions.push(
    hintsChanged,
    // Nothing is kept fresh before a first workflow was read; from then on it listens for itself.
    documents.onDidAnalyse(() => fresh ?? void start()),
    { dispose: () => void fresh?.then((each) => each.dispose()) },
    languages.registerInlayHintsProvider(workflowLanguages, {
      onDidChangeInlayHints: hintsChanged.event,
      provideInlayHints: async (document, range, token) => {
        if (!services.settings.inlayHints) {
          return [];
        }
        const analysis = await whenKnown(documents, document, token);
        return analysis
          ? (await services.firstUse()).inlayHints(await services.engine(), document, analysis, range)
          : [];
      },
      resolveInlayHint: async (hint) => (await services.firstUse()).resolveHint(await services.engine(), hint),
    }),
    languages.registerHoverProvider(workflowLanguages, {
      provideHover: async (document, position, token) => {
        const analysis = documents.known(document) ?? (await documents.analyse(document, token));
        const { hoverAt } = await services.firstUse();
        return hoverAt(await services.engine(), document, analysis, document.offsetAt(position));
      },
    }),
  );
  for (const name of commands) {
    registerCommand(services, name, async (argument) =>
      (await services.firstUse())[name](services, documents, argument),
    );
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
