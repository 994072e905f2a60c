import {
  type CancellationToken,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Lazy } from '../../lazy.ts';
import type { CodeAction } from '../display/items.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { registerCommand } from '../registerCommand.ts';
import { rewriteKind } from './rewriteKind.ts';
import type { ReplaceRequest } from './uploadAndReplace.ts';

/** How much of a line is read on either side of the cursor, in UTF-16 units; paths are shorter. */
const lengthAround = 64 * 1024;

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
 * Called on every cursor move, so it reads only the current line and a bounded part of the document; the document is
 * scanned when an action is chosen.
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
    const position = range.start;
    // Cheap enough to ask before anything is loaded. Only an analysis tells what is a reference: before there is one,
    // nothing is offered for references, and nothing is read to find out.
    const analysis = this.#documents.known(document);
    if (!analysis && !mayNameFile(document, range)) {
      return [];
    }
    if (!(await this.#documents.isWorkflow(document)) || token.isCancellationRequested) {
      return [];
    }
    const { services, quickFixes, mediaListAction, uploadActions, otherForms } = await this.#lazy.language();
    const request = { document, position, context, token, analysis };
    if (!analysis) {
      return uploadActions(services, request);
    }
    const { actions, mayBeFile } = await quickFixes(services, { ...request, analysis });
    const uploads = mayBeFile && mayNameFile(document, range) ? await uploadActions(services, request) : [];
    return [...actions, ...uploads, ...otherForms({ ...request, analysis }), ...mediaListAction(request)];
  }
}

/** Whether the text around the cursor has what every path in JSON has; most lines of most documents don't. */
function mayNameFile(document: TextDocument, { start }: Range): boolean {
  const { text } = document.lineAt(start.line);
  const around = text.slice(Math.max(0, start.character - lengthAround), start.character + lengthAround);
  return around.includes('"') && around.includes('.');
}
