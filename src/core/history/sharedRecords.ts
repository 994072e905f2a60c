import type { HistoryProblem } from './historyStore.ts';
import { MemoryRecords } from './memoryRecords.ts';
import { inMemory, type OpenedRecords, type RecordsPlace, tryToOpen } from './openRecords.ts';
import { PendingWrites, perform } from './pendingWrites.ts';
import type { UploadRecord } from './record.ts';
import type { RecordReader, RecordStorage, RecordWriter } from './recordStorage.ts';
import type { RecoveryFile } from './recoveryFile.ts';
import { describeError, type SqliteFailure, sqliteFailure } from './sqlite/sqliteError.ts';

/** How long to wait before writes that found the database locked are tried again, in milliseconds. */
const [minRetryPause, maxRetryPause] = [20, 500];
/** How long waiting writes may take in one turn, in milliseconds, and while the window closes. */
const maxFlushTurn = 8;
const maxFlushOnClose = 30;
/** Work on many records waits while so many are waiting to be written: each of them makes questions slower. */
const maxPendingRecords = 500;
/** How often a damaged file is replaced before the history stays in memory. */
const maxReplacements = 3;

export interface SharedRecordsOptions {
  readonly opened: OpenedRecords;
  readonly recovery: RecoveryFile;
  /** What can be read may be different now. */
  readonly onChange: () => void;
  /** Other windows can see a change of this one now. */
  readonly onCommit: () => void;
}

/**
 * Records in a database that other processes use as well: nothing here fails when the disk does, or waits for another process.
 * Writes that find the database locked wait in a queue, and questions are answered as if they had been made. When the
 * storage fails for good, it is replaced (a damaged file by a new one), or the queue is kept until the window closes.
 */
export class SharedRecords {
  readonly #place: RecordsPlace;
  readonly #options: SharedRecordsOptions;
  readonly #pending: PendingWrites;
  #storage: RecordStorage;
  #problem: HistoryProblem | undefined;
  /** Set while the storage has to be opened again, which may have to wait for other windows. */
  #reopening: { readonly damaged: RecordStorage | undefined } | undefined;
  /** Whether writes are made at all, now or later. */
  #canWrite = true;
  #replacements = 0;
  #retry: NodeJS.Timeout | undefined;
  #retryPause = minRetryPause;
  #isClosed = false;

