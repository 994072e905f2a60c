import { CancelledError, throwIfCancelled } from './errors.ts';

interface Waiting {
  start(): void;
}

/** Runs at most `max` tasks at a time, first come, first served. */
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

  /** Takes effect immediately: more tasks start now, or fewer once running ones have ended. */
  set max(max: number) {
    this.#max = Limiter.#checked(max);
    this.#startWaiting();
  }

  get running(): number {
    return this.#running;
  }

  /**
   * Runs a task when its turn comes.
   * @throws CancelledError when the signal aborts while the task waits, which then never starts; what the task throws
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
      // Counted here and not when the task begins, or all calls of a burst would see a free slot.
      this.#running += 1;
      next.start();
    }
  }

  /** A limit below one (or NaN, from a broken setting) would block every task forever. */
  static #checked(max: number): number {
    return Number.isFinite(max) ? Math.max(1, Math.floor(max)) : 1;
  }
}
