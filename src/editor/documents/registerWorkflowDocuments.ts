import { EventEmitter, languages, type TextDocument, window, workspace } from 'vscode';
import { mediaGlob } from '../../core/asset/mediaTypes.ts';
import { CancelledError } from '../../core/errors.ts';
import type { WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { Lazy } from '../../lazy.ts';
import { Disposables } from '../disposables.ts';
import type { Analysis } from './analysis.ts';
import { pathContextOf } from './documentPaths.ts';
import { joinLongLines } from './longLines.ts';
import { type WorkflowDocuments, workflowLanguages } from './workflowDocuments.ts';

/** How long typing must pause before a document is read again, in milliseconds. */
const pause = 400;
/** Above this many characters a document is only read when asked for, not because it was opened. */
const maxUnasked = 16_000_000;

interface Reading {
  readonly version: number;
  /** Which state of the surroundings the look-ups saw. */
  readonly surroundings: number;
  readonly scan: Promise<WorkflowScan>;
  readonly analysis: Promise<Analysis>;
  done: Analysis | undefined;
}

export function registerWorkflowDocuments(lazy: Lazy): WorkflowDocuments {
  const { log, settings } = lazy.activation;
  const analysed = new EventEmitter<TextDocument>();
  const readings = new WeakMap<TextDocument, Reading>();
  const timers = new Map<TextDocument, NodeJS.Timeout>();
  const disposables = new Disposables();
  disposables.add(analysed);
  /** Counts what happens outside the documents: uploads, changed files and settings. */
  let surroundings = 0;

  function isWorkflowLanguage(document: TextDocument): boolean {
    return languages.match(workflowLanguages, document) > 0;
  }

  function isCurrent(document: TextDocument): boolean {
    const reading = readings.get(document);
    return reading?.version === document.version && reading.surroundings === surroundings;
  }

  function request(document: TextDocument): Promise<Analysis> {
    const existing = readings.get(document);
    if (existing && isCurrent(document)) {
      return existing.analysis;
    }
    // What a document says does not change by what happens around it: only the look-ups are made anew.
    const same = existing?.version === document.version ? existing : undefined;
    const scan = same?.scan ?? read(document);
    const reading: Reading = {
      version: document.version,
      surroundings,
      scan,
      analysis: lookUp(document, scan),
      done: same?.done,
    };
    readings.set(document, reading);
    reading.analysis.then(
      (analysis) => {
        reading.done = analysis;
        if (readings.get(document) === reading) {
          analysed.fire(document);
        }
      },
      () => {
        // Not remembered: what was cancelled or failed is tried again when it is asked for again.
        if (readings.get(document) === reading) {
          readings.delete(document);
        }
      },
    );
    return reading.analysis;
  }

  async function read(document: TextDocument): Promise<WorkflowScan> {
    const { version } = document;
    const { scanWorkflowInSlices } = await lazy.language();
    watchOnce();
    return scanWorkflowInSlices(document.getText(), {
      isCancelled: () => document.version !== version || document.isClosed,
    });
  }

  async function lookUp(document: TextDocument, scan: Promise<WorkflowScan>): Promise<Analysis> {
    const { version } = document;
    const [{ services, analyse }, found] = await Promise.all([lazy.language(), scan]);
    return analyse(found, {
      version,
      context: pathContextOf(document.uri, settings),
      history: services.history,
      isCancelled: () => document.version !== version || document.isClosed,
    });
  }

  function schedule(document: TextDocument, delay = pause): void {
    clearTimeout(timers.get(document));
    timers.set(
      document,
      setTimeout(() => {
        timers.delete(document);
        if (isVisible(document) && document.offsetAt(document.lineAt(document.lineCount - 1).range.end) <= maxUnasked) {
          request(document).catch((error: unknown) => {
            if (!CancelledError.is(error)) {
              log.error(`Reading a workflow failed: ${error instanceof Error ? error.message : String(error)}`);
            }
          });
        }
      }, delay),
    );
  }

  function isVisible(document: TextDocument): boolean {
    return isWorkflowLanguage(document) && window.visibleTextEditors.some((editor) => editor.document === document);
  }

  /** Something outside the documents has changed what they mean. */
  function refreshVisible(): void {
    surroundings += 1;
    for (const { document } of window.visibleTextEditors) {
      if (isWorkflowLanguage(document)) {
        schedule(document);
      }
    }
  }

  let watching = false;
  /** Only once a workflow has been read: most windows never open one, and a watcher is not free. */
  function watchOnce(): void {
    if (watching) {
      return;
    }
    watching = true;
    const watcher = workspace.createFileSystemWatcher(mediaGlob());
    disposables.add(watcher);
    watcher.onDidChange(refreshVisible);
    watcher.onDidCreate(refreshVisible);
    watcher.onDidDelete(refreshVisible);
    void lazy
      .language()
      .then(({ services }) => services.history())
      .then((history) => disposables.add({ dispose: history.onDidChange(refreshVisible) }));
  }

  for (const disposable of [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isVisible(document)) {
        schedule(document);
        joinLongLines(document, new Set(contentChanges.map(({ range }) => range.start.line)));
      }
    }),
    window.onDidChangeVisibleTextEditors((editors) => {
      for (const { document } of editors) {
        if (isWorkflowLanguage(document) && !isCurrent(document)) {
          schedule(document, 0);
        }
      }
    }),
    settings.onDidChange(refreshVisible),
  ]) {
    disposables.add(disposable);
  }
  for (const { document } of window.visibleTextEditors) {
    if (isWorkflowLanguage(document)) {
      schedule(document, 0);
    }
  }

  return {
    analyse: async (document, token) => {
      for (;;) {
        const { version } = document;
        try {
          const analysis = await request(document);
          if (token?.isCancellationRequested) {
            throw new CancelledError();
          }
          return analysis;
        } catch (error) {
          // Typed in meanwhile: whoever asks still wants to know, of the document as it is now.
          if (!CancelledError.is(error) || token?.isCancellationRequested || document.version === version) {
            throw error;
          }
        }
      }
    },
    known: (document) => {
      const reading = readings.get(document);
      return reading?.version === document.version ? reading.done : undefined;
    },
    onDidAnalyse: analysed.event,
    dispose: () => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      disposables.dispose();
    },
  };
}
