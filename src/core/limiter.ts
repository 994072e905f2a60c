import { CancelledError, throwIfCancelled } from './errors.ts';

interface Waiting {
  start(): void;
}

/** Lets at most `max` tasks run at a time, first come, first served. */
export class Limiter {
  #max: number;
  #running = 0;
  readonly #queue: Waiting[] = [];

  constructor(max: number) {
    this.#max = Limiter.#checked(max);
  }

  get max(): number {
    return this.#max;
  }

  /** Takes effect at once: more start now, or as many fewer as soon as running ones end. */
  set max(max: number) {
    this.#max = Limiter.#checked(max);
    this.#startWaiting();
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Runs a task when it is its turn.
   * @throws CancelledError when the signal aborts while it waits (the task is then never started); what the task throws
   */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#startWaiting();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(new CancelledError());
      };
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiting);
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#running < this.#max) {
      const next = this.#queue.shift();
      if (next === undefined) {
        return;
      }
      // Counted here and not when the task begins, or a burst of calls would all see a free place.
      this.#running += 1;
      next.start();
    }
  }

  /** A limit below one (or NaN from a broken setting) would stop every upload for ever. */
  static #checked(max: number): number {
    return Number.isFinite(max) ? Math.max(1, Math.floor(max)) : 1;
  }
}
