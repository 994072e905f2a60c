import {
  type CancellationToken,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Lazy } from '../../lazy.ts';
import type { Analysis } from '../documents/analysis.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { registerCommand } from '../registerCommand.ts';
import { rewriteKind } from './actionKinds.ts';
import type { ReplaceRequest } from './uploadAndReplace.ts';

/** How much of a line is looked at to either side of the cursor, in UTF-16 units; a path is shorter. */
const aroundCursor = 64 * 1024;

/** The lightbulb on a string that names a local media file, or is a reference made from one. */
export function registerLightbulb(lazy: Lazy, documents: WorkflowDocuments): void {
  lazy.activation.disposables.add(
    languages.registerCodeActionsProvider(workflowLanguages, new Lightbulb(lazy, documents), {
      providedCodeActionKinds: [CodeActionKind.QuickFix, rewriteKind],
    }),
  );
  registerCommand(lazy, 'replaceString', async (request) => {
    const { services, replaceString } = await lazy.features();
    return replaceString(services, request as ReplaceRequest);
  });
}

/**
 * Runs on every move of the cursor, so it looks at the current line and a bounded head only; the document is scanned
 * when an action is chosen.
 */
class Lightbulb implements CodeActionProvider {
  readonly #lazy: Lazy;
  readonly #documents: WorkflowDocuments;

  constructor(lazy: Lazy, documents: WorkflowDocuments) {
    this.#lazy = lazy;
    this.#documents = documents;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    // What is known already says what a reference is; without it nothing is offered for references, and nothing read.
    const analysis = this.#documents.known(document);
    if (!analysis) {
      return this.#uploads(document, range, context, token, undefined);
    }
    const { services, quickFixes } = await this.#lazy.language();
    const { actions, mayBeFile } = await quickFixes(services, document, range.start, context, analysis);
    return [...actions, ...(mayBeFile ? await this.#uploads(document, range, context, token, analysis) : [])];
  }

  async #uploads(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
    token: CancellationToken,
    analysis: Analysis | undefined,
  ): Promise<CodeAction[]> {
    const { text } = document.lineAt(range.start.line);
    const start = Math.max(0, range.start.character - aroundCursor);
    const line = text.slice(start, range.start.character + aroundCursor);
    // Cheap enough to ask before the second bundle is loaded: most lines of most JSON files end here.
    if (!line.includes('"') || !line.includes('.')) {
      return [];
    }
    const { services, uploadActions } = await this.#lazy.language();
    return uploadActions(services, { document, range, context, token, dialect: analysis?.scan.dialect });
  }
}
