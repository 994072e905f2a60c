import type { TextDocument } from 'vscode';
import { CancelledError, throwIfCancelled } from '../../core/errors.ts';
import type { WorkflowScan } from '../../core/workflow/mediaInput.ts';
import { findKeysInSlices, type KeyInFile } from '../../core/workflow/scan/keysInFile.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import type { Services } from '../services/services.ts';
import { analyse } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import { pathContextOf } from './documentPaths.ts';

/** What the text alone says. */
interface ScannedText {
  readonly scan: WorkflowScan;
  readonly keys: readonly KeyInFile[];
}

interface Reading {
  readonly version: number;
  /** Generation of the lookups. */
  readonly generation: number;
  readonly scan: Promise<ScannedText>;
  readonly analysis: Promise<Analysis>;
  /** The result, or the previous one of the same version until there is one. */
  done: Analysis | undefined;
}

/** Scans and lookups of documents, one per version. */
export class AnalysisCache {
  readonly #services: Services;
  readonly #onAnalysed: (document: TextDocument) => void;
  readonly #readings = new WeakMap<TextDocument, Reading>();
  /** Counts what changes the lookups without changing a document: uploads, files, settings. */
  #generation = 0;

  constructor(services: Services, onAnalysed: (document: TextDocument) => void) {
    this.#services = services;
    this.#onAnalysed = onAnalysed;
  }

  /** Something outside the documents has changed: what their strings lead to has to be looked up again. */
  outdateLookups(): void {
    this.#generation += 1;
  }

  isCurrent(document: TextDocument): boolean {
    const reading = this.#readings.get(document);
    return reading?.version === document.version && reading.generation === this.#generation;
  }

  known(document: TextDocument): Analysis | undefined {
    const reading = this.#readings.get(document);
    return reading?.version === document.version ? reading.done : undefined;
  }

  /** The analysis of this version. @throws CancelledError where the document is edited or closed meanwhile */
  ofThisVersion(document: TextDocument): Promise<Analysis> {
    const existing = this.#readings.get(document);
    if (existing && this.isCurrent(document)) {
      return existing.analysis;
    }
    // The document itself hasn't changed where only the lookups are outdated.
    const same = existing?.version === document.version ? existing : undefined;
    const scan = same?.scan ?? this.#scan(document);
    const reading: Reading = {
      version: document.version,
      generation: this.#generation,
      scan,
      analysis: this.#lookUp(document, scan),
      done: same?.done,
    };
    this.#readings.set(document, reading);
    reading.analysis.then(
      (analysis) => {
        reading.done = analysis;
        if (this.#readings.get(document) === reading) {
          this.#onAnalysed(document);
        }
      },
      () => {
        // Forgotten: what was cancelled or failed is tried again at the next request.
        if (this.#readings.get(document) === reading) {
          this.#readings.delete(document);
        }
      },
    );
    return reading.analysis;
  }

  /** The analysis of the document as it is when this returns, however often it is edited meanwhile. @throws CancelledError */
  async latest(document: TextDocument, signal: AbortSignal): Promise<Analysis> {
    for (;;) {
      throwIfCancelled(signal);
      const { version } = document;
      try {
        return await orAborted(this.ofThisVersion(document), signal);
      } catch (error) {
        if (!CancelledError.is(error) || document.version === version) {
          throw error;
        }
      }
    }
  }

  async #scan(document: TextDocument): Promise<ScannedText> {
    const { version } = document;
    const options = { isCancelled: () => document.version !== version || document.isClosed };
    // Read once: VS Code puts the text of a large document together from its lines.
    const text = document.getText();
    const scan = await scanWorkflowInSlices(text, options);
    return { scan, keys: await findKeysInSlices(text, scan.dialect, options) };
  }

  async #lookUp(document: TextDocument, scanned: Promise<ScannedText>): Promise<Analysis> {
    const { version } = document;
    const { scan, keys } = await scanned;
    return analyse(scan, {
      version,
      keys,
      context: await pathContextOf(document.uri, this.#services),
      history: this.#services.history,
      isCancelled: () => document.version !== version || document.isClosed,
    });
  }
}

/** Others may wait for the same work, so it isn't the work that is cancelled, but this wait for it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(new CancelledError());
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', abort));
}
