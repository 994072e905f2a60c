import { l10n, type TextDocument, Uri, window, workspace } from 'vscode';
import type { AnalysedInput, Analysis } from './analysis.ts';
import { type InputRequest, inputOf } from './inputAt.ts';
import type { WorkflowDocuments } from './workflowDocuments.ts';

/** What a command about one string is about, as the document is now. */
export interface Subject {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  /** `undefined` where the string is gone. */
  readonly found: AnalysedInput | undefined;
}

/**
 * The document a command is about: a URI (the menus pass one), its text (links pass that), or else the active editor's.
 * Says so where there is none.
 */
export async function documentOf(argument: unknown): Promise<TextDocument | undefined> {
  const uri = argument instanceof Uri ? argument : typeof argument === 'string' ? Uri.parse(argument) : undefined;
  const document = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (!document) {
    void window.showInformationMessage(l10n.t('Open a workflow document first.'));
  }
  return document;
}

/** The document and the string of it that a request names. */
export async function subjectOf(documents: WorkflowDocuments, request: InputRequest): Promise<Subject> {
  const document = await workspace.openTextDocument(Uri.parse(request.document));
  const analysis = await documents.analyse(document);
  return { document, analysis, found: inputOf(analysis, request) };
}
