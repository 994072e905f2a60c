import type { Clock } from '../../../src/core/clock.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import type { Log } from '../../../src/core/log.ts';

/** A clock on which waiting takes no time; it records the waits. */
export class FakeClock implements Clock {
  time = Date.now();
  readonly sleeps: number[] = [];
  /** Called at the start of each wait. */
  onSleep: (milliseconds: number) => void = () => {};

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(milliseconds);
    this.onSleep(milliseconds);
    // A turn of the event loop, as in any real wait.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) {
      throw new CancelledError();
    }
    this.time += milliseconds;
  }
}

/** A clock on which time passes only by `pass`. */
export class HeldClock implements Clock {
  #time = Date.now();
  readonly #sleepers = new Set<{ readonly until: number; wake(): void }>();

  now(): number {
    return this.#time;
  }

  /** How many callers are waiting for time to pass. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  pass(milliseconds: number): void {
    this.#time += milliseconds;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.until <= this.#time) {
        sleeper.wake();
      }
    }
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(new CancelledError());
      };
      const sleeper = {
        until: this.#time + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}

export class RecordingLog implements Log {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error ${message}`);
  }

  get text(): string {
    return this.lines.join('\n');
  }
}
