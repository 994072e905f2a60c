import {
  Disposable,
  languages,
  type Tab,
  TabInputText,
  TabInputTextDiff,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { nextChange } from '../../core/history/lifetime.ts';
import type { Countdown } from '../countdown.ts';
import type { Analysis } from '../documents/analysis.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { idPrefix } from '../ids/commandIds.ts';
import type { Services } from '../services.ts';
import { problemsOf } from './problems.ts';

interface FreshnessOptions {
  readonly documents: WorkflowDocuments;
  readonly countdown: Countdown;
  /** Asks for the inlay hints to be drawn again. */
  onDidChangeHints(): void;
}

/**
 * Keeps the Problems view and the countdowns of visible documents true: after each analysis, and whenever a reference
 * changes its state by time alone, for which nothing is scanned.
 */
export function keepDocumentsFresh(
  services: Services,
  { documents, countdown, onDidChangeHints }: FreshnessOptions,
): Disposable {
  const problems = languages.createDiagnosticCollection(idPrefix);
  /** When a document's diagnostics were made: what has changed since is known from the clock. */
  const drawnAt = new Map<string, number>();

  function visible(): { readonly document: TextDocument; readonly analysis: Analysis }[] {
    const shown = new Set(window.visibleTextEditors.map((editor) => editor.document));
    return [...shown].flatMap((document) => {
      const analysis = documents.known(document);
      return analysis ? [{ document, analysis }] : [];
    });
  }

  function draw(document: TextDocument, now = Date.now()): void {
    const analysis = documents.known(document);
    // A command may have read a document nobody has opened: its problems are nobody's yet.
    if (!analysis || !visible().some((each) => each.document === document)) {
      return;
    }
    drawnAt.set(document.uri.toString(), now);
    problems.set(document.uri, problemsOf(document, analysis, now, services.settings.expiryWarning));
  }

  /** First moment after `from` at which a shown text differs. */
  function changeAfter(analysis: Analysis, from: number): number | undefined {
    // Read once: settings are read anew each time, which is felt in a loop.
    const warning = services.settings.expiryWarning;
    let first: number | undefined;
    for (const { target } of analysis.inputs) {
      const moment = target.type === 'reference' ? nextChange(target.reference, from, warning) : undefined;
      if (moment !== undefined && (first === undefined || moment < first)) {
        first = moment;
      }
    }
    return first;
  }

  function stateChangedSince(analysis: Analysis, from: number, now: number): boolean {
    const warning = services.settings.expiryWarning;
    return analysis.inputs.some(({ target }) => {
      const end = target.type === 'reference' ? target.reference.expiresAt : undefined;
      return end !== undefined && [end, end - warning].some((moment) => from < moment && moment <= now);
    });
  }

  function refresh(now: number): void {
    onDidChangeHints();
    for (const { document, analysis } of visible()) {
      const from = drawnAt.get(document.uri.toString());
      if (from === undefined || now < from || stateChangedSince(analysis, from, now)) {
        draw(document, now);
      }
    }
  }

  function update(document: TextDocument): void {
    draw(document);
    onDidChangeHints();
    registration.changed();
  }

  function forget(uri: Uri): void {
    problems.delete(uri);
    drawnAt.delete(uri.toString());
  }

  function forgetClosed(tabs: readonly Tab[]): void {
    const open = new Set(window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => uriOf(tab)?.toString())));
    for (const tab of tabs) {
      const uri = uriOf(tab);
      if (uri && !open.has(uri.toString())) {
        forget(uri);
      }
    }
  }

  const registration = countdown.add({
    nextChange: (now) =>
      visible().reduce<number | undefined>((first, { analysis }) => {
        const moment = changeAfter(analysis, now);
        return moment !== undefined && (first === undefined || moment < first) ? moment : first;
      }, undefined),
    refresh,
  });
  for (const { document } of visible()) {
    update(document);
  }
  return Disposable.from(
    problems,
    registration,
    documents.onDidAnalyse(update),
    // Countdowns of documents nobody saw stood still.
    window.onDidChangeVisibleTextEditors(() => {
      refresh(Date.now());
      registration.changed();
    }),
    // VS Code may keep a document for minutes after its last tab was closed.
    window.tabGroups.onDidChangeTabs(({ closed }) => forgetClosed(closed)),
    workspace.onDidCloseTextDocument((document) => forget(document.uri)),
  );
}

function uriOf({ input }: Tab): Uri | undefined {
  return input instanceof TabInputText ? input.uri : input instanceof TabInputTextDiff ? input.modified : undefined;
}
