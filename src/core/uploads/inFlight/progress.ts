import type { Clock } from '../../clock.ts';
import type { UploadError } from '../../errors.ts';
import { maxAttempts, type RetryWait } from '../../http/retry.ts';

/**
 * `waiting` for its turn; `hashing` to see whether the content is known; `elsewhere` while another window sends the
 * same content; `sending`; waiting for the provider's `answer`; `retrying` after a pause.
 */
export type UploadPhase = 'waiting' | 'hashing' | 'elsewhere' | 'sending' | 'answer' | 'retrying';

const phasesBeforeSending: readonly UploadPhase[] = ['waiting', 'hashing', 'elsewhere'];

export interface UploadProgress {
  readonly phase: UploadPhase;
  /**
   * Bytes of the file the socket has taken in this attempt; equals `totalBytes` only once the provider has accepted it.
   */
  readonly sentBytes: number;
  /** Size of the file in bytes; 0 until it has been opened. */
  readonly totalBytes: number;
  /** From 1. */
  readonly attempt: number;
  readonly attempts: number;
  /** When the next attempt begins, in milliseconds since the epoch, and why one is needed; while `retrying`. */
  readonly retry?: { readonly at: number; readonly error: UploadError };
  readonly bytesPerSecond?: number;
  readonly remainingMs?: number;
}

export const noProgress: UploadProgress = {
  phase: 'waiting',
  sentBytes: 0,
  totalBytes: 0,
  attempt: 1,
  attempts: maxAttempts,
};

/** Whether nothing of the file has gone to the provider yet. */
export function isBeforeSending({ phase }: UploadProgress): boolean {
  return phasesBeforeSending.includes(phase);
}

/** Milliseconds between reports: each one repaints a notification and a tree. */
const minInterval = 100;
/** Weight of the latest measurement in the speed shown: enough to follow changes, not enough to flicker. */
const weightOfNewest = 0.3;

/** Turns what the socket has taken into reports that never go backwards within an attempt and never claim too much. */
export class ProgressMeter {
  readonly #clock: Clock;
  readonly #report: (progress: UploadProgress) => void;
  readonly #totalBytes: number;
  #current: UploadProgress;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #measured: { readonly at: number; readonly bytes: number } | undefined;
  #bytesPerSecond: number | undefined;

  constructor(totalBytes: number, clock: Clock, report: (progress: UploadProgress) => void) {
    this.#totalBytes = totalBytes;
    this.#clock = clock;
    this.#report = report;
    this.#current = { ...noProgress, totalBytes };
  }

  /** Has an effect only before the first attempt: a file may also be hashed while it is sent, for a copy of it. */
  enter(phase: 'waiting' | 'hashing' | 'elsewhere'): void {
    if (isBeforeSending(this.#current)) {
      this.#set({ ...this.#current, phase });
    }
  }

  beginAttempt(attempt: number): void {
    this.#bytesPerSecond = undefined;
    this.#measured = { at: this.#clock.now(), bytes: 0 };
    this.#set({ ...noProgress, totalBytes: this.#totalBytes, phase: 'sending', attempt });
  }

  /**
   * @param sent bytes of the request's body the socket has taken, of `total`. A body is larger than its file (form
   *   fields, base64), and the file may be sent twice in one attempt (to another path, if the first is unknown).
   */
  sent(sent: number, total: number): void {
    const ofFile = Math.floor((Math.min(sent, total) / Math.max(total, 1)) * this.#totalBytes);
    const atMost = Math.max(this.#totalBytes - 1, 0);
    const sentBytes = Math.max(this.#current.sentBytes, Math.min(ofFile, atMost));
    this.#set({ ...this.#current, phase: 'sending', sentBytes });
  }

  awaitAnswer(): void {
    const { attempt, attempts } = this.#current;
    const sentBytes = Math.max(this.#totalBytes - 1, 0);
    this.#set({ phase: 'answer', attempt, attempts, totalBytes: this.#totalBytes, sentBytes });
  }

  waitForRetry({ milliseconds, attempt, attempts, error }: RetryWait): void {
    const retry = { at: this.#clock.now() + milliseconds, error };
    this.#set({ ...noProgress, totalBytes: this.#totalBytes, phase: 'retrying', attempt, attempts, retry });
  }

  /** The provider has accepted the file: the only report of 100 %, and one that is never dropped. */
  finish(): void {
    const { attempt } = this.#current;
    this.#reportedAt = Number.NEGATIVE_INFINITY;
    this.#set({ ...noProgress, totalBytes: this.#totalBytes, phase: 'answer', attempt, sentBytes: this.#totalBytes });
  }

  #set(next: UploadProgress): void {
    const now = this.#clock.now();
    const isSamePhase = next.phase === this.#current.phase && next.attempt === this.#current.attempt;
    this.#current = next;
    if (isSamePhase && now - this.#reportedAt < minInterval) {
      return;
    }
    this.#current = next.phase === 'sending' ? { ...next, ...this.#speed(next.sentBytes, now) } : next;
    this.#reportedAt = now;
    this.#report(this.#current);
  }

  #speed(bytes: number, now: number): Pick<UploadProgress, 'bytesPerSecond' | 'remainingMs'> {
    const before = this.#measured;
    this.#measured = { at: now, bytes };
    if (before !== undefined && now > before.at && bytes > 0) {
      const newest = ((bytes - before.bytes) * 1000) / (now - before.at);
      const known = this.#bytesPerSecond;
      this.#bytesPerSecond = known === undefined ? newest : known + weightOfNewest * (newest - known);
    }
    const rate = this.#bytesPerSecond;
    return rate === undefined || rate <= 0
      ? {}
      : { bytesPerSecond: Math.round(rate), remainingMs: Math.ceil(((this.#totalBytes - bytes) * 1000) / rate) };
  }
}
