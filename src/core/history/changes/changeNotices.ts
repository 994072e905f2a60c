import type { Log } from '../../log.ts';
import { describeError } from '../sqlite/sqliteError.ts';
import type { ChangeSignal } from './changeSignal.ts';

/** Changes within this time, in milliseconds, are one notice. */
const noticeAfter = 50;

export interface ChangeNoticesOptions {
  readonly signal: ChangeSignal | undefined;
  /** A number that differs once another process has changed something. */
  readonly changeMark: () => number;
  readonly log: Log;
}

/** Notifies listeners of changes by this window and by others; a burst of changes is one notice. */
export class ChangeNotices {
  readonly #options: ChangeNoticesOptions;
  readonly #listeners = new Set<{ readonly call: () => void }>();
  #seenMark = 0;
  #isOwnChange = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeNoticesOptions) {
    this.#options = options;
  }

  /** @returns a function that removes the listener */
  add(listener: () => void): () => void {
    // The same function may be given twice; each registration ends on its own.
    const registration = { call: listener };
    this.#listeners.add(registration);
    if (this.#listeners.size === 1) {
      this.#options.signal?.start(() => this.#notifySoon());
      this.#seenMark = this.#options.changeMark();
    }
    return () => {
      if (this.#listeners.delete(registration) && this.#listeners.size === 0) {
        this.#stop();
      }
    };
  }

  /** Call when this window has changed something, or can read what it couldn't before. */
  ownChange(): void {
    if (this.#listeners.size > 0) {
      this.#isOwnChange = true;
      this.#notifySoon();
    }
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #notifySoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#notify();
    }, noticeAfter).unref();
  }

  #notify(): void {
    const mark = this.#options.changeMark();
    if (mark === this.#seenMark && !this.#isOwnChange) {
      return;
    }
    this.#seenMark = mark;
    this.#isOwnChange = false;
    for (const { call } of [...this.#listeners]) {
      try {
        call();
      } catch (error) {
        this.#options.log.error(`A view of the uploads failed: ${describeError(error)}`);
      }
    }
  }

  #stop(): void {
    this.#options.signal?.stop();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isOwnChange = false;
  }
}
