import { CancelledError, UploadError } from '../errors.ts';

/** What ends a request from our side: cancellation, or an idle connection. */
export class Interruption {
  readonly #signal: AbortSignal;
  readonly #timer: IdleTimer;
  readonly #interrupted: Promise<never>;
  #onAbort: () => void = () => {};

  constructor(signal: AbortSignal, idleTimeout: number, host: string) {
    const { promise, reject } = Promise.withResolvers<never>();
    // Nothing awaits it once the result is available.
    promise.catch(() => {});
    this.#signal = signal;
    this.#interrupted = promise;
    this.#timer = new IdleTimer(idleTimeout, () => {
      reject(new UploadError('idleTimeout', 'Nothing was sent or received for too long', { host, retryable: true }));
    });
    this.#onAbort = () => reject(new CancelledError());
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Something was sent or received. @param milliseconds how long nothing may happen from now on */
  restart(milliseconds: number): void {
    this.#timer.restart(milliseconds);
  }

  /** The result, unless the interruption comes first. @throws UploadError `idleTimeout`, CancelledError */
  async orResult<T>(result: Promise<T>): Promise<T> {
    result.catch(() => {});
    return Promise.race([result, this.#interrupted]);
  }

  stop(): void {
    this.#timer.stop();
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

/** Ends a request on which nothing happens any more. There is no limit in total: a slow transfer may take its time. */
class IdleTimer {
  readonly #onIdle: () => void;
  #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, onIdle: () => void) {
    this.#milliseconds = milliseconds;
    this.#onIdle = onIdle;
    this.#timer = setTimeout(onIdle, milliseconds);
  }

  /** Something happened. @param milliseconds how long nothing may happen from now on */
  restart(milliseconds: number): void {
    if (this.#timer === undefined) {
      return;
    }
    if (milliseconds === this.#milliseconds) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#milliseconds = milliseconds;
    this.#timer = setTimeout(this.#onIdle, milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
