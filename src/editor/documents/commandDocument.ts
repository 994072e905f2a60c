import { TabInputText, type TextDocument, Uri, workspace } from 'vscode';
import { cancellable } from '../cancellable.ts';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import type { AnalysedInput, Analysis } from './analysis.ts';
import { type InputRequest, inputOf } from './inputAt.ts';
import type { WorkflowDocuments } from './workflowDocuments.ts';

/** The string a command is about, in the document as it is now. */
export interface Subject {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  /** `undefined` where the string is gone. */
  readonly found: AnalysedInput | undefined;
}

/**
 * The document a command is about: a URI (passed by menus), its text (passed by links), or else the active editor's. Shows
 * a message where there is none.
 */
export async function documentOf(argument: unknown): Promise<TextDocument | undefined> {
  const uri = argument instanceof Uri ? argument : typeof argument === 'string' ? Uri.parse(argument) : undefined;
  const document = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (!document) {
    showNoDocument();
  }
  return document;
}

/** The analysis of a document for a command, which the person can cancel. @throws CancelledError */
export function analysedFor(documents: WorkflowDocuments, document: TextDocument): Promise<Analysis> {
  const title = l10n.t('Reading {0}', shown(nameOf(document.uri)));
  return cancellable({ title, run: (signal) => documents.analyse(document, signal) });
}

/** The document and the string of it that a request identifies. @throws CancelledError */
export async function subjectOf(documents: WorkflowDocuments, request: InputRequest): Promise<Subject> {
  const document = await workspace.openTextDocument(Uri.parse(request.document));
  const analysis = await analysedFor(documents, document);
  return { document, analysis, found: inputOf(analysis, request) };
}

/**
 * The documents a command for several of them is about: the clicked one, or all selected ones; without an argument the one
 * in the active editor. A document too large for extensions has an editor but no text document, so the tab is asked too.
 * Shows a message where there is none: a link can call the command from anywhere.
 */
export function workflowTargets(clicked: unknown, selected: unknown): readonly Uri[] {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  if (clicked instanceof Uri) {
    // A selection of files may include images beside the workflows.
    const workflows = uris.filter((uri) => /\.jsonc?$/i.test(uri.path));
    return workflows.length > 0 ? workflows : [clicked];
  }
  const active = window.activeTextEditor?.document.uri ?? activeTabUri();
  if (!active) {
    showNoDocument();
    return [];
  }
  return [active];
}

function activeTabUri(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText ? input.uri : undefined;
}

function showNoDocument(): void {
  void window.showInformationMessage(l10n.t('Open a workflow document first.'));
}
