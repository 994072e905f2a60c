import { CancelledError, throwIfCancelled } from '../../errors.ts';
import { noProgress, type UploadProgress } from './progress.ts';

type ProgressListener = (progress: UploadProgress) => void;

/**
 * Work that several callers await. It is aborted only when the last of them has left, so that a caller who joined
 * another's upload doesn't lose it when the other one cancels.
 */
export class JoinableTransfer<T> {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<ProgressListener>();
  readonly #outcome: Promise<T>;
  #progress = noProgress;
  #waiting = 0;

  /** @param work started immediately; must end soon after its signal aborts */
  constructor(work: (signal: AbortSignal, report: ProgressListener) => Promise<T>) {
    this.#outcome = work(this.#controller.signal, (progress) => this.#notify(progress));
    // All callers may have left before it fails; nothing handles the rejection then.
    this.#outcome.catch(() => undefined);
  }

  /** Resolves when the work has ended, successfully or not. */
  get settled(): Promise<void> {
    return this.#outcome.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Whether all callers have left: it is being aborted and can't be joined any more. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /**
   * Waits for the outcome.
   * @throws CancelledError when the caller's signal aborts; for the last caller, once the work has stopped, so that a
   *   file is closed by the time its upload counts as cancelled
   */
  join(signal: AbortSignal, onProgress: ProgressListener): Promise<T> {
    throwIfCancelled(signal);
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#listeners.delete(onProgress);
        this.#waiting -= 1;
        if (this.#waiting > 0) {
          reject(new CancelledError());
        } else {
          this.#controller.abort();
        }
      };
      signal.addEventListener('abort', leave, { once: true });
      const stay = (): void => {
        signal.removeEventListener('abort', leave);
        this.#listeners.delete(onProgress);
      };
      this.#outcome.then(resolve, reject).finally(stay);
      // Last, because the listener may cancel right away.
      this.#listeners.add(onProgress);
      onProgress(this.#progress);
    });
  }

  #notify(progress: UploadProgress): void {
    this.#progress = progress;
    for (const listener of this.#listeners) {
      listener(progress);
    }
  }
}
