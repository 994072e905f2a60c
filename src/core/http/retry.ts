import type { Clock } from '../clock.ts';
import { throwIfCancelled, UploadError } from '../errors.ts';
import { maxRetryAfter } from './replies.ts';

/** Maximum number of times a provider call is made, the first one included. */
export const maxAttempts = 4;

/** The same where nothing listens: a server that restarts gets a moment, and nobody waits long for one that isn't running. */
const attemptsWhenRefused = 2;

const minWait = 500;
const maxWait = 20_000;

/**
 * Retries a batch may still make. Every retry takes one and every success returns one, so that forty files aren't each
 * sent four times to a provider that is down.
 */
export class RetryBudget {
  readonly #capacity: number;
  #left: number;

  constructor(capacity = 10) {
    this.#capacity = capacity;
    this.#left = capacity;
  }

  /** @returns false if no retry is left */
  take(): boolean {
    if (this.#left < 1) {
      return false;
    }
    this.#left -= 1;
    return true;
  }

  giveBack(): void {
    this.#left = Math.min(this.#left + 1, this.#capacity);
  }
}

/** The next attempt: number `attempt` of `attempts`, after `milliseconds`, because of `error`. */
export interface RetryWait {
  readonly milliseconds: number;
  readonly attempt: number;
  readonly attempts: number;
  readonly error: UploadError;
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** From 0 up to 1; which share of the maximum wait is used. */
  readonly random?: () => number;
  readonly budget?: RetryBudget;
  onWait?(wait: RetryWait): void;
}

/**
 * Makes a provider call, and repeats it if its error says that this is safe and may help.
 * @param attempt called with 1, 2, …
 * @throws UploadError of the last attempt; CancelledError, also while waiting
 */
export async function withRetry<T>(attempt: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, random = Math.random, budget, onWait } = options;
  for (let number = 1; ; number++) {
    throwIfCancelled(signal);
    try {
      const result = await attempt(number);
      budget?.giveBack();
      return result;
    } catch (error) {
      if (!UploadError.is(error) || !error.retryable) {
        throw error;
      }
      const attempts = error.code === 'connectionRefused' ? attemptsWhenRefused : maxAttempts;
      if (number >= attempts || budget?.take() === false) {
        throw error;
      }
      throwIfCancelled(signal);
      const milliseconds = waitBefore(number + 1, error, random());
      onWait?.({ milliseconds, attempt: number + 1, attempts, error });
      await clock.sleep(milliseconds, signal);
    }
  }
}

/**
 * Milliseconds before an attempt: anything from half a second up to a limit that grows fourfold each time ("full
 * jitter": a batch that failed together mustn't retry together), and never less than the server asked for. Up to a second
 * where nothing listens.
 */
function waitBefore(attempt: number, { code, retryAfter }: UploadError, random: number): number {
  if (code === 'connectionRefused') {
    return Math.round(minWait * (1 + random));
  }
  const limit = Math.min(maxWait, minWait * 4 ** (attempt - 1));
  const jittered = minWait + random * (limit - minWait);
  if (retryAfter === undefined) {
    return Math.round(jittered);
  }
  return Math.round(Math.min(Math.max(retryAfter, 0), maxRetryAfter) + random * minWait);
}
