import {
  Disposable,
  languages,
  type Tab,
  TabInputText,
  TabInputTextDiff,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { nextChange } from '../../../core/history/lifetime.ts';
import type { Countdown } from '../../countdown.ts';
import { window } from '../../display/window.ts';
import type { Analysis } from '../../documents/analysis.ts';
import type { WorkflowDocuments } from '../../documents/workflowDocuments.ts';
import { idPrefix } from '../../ids/commandIds.ts';
import type { Services } from '../../services/services.ts';
import { problemsOf } from '../problems.ts';

interface FreshnessOptions {
  readonly documents: WorkflowDocuments;
  readonly countdown: Countdown;
  /** Asks VS Code to request the inlay hints again. */
  onDidChangeHints(): void;
}

/** What is shown of a document. It is computed again only when the analysis or the moment calls for it. */
interface Shown {
  readonly analysis: Analysis;
  readonly expiryWarning: number;
  readonly drawnAt: number;
  /** First moment after `drawnAt` at which any text differs, and at which the state of a reference does. */
  readonly nextText: number;
  readonly nextState: number;
}

/**
 * Keeps the Problems view and the countdowns of visible documents up to date: after each analysis, and when a reference
 * changes its state by time alone, for which nothing is scanned or looked up.
 */
export function keepDocumentsFresh(
  services: Services,
  { documents, countdown, onDidChangeHints }: FreshnessOptions,
): Disposable {
  const problems = languages.createDiagnosticCollection(idPrefix);
  const shown = new Map<string, Shown>();
  let isHintsChangePending = false;

  /** Several documents are often analysed in one go, and one event makes VS Code request the hints of all. */
  function changeHints(): void {
    if (isHintsChangePending) {
      return;
    }
    isHintsChangePending = true;
    setImmediate(() => {
      isHintsChangePending = false;
      onDidChangeHints();
    });
  }

  function draw(document: TextDocument, analysis: Analysis, now: number): void {
    const { expiryWarning } = services.settings;
    const connections = services.recordConnections.known();
    problems.set(document.uri, problemsOf(document, analysis, { now, expiryWarning, connections }));
    shown.set(document.uri.toString(), {
      analysis,
      expiryWarning,
      drawnAt: now,
      nextText: nextTextChange(analysis, now, expiryWarning),
      nextState: nextStateChange(analysis, now, expiryWarning),
    });
  }

  /** Draws the visible documents that differ from what is shown. */
  function drawOutdated(now: number): void {
    for (const document of visibleDocuments()) {
      const analysis = documents.known(document);
      if (!analysis) {
        continue;
      }
      const uri = document.uri.toString();
      const before = shown.get(uri);
      // A clock that was set back makes every shown text wrong.
      if (before?.analysis !== analysis || now < before.drawnAt || before.nextState <= now) {
        draw(document, analysis, now);
        changeHints();
      } else if (before.nextText <= now) {
        shown.set(uri, { ...before, nextText: nextTextChange(analysis, now, before.expiryWarning) });
        changeHints();
      }
    }
  }

  /** First moment at which a visible document will differ from what is shown. */
  function nextVisibleChange(): number | undefined {
    const moments = [...visibleDocuments()].map(({ uri }) => shown.get(uri.toString())?.nextText);
    const next = Math.min(...moments.filter((moment) => moment !== undefined));
    return Number.isFinite(next) ? next : undefined;
  }

  function onAnalysis(document: TextDocument): void {
    const analysis = documents.known(document);
    // A command may have read a document that isn't shown: its problems are nobody's yet.
    if (analysis && visibleDocuments().has(document)) {
      draw(document, analysis, Date.now());
      changeHints();
      registration.changed();
    }
  }

  function forget(uri: Uri): void {
    problems.delete(uri);
    shown.delete(uri.toString());
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

  const registration = countdown.add({ nextChange: nextVisibleChange, refresh: drawOutdated });
  drawOutdated(Date.now());
  registration.changed();
  return Disposable.from(
    problems,
    documents.onDidAnalyse(onAnalysis),
    registration,
    services.recordConnections.onDidChange(() => {
      // Whatever is shown may name a connection.
      shown.clear();
      drawOutdated(Date.now());
      registration.changed();
    }),
    // The countdowns of hidden documents stood still.
    window.onDidChangeVisibleTextEditors(() => {
      drawOutdated(Date.now());
      registration.changed();
    }),
    // VS Code may keep a document for minutes after its last tab was closed.
    window.tabGroups.onDidChangeTabs(({ closed }) => forgetClosed(closed)),
    workspace.onDidCloseTextDocument((document) => forget(document.uri)),
  );
}

function visibleDocuments(): ReadonlySet<TextDocument> {
  return new Set(window.visibleTextEditors.map((editor) => editor.document));
}

/** First moment after `from` at which the text of a countdown differs; infinity where none does. */
function nextTextChange({ inputs }: Analysis, from: number, expiryWarning: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { target } of inputs) {
    const moment = target.type === 'reference' ? nextChange(target.reference, from, expiryWarning) : undefined;
    first = Math.min(first, moment ?? first);
  }
  return first;
}

/** First moment after `from` at which a reference, or its renewal, changes its state; infinity where none does. */
export function nextStateChange({ inputs }: Analysis, from: number, expiryWarning: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { target } of inputs) {
    const end = target.type === 'reference' ? target.reference.expiresAt : undefined;
    const renewalEnd = target.type === 'reference' ? target.renewal?.reference.expiresAt : undefined;
    for (const moment of [
      ...(end === undefined ? [] : [end - expiryWarning, end]),
      ...(renewalEnd === undefined ? [] : [renewalEnd]),
    ]) {
      first = moment > from ? Math.min(first, moment) : first;
    }
  }
  return first;
}

function uriOf({ input }: Tab): Uri | undefined {
  return input instanceof TabInputText ? input.uri : input instanceof TabInputTextDiff ? input.modified : undefined;
}