  constructor(place: RecordsPlace, options: SharedRecordsOptions) {
    this.#place = place;
    this.#options = options;
    this.#storage = options.opened.storage;
    this.#problem = options.opened.problem;
    this.#pending = new PendingWrites({
      now: place.now,
      storage: () => this.#storage,
      onWrite: (write) => {
        if (!this.#problem?.inMemoryOnly) {
          options.recovery.append(write);
        }
      },
    });
  }

  get problem(): HistoryProblem | undefined {
    return this.#problem;
  }

  get accountSalt(): string {
    return this.#storage.accountSalt;
  }

  read<Result>(work: (reader: RecordReader) => Result): Result {
    const answer = this.#tryToRead(work);
    if (answer !== undefined) {
      return answer.result;
    }
    // A locked database can be read all the same, unless another program keeps it to itself. Listeners ask again later.
    this.#options.onChange();
    return work(this.#pending.over(this.#nothing()));
  }

  /** For what must not mistake a locked database for an empty one. @returns nothing once this has been closed */
  async readWhenPossible(work: (reader: RecordReader) => readonly UploadRecord[]): Promise<readonly UploadRecord[]> {
    while (!this.#isClosed) {
      const answer = this.#tryToRead(work);
      if (answer !== undefined && this.#reopening === undefined) {
        return answer.result;
      }
      await pause(minRetryPause);
    }
    return [];
  }

  write<Result>(work: (writer: RecordWriter) => Result): Result {
    const done = this.#tryToWrite(work);
    if (done !== undefined) {
      this.#options.onCommit();
      return done.result;
    }
    const result = work(this.#pending);
    this.#retryLater();
    return result;
  }

  /** Resolves once there aren't too many records waiting to be written. */
  async room(): Promise<void> {
    while (this.#pending.recordCount >= maxPendingRecords && this.#canWrite && !this.#isClosed) {
      await pause(minRetryPause);
    }
  }

  /** A number that differs once another process has changed something; `NaN` where it can't be known. */
  changeMark(): number {
    return this.#tryToRead(() => this.#storage.changeMark())?.result ?? Number.NaN;
  }

  /** What still has to wait is left to the next window. */
  close(): void {
    if (this.#isClosed) {
      return;
    }
    const end = performance.now() + maxFlushOnClose;
    while (this.#pending.first !== undefined && this.#canWrite && performance.now() < end) {
      this.#flush(end - performance.now());
    }
    this.#isClosed = true;
    clearTimeout(this.#retry);
    if (this.#pending.first !== undefined && !this.#problem?.inMemoryOnly) {
      this.#options.recovery.leave(this.#pending.all);
    }
    this.#storage.close();
  }

  /** @returns `undefined` where the database is locked */
  #tryToRead<Result>(work: (reader: RecordReader) => Result): { readonly result: Result } | undefined {
    for (;;) {
      try {
        return { result: work(this.#pending.over(this.#storage)) };
      } catch (error) {
        if (this.#recover(error) === 'busy') {
          return undefined;
        }
      }
    }
  }

  /** @returns `undefined` where the write has to wait: for a lock, or for those before it */
  #tryToWrite<Result>(work: (writer: RecordWriter) => Result): { readonly result: Result } | undefined {
    while (this.#isReady() && this.#pending.first === undefined) {
      try {
        return { result: work(this.#storage) };
      } catch (error) {
        if (this.#recover(error) === 'busy') {
          return undefined;
        }
      }
    }
    return undefined;
  }

  /** Whether a write may be tried on the storage. Opens it again where that is necessary and possible. */
  #isReady(): boolean {
    if (this.#isClosed || !this.#canWrite) {
      return false;
    }
    if (this.#reopening !== undefined) {
      return this.#reopen(this.#reopening.damaged);
    }
    if (!this.#storage.isInPlace()) {
      // What is written to a file that was deleted or replaced would be gone at the next start.
      this.#place.log.warn('The upload history was deleted or replaced; it is opened again');
      return this.#reopen();
    }
    return true;
  }

  /** Makes the waiting writes in their order, for so many milliseconds at most. */
  #flush(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    for (let write = this.#pending.first; write !== undefined; write = this.#pending.first) {
      if (performance.now() >= end || !this.#isReady()) {
        this.#retryLater();
        return;
      }
      try {
        perform(write, this.#storage);
        this.#pending.shift();
        this.#retryPause = minRetryPause;
      } catch (error) {
        if (sqliteFailure(error) === undefined) {
          // It can never be made, and must not keep those behind it waiting.
          this.#place.log.error(`A change of the upload history was dropped: ${describeError(error)}`);
          this.#pending.shift();
        } else if (this.#recover(error) === 'busy') {
          this.#retryPause = Math.min(this.#retryPause * 2, maxRetryPause);
          this.#retryLater();
          return;
        }
      }
    }
    if (!this.#problem?.inMemoryOnly) {
      this.#options.recovery.clear();
    }
    this.#options.onCommit();
    this.#options.onChange();
  }

  #retryLater(): void {
    if (this.#canWrite && !this.#isClosed) {
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        if (this.#isReady()) {
          this.#flush(maxFlushTurn);
        } else {
          this.#retryLater();
        }
      }, this.#retryPause).unref();
    }
  }

  /**
   * Makes the next attempt possible after a failure of the storage.
   * @throws the error itself where it isn't SQLite's
   */
  #recover(error: unknown): SqliteFailure {
    const failure = sqliteFailure(error);
    if (failure === undefined || this.#isClosed) {
      throw error;
    }
    if (failure === 'busy') {
      return failure;
    }
    this.#place.log.error(`The upload history failed: ${describeError(error)}`);
    if (failure === 'corrupt' && this.#replacements < maxReplacements) {
      this.#replacements += 1;
      this.#reopen(this.#storage);
    } else if (this.#canWrite) {
      // Tables that aren't what they were: a newer version of the extension has changed them, and still uses them.
      this.#canWrite = false;
      this.#problem = inMemory(failure === 'schema' ? 'newerVersion' : 'unwritable');
      this.#options.onChange();
    } else {
      // It can't even be read.
      const salt = this.accountSalt;
      this.#storage.close();
      this.#storage = this.#nothing(salt);
    }
    return failure;
  }

  /** @returns whether the storage is open; where another window has it locked, it is tried again later */
  #reopen(damaged?: RecordStorage): boolean {
    const salt = this.accountSalt;
    this.#storage.close();
    const attempt = tryToOpen(this.#place, damaged);
    if (attempt.state === 'open') {
      this.#storage = attempt.storage;
      this.#problem = attempt.problem ?? this.#problem;
      this.#reopening = undefined;
    } else {
      this.#storage = this.#nothing(salt);
      this.#reopening = attempt.state === 'busy' ? { damaged } : undefined;
      this.#problem = attempt.state === 'busy' ? this.#problem : attempt.problem;
    }
    this.#options.onChange();
    if (attempt.state === 'busy') {
      this.#retryLater();
    }
    return attempt.state !== 'busy';
  }

  #nothing(salt = this.accountSalt): MemoryRecords {
    return new MemoryRecords(this.#place.now, salt);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
