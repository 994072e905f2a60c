import { CancelledError } from './errors.ts';

/** Splits long work into short turns: the extension host runs all of the window's extensions in one thread. */
export class TimeSlice {
  readonly #maxTurn: number;
  #turnEnds: number;

  /** @param maxTurn milliseconds that work may keep the thread; by default half a frame of 60 per second */
  constructor(maxTurn = 8) {
    this.#maxTurn = maxTurn;
    this.#turnEnds = performance.now() + maxTurn;
  }

  /** To be awaited between small steps: lets other work run once this turn has lasted long enough. */
  async rest(): Promise<void> {
    if (performance.now() >= this.#turnEnds) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnEnds = performance.now() + this.#maxTurn;
    }
  }
}

export interface StepOptions {
  /** Called between steps; returning true ends the work with a CancelledError. */
  readonly isCancelled?: () => boolean;
  readonly signal?: AbortSignal;
}

/** Work in steps of well below a millisecond each. */
export type Steps<T> = Iterator<unknown, T, undefined>;

/** Runs all steps at once. @throws CancelledError */
export function stepsAtOnce<T>(steps: Steps<T>, options: StepOptions = {}): T {
  for (;;) {
    throwIfEnded(options);
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}

/**
 * Runs the steps in turns, and lets other work run in between.
 * @param maxTurn milliseconds; short, because a lightbulb needs several turns of the event loop to appear
 * @throws CancelledError
 */
export async function stepsInTurns<T>(steps: Steps<T>, options: StepOptions = {}, maxTurn = 0.1): Promise<T> {
  const slice = new TimeSlice(maxTurn);
  for (;;) {
    throwIfEnded(options);
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
    await slice.rest();
  }
}

function throwIfEnded({ isCancelled, signal }: StepOptions): void {
  if (signal?.aborted || isCancelled?.()) {
    throw new CancelledError();
  }
}
