import { type Disposable, EventEmitter, type TextDocument } from 'vscode';
import { CancelledError, throwIfCancelled } from '../../core/errors.ts';
import type { WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { KeyInFile } from '../../core/workflow/scan/keysInFile.ts';
import type { Lazy } from '../../lazy.ts';
import type { Analysis } from './analysis.ts';

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
export class AnalysisCache implements Disposable {
  readonly #lazy: Lazy;
  readonly #readings = new WeakMap<TextDocument, Reading>();
  readonly #analysed = new EventEmitter<TextDocument>();
  /** Counts what changes the lookups without changing a document: uploads, files, settings. */
  #generation = 0;

  readonly onDidAnalyse = this.#analysed.event;

  constructor(lazy: Lazy) {
    this.#lazy = lazy;
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
          this.#analysed.fire(document);
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

  dispose(): void {
    this.#analysed.dispose();
  }

  async #scan(document: TextDocument): Promise<ScannedText> {
    const { version } = document;
    const { scanWorkflowInSlices, findKeysInSlices } = await this.#lazy.language();
    const options = { isCancelled: () => document.version !== version || document.isClosed };
    // Read once: VS Code puts the text of a large document together from its lines.
    const text = document.getText();
    const scan = await scanWorkflowInSlices(text, options);
    return { scan, keys: await findKeysInSlices(text, scan.dialect, options) };
  }

  async #lookUp(document: TextDocument, scanned: Promise<ScannedText>): Promise<Analysis> {
    const { version } = document;
    const [{ services, analyse, pathContextOf }, { scan, keys }] = await Promise.all([this.#lazy.language(), scanned]);
    return analyse(scan, {
      version,
      keys,
      context: await pathContextOf(document.uri, services),
      history: services.history,
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
