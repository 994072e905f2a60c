import { type CancellationToken, EventEmitter, type InlayHintsProvider, languages, type TextDocument } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import type { Countdown } from '../countdown.ts';
import type { InlayHint } from '../display/items.ts';
import { window } from '../display/window.ts';
import type { Analysis } from '../documents/analysis.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { referenceCommands, singleReferenceCommands } from '../ids/commandIds.ts';
import { inBackground, once, signalOf, unlessCancelled } from '../promises.ts';
import { registerCommand } from '../registerCommand.ts';

/** Hints, hovers, diagnostics, links, a status item and commands about what a document names, and its outline. */
export function registerReferences(lazy: Lazy, documents: WorkflowDocuments, countdown: Countdown): void {
  const { disposables, log, settings } = lazy.activation;
  const hintsChanged = disposables.add(new EventEmitter<void>());
  const onDidChangeHints = (): void => hintsChanged.fire();
  const keepFresh = once(async () => {
    const { services, keepDocumentsFresh, showReadiness, warnOfKeys, provideNavigation } = await lazy.language();
    disposables.add(keepDocumentsFresh(services, { documents, countdown, onDidChangeHints }));
    disposables.add(showReadiness(services, { documents, countdown }));
    disposables.add(warnOfKeys(documents));
    disposables.add(await provideNavigation(services, documents));
  });

  // Begins with the first analysis; from then on it listens by itself.
  disposables.add(documents.onDidAnalyse(() => inBackground(log, keepFresh())));
  const hints: InlayHintsProvider<InlayHint> = {
    onDidChangeInlayHints: hintsChanged.event,
    provideInlayHints: async (document, range, token) => {
      if (!settings.inlayHints || !(await documents.isWorkflow(document))) {
        return [];
      }
      const analysis = await whenKnown(documents, document, token);
      if (!analysis) {
        return [];
      }
      const { services, inlayHints } = await lazy.language();
      return inlayHints(services, document, { analysis, range });
    },
    resolveInlayHint: async (hint) => {
      const { services, resolveHint } = await lazy.language();
      return resolveHint(services, hint);
    },
  };
  disposables.add(languages.registerInlayHintsProvider(workflowLanguages, hints));
  disposables.add(
    languages.registerHoverProvider(workflowLanguages, {
      provideHover: async (document, position, token) => {
        if (!(await documents.isWorkflow(document))) {
          return undefined;
        }
        const analysis =
          documents.known(document) ?? (await unlessCancelled(documents.analyse(document, signalOf(token))));
        if (!analysis) {
          return undefined;
        }
        const { services, hoverAt } = await lazy.language();
        return hoverAt(services, document, { analysis, offset: document.offsetAt(position) });
      },
    }),
  );
  for (const name of [...referenceCommands, ...singleReferenceCommands]) {
    registerCommand(lazy, name, async (argument) => {
      const { services, [name]: run } = await lazy.features();
      return run(services, documents, argument);
    });
  }
  registerCommand(lazy, 'checkWorkflow', async (...targets) => {
    const { services, checkWorkflow } = await lazy.features();
    return checkWorkflow(services, documents, targets);
  });
}

/**
 * The analysis of what the document says now. While somebody types there is none for a moment: hints then come late
 * instead of disappearing, because VS Code keeps the old ones until it gets an answer.
 * @returns `undefined` where the request was cancelled
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
    return unlessCancelled(documents.analyse(document, signalOf(token)));
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
