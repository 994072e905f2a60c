import { CancelledError, throwIfCancelled } from '../errors.ts';
import { noProgress, type UploadProgress } from './progress.ts';

type ProgressListener = (progress: UploadProgress) => void;

/**
 * Work that several callers wait for. It is aborted when the last of them has left, and not before: who joins somebody
 * else's upload must not lose it because the other one changed their mind.
 */
export class JoinableTransfer<T> {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<ProgressListener>();
  readonly #outcome: Promise<T>;
  #progress = noProgress;
  #waiting = 0;

  /** @param work started at once; must end soon after its signal aborts */
  constructor(work: (signal: AbortSignal, report: ProgressListener) => Promise<T>) {
    this.#outcome = work(this.#controller.signal, (progress) => this.#tell(progress));
    // Everybody may have left before it fails; nobody is there to hear about it then.
    this.#outcome.catch(() => undefined);
  }

  /** Resolves when the work is over, however it ended. */
  get settled(): Promise<void> {
    return this.#outcome.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Whether it can still be joined: work that everybody has left is on its way out. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /**
   * Waits for the outcome.
   * @throws CancelledError when the caller's signal aborts; the last to leave waits until the work has stopped, so that
   *   a file is closed by the time its upload counts as cancelled
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
      // Last, because whoever hears of it may cancel there and then.
      this.#listeners.add(onProgress);
      onProgress(this.#progress);
    });
  }

  #tell(progress: UploadProgress): void {
    this.#progress = progress;
    for (const listener of this.#listeners) {
      listener(progress);
    }
  }
}
