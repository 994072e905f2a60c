import { EventEmitter, type TextDocument, type TextDocumentChangeEvent, workspace } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { window } from '../display/window.ts';
import { Disposables } from '../disposables.ts';
import { inBackground, once } from '../promises.ts';
import type { AnalysisCache } from './analysisCache.ts';
import { Recognition } from './recognition.ts';
import { isInWorkflowLanguage, lengthOf, maxUnasked, type WorkflowDocuments } from './workflowDocuments.ts';

/** How long typing must pause before a document is read again, in milliseconds. */
const typingPause = 400;
/** A line this long takes some time to be joined after an edit. In UTF-16 units. */
const longLine = 256 * 1024;

/** Follows the visible documents, so that those that are workflows are analysed before anything is asked about them. */
export function registerWorkflowDocuments(lazy: Lazy): WorkflowDocuments {
  const { log, settings } = lazy.activation;
  const disposables = new Disposables();
  const recognition = new Recognition();
  const analysed = disposables.add(new EventEmitter<TextDocument>());
  /** Of the workflows seen so far; none until the first one has loaded what reads them. */
  let analyses: AnalysisCache | undefined;
  const loadAnalyses = once(async () => {
    const { services, createAnalyses } = await lazy.language();
    analyses = createAnalyses(services, (document) => analysed.fire(document));
    return analyses;
  });
  const timers = new Map<TextDocument, NodeJS.Timeout>();
  let isFollowing = false;

  function schedule(document: TextDocument, delay: number): void {
    clearTimeout(timers.get(document));
    const timer = setTimeout(() => {
      timers.delete(document);
      if (isVisible(document)) {
        inBackground(log, update(document));
      }
    }, delay);
    timers.set(document, timer);
  }

  async function update(document: TextDocument): Promise<void> {
    if (await recognition.check(document)) {
      inBackground(log, followLookups());
      if (lengthOf(document) <= maxUnasked) {
        await (await loadAnalyses()).ofThisVersion(document);
      }
    }
  }

  /** Begins with the first workflow: most windows never show one, and a watcher isn't free. */
  async function followLookups(): Promise<void> {
    const { services, mediaGlob } = await lazy.language();
    if (isFollowing) {
      return;
    }
    isFollowing = true;
    const watcher = disposables.add(workspace.createFileSystemWatcher(mediaGlob()));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete, settings.onDidChange]) {
      disposables.add(event(lookUpAgain));
    }
    const history = await services.historyOpened;
    disposables.add({ dispose: history.onDidChange(lookUpAgain) });
  }

  function lookUpAgain(): void {
    analyses?.outdateLookups();
    for (const { document } of window.visibleTextEditors) {
      if (recognition.has(document)) {
        schedule(document, typingPause);
      }
    }
  }

  function onEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (isVisible(document)) {
      schedule(document, typingPause);
      joinLongLines(document, new Set(contentChanges.map(({ range }) => range.start.line)));
    }
  }

  function onShow(): void {
    for (const { document } of window.visibleTextEditors) {
      if (isVisible(document) && !analyses?.isCurrent(document)) {
        schedule(document, 0);
      }
    }
  }

  disposables.add(workspace.onDidChangeTextDocument(onEdit));
  disposables.add(window.onDidChangeVisibleTextEditors(onShow));
  onShow();
  disposables.add({
    dispose: () => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
    },
  });

  return {
    isWorkflow: (document) => recognition.isWorkflow(document),
    analyse: async (document, signal = new AbortController().signal) => {
      recognition.accept(document);
      inBackground(log, followLookups());
      return (await loadAnalyses()).latest(document, signal);
    },
    known: (document) => analyses?.known(document),
    onDidAnalyse: analysed.event,
    dispose: () => disposables.dispose(),
  };
}

function isVisible(document: TextDocument): boolean {
  return isInWorkflowLanguage(document) && window.visibleTextEditors.some((editor) => editor.document === document);
}

/**
 * VS Code keeps an edited line in pieces until somebody reads it. In a document that is one line of many megabytes joining
 * them takes longer than a code action may; VS Code does it at the next keystroke, so it may as well be done after this one.
 */
function joinLongLines(document: TextDocument, lines: ReadonlySet<number>): void {
  setImmediate(() => {
    for (const line of lines) {
      const { text } = document.lineAt(Math.min(line, document.lineCount - 1));
      if (text.length > longLine) {
        text.charCodeAt(0);
      }
    }
  });
}
