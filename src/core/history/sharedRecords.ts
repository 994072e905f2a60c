import type { HistoryProblem } from './historyStore.ts';
import { MemoryRecords } from './memoryRecords.ts';
import { inMemory, type OpenedRecords, type RecordsPlace, tryToOpen } from './openRecords.ts';
import { PendingWrites, perform } from './pending/pendingWrites.ts';
import type { RecoveryFile } from './pending/recoveryFile.ts';
import type { RecordReader, RecordStorage, RecordWriter } from './recordStorage.ts';
import type { UploadRecord } from './records/record.ts';
import { describeError, type SqliteFailure, sqliteFailure } from './sqlite/sqliteError.ts';

/** How long to wait before writes that found the database locked are tried again, in milliseconds. */
const [minRetryPause, maxRetryPause] = [20, 500];
/** How long waiting writes may take in one turn, in milliseconds, and while the window closes. */
const maxFlushTurn = 8;
const maxFlushOnClose = 30;
/** Work on many records pauses while this many wait to be written: each of them makes queries slower. */
const maxPendingRecords = 500;
/** How often a damaged file is replaced before the history stays in memory. */
const maxReplacements = 3;

export interface SharedRecordsOptions {
  readonly opened: OpenedRecords;
  readonly recovery: RecoveryFile;
  /** Called when a query may return something else than before. */
  readonly onChange: () => void;
  /** Called when other windows can see a change made by this one. */
  readonly onCommit: () => void;
}

/**
 * Records in a database that other processes use as well. No call fails when the disk does, or blocks while another process
 * has the database locked: such writes are queued, and queries see them as if they had been made. If the database fails for
 * good, it is replaced (a damaged file by a new one), or all writes stay in the queue until the window closes.
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
    // Only if another program locks the database exclusively, or while it is replaced. Listeners query again later.
    this.#options.onChange();
    return work(this.#pending.over(this.#nothing()));
  }

  /** For work that must not mistake a locked database for an empty one. @returns an empty list once this has been closed */
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

  /** Writes that still have to wait are left to the next window. */
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

  /** @returns `undefined` if the database is locked */
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

  /** @returns `undefined` if the write has to wait, for a lock or for the writes before it */
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

  /** Whether a write may be attempted. Reopens the storage if necessary and possible. */
  #isReady(): boolean {
    if (this.#isClosed || !this.#canWrite) {
      return false;
    }
    if (this.#reopening !== undefined) {
      return this.#reopen(this.#reopening.damaged);
    }
    if (!this.#storage.isInPlace()) {
      // What is written to a deleted or replaced file would be gone after a restart.
      this.#place.log.warn('The upload history was deleted or replaced; reopening it');
      return this.#reopen();
    }
    return true;
  }

  /** Makes the queued writes in order, for at most this many milliseconds. */
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
          // It will never succeed, and must not block those behind it.
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
   * Prepares the next attempt after a failure of the storage.
   * @throws the error itself if it isn't SQLite's
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
      // `schema`: a newer version of the extension has changed the tables, and still uses them.
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

  /** @returns whether the storage is open; if another window has it locked, it is retried later */
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
      this.#problem = attempt.state === 'busy' ? (attempt.problem ?? this.#problem) : attempt.problem;
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
