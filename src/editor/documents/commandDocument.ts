import { TabInputText, type TextDocument, Uri, workspace } from 'vscode';
import type { Log } from '../../core/log.ts';
import { hasWorkflowName } from '../../core/workflow/workflowNames.ts';
import { cancellable } from '../cancellable.ts';
import { chooseWorkflows } from '../choosing/chooseWorkflows.ts';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import type { AnalysedInput, Analysis } from './analysis.ts';
import { type InputRequest, inputOf } from './inputAt.ts';
import { isInWorkflowLanguage, type WorkflowDocuments } from './workflowDocuments.ts';

/** The string a command is about, in the document as it is now. */
export interface Subject {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  /** `undefined` where the string is gone. */
  readonly found: AnalysedInput | undefined;
}

/**
 * The document a command is about: a URI (passed by menus), its text (passed by links), or else the active editor's. Where
 * that is no JSON, the person chooses a workflow, which is shown then.
 */
export async function documentOf(log: Log, argument: unknown): Promise<TextDocument | undefined> {
  const uri = argument instanceof Uri ? argument : typeof argument === 'string' ? Uri.parse(argument) : undefined;
  if (uri) {
    return workspace.openTextDocument(uri);
  }
  const active = window.activeTextEditor?.document;
  if (active && isJson(active)) {
    return active;
  }
  const [chosen] = await chooseWorkflows(log, { canSelectMany: false });
  const document = chosen && (await workspace.openTextDocument(chosen));
  if (document) {
    await window.showTextDocument(document);
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
 * in the active editor, or else those the person chooses. A document too large for extensions has an editor but no text
 * document, so the tab is asked too.
 */
export async function workflowTargets(
  log: Log,
  { clicked, selected }: { readonly clicked: unknown; readonly selected?: unknown },
  options: { readonly canSelectMany: boolean },
): Promise<readonly Uri[]> {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  if (clicked instanceof Uri) {
    // A selection of files may include images beside the workflows.
    const workflows = uris.filter(hasJsonName);
    return workflows.length > 0 ? workflows : [clicked];
  }
  const active = window.activeTextEditor?.document;
  if (active) {
    return isJson(active) ? [active.uri] : chooseWorkflows(log, options);
  }
  const tab = activeTabUri();
  return tab && hasJsonName(tab) ? [tab] : chooseWorkflows(log, options);
}

function isJson(document: TextDocument): boolean {
  return isInWorkflowLanguage(document) || hasJsonName(document.uri);
}

function hasJsonName({ path }: Uri): boolean {
  return hasWorkflowName(path);
}

function activeTabUri(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText ? input.uri : undefined;
}
