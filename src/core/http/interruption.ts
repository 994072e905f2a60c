import { CancelledError, UploadError } from '../errors.ts';

/** What ends a request from our side: cancellation, an idle connection, or a reply that doesn't end. */
export class Interruption {
  readonly #signal: AbortSignal;
  readonly #host: string;
  readonly #timer: RestartableTimer;
  readonly #interrupted: Promise<never>;
  readonly #interrupt: (reason: Error) => void;
  #replyTimer: RestartableTimer | undefined;
  #onAbort: () => void = () => {};

  constructor(signal: AbortSignal, idleTimeout: number, host: string) {
    const { promise, reject } = Promise.withResolvers<never>();
    // Nothing awaits it once the result is available.
    promise.catch(() => {});
    this.#signal = signal;
    this.#host = host;
    this.#interrupted = promise;
    this.#interrupt = reject;
    this.#timer = new RestartableTimer(idleTimeout, () => {
      reject(new UploadError('idleTimeout', 'Nothing was sent or received for too long', { host, retryable: true }));
    });
    this.#onAbort = () => reject(new CancelledError());
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Something was sent or received. @param milliseconds how long nothing may happen from now on */
  restart(milliseconds: number): void {
    this.#timer.restart(milliseconds);
  }

  /**
   * The reply has begun, or goes on. Every byte of it restarts the idle time, so a server could drip it for ever.
   * @param milliseconds for all of it, from the first call
   */
  limitReply(milliseconds: number): void {
    this.#replyTimer ??= new RestartableTimer(milliseconds, () => {
      const message = "The reply didn't end in time";
      this.#interrupt(new UploadError('idleTimeout', message, { host: this.#host, retryable: false }));
    });
  }

  /** More of the request has been sent; a reply that began early has its whole time from now on. */
  restartReply(milliseconds: number): void {
    this.#replyTimer?.restart(milliseconds);
  }

  /** The result, unless the interruption comes first. @throws UploadError `idleTimeout`, CancelledError */
  async orResult<T>(result: Promise<T>): Promise<T> {
    result.catch(() => {});
    return Promise.race([result, this.#interrupted]);
  }

  stop(): void {
    this.#timer.stop();
    this.#replyTimer?.stop();
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

/** Runs out unless it is restarted in time. */
class RestartableTimer {
  readonly #onEnd: () => void;
  #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, onEnd: () => void) {
    this.#milliseconds = milliseconds;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(onEnd, milliseconds);
  }

  /** @param milliseconds until it runs out, from now on */
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
    this.#timer = setTimeout(this.#onEnd, milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
