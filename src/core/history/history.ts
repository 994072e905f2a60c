import type { FileStamp } from '../asset/asset.ts';
import { ChangeSignal } from './changeSignal.ts';
import type { AccountScope, HistoryCounts, HistoryProblem, HistoryQuery, HistoryStore } from './historyStore.ts';
import { copyToMemory, inMemory, openRecords, type RecordsPlace } from './openRecords.ts';
import type { UploadRecord } from './record.ts';
import type { RecordStorage } from './recordStorage.ts';
import { describeError, type SqliteFailure, sqliteFailure } from './sqlite/sqliteError.ts';

/** Changes within this time, in milliseconds, are one notice. */
const noticeAfter = 50;

/**
 * The records as the rest of the extension sees them: calls do not fail when the disk does, and changes are announced.
 * When a call fails, the storage behind is replaced (a new file for a damaged one, memory for one that cannot be
 * written) and the call is made again there, so that no finished upload goes unrecorded.
 */
export class History implements HistoryStore {
  readonly #place: RecordsPlace;
  readonly #signal: ChangeSignal;
  readonly #listeners = new Set<{ readonly call: () => void }>();
  #storage: RecordStorage;
  #problem: HistoryProblem | undefined;
  #seenMark = 0;
  #ownChange = false;
  #notice: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(folder: string, place: RecordsPlace) {
    this.#place = place;
    this.#signal = new ChangeSignal(folder, place.log);
    ({ storage: this.#storage, problem: this.#problem } = openRecords(place));
  }

  get problem(): HistoryProblem | undefined {
    return this.#problem;
  }

  get accountSalt(): string {
    return this.#storage.accountSalt;
  }

  add(record: UploadRecord): void {
    this.#write((storage) => storage.add(record));
  }

  restore(records: readonly UploadRecord[]): number {
    return this.#write((storage) => storage.restore(records));
  }

  remove(ids: readonly string[]): readonly UploadRecord[] {
    return this.#write((storage) => storage.remove(ids));
  }

  clearExpired(now: number): readonly UploadRecord[] {
    return this.#write((storage) => storage.clearExpired(now));
  }

  clearAll(): readonly UploadRecord[] {
    return this.#write((storage) => storage.clearAll());
  }

  applyRetention(days: number, now: number): number {
    return days > 0 ? this.#write((storage) => storage.applyRetention(days, now)) : 0;
  }

  query(query: HistoryQuery): readonly UploadRecord[] {
    return this.#call((storage) => storage.query(query));
  }

  get(id: string): UploadRecord | undefined {
    return this.#call((storage) => storage.get(id));
  }

  count(): number {
    return this.#call((storage) => storage.count());
  }

  counts(now: number, expiringWithin: number): HistoryCounts {
    return this.#call((storage) => storage.counts(now, expiringWithin));
  }

  hasSize(scope: AccountScope, size: number): boolean {
    return this.#call((storage) => storage.hasSize(scope, size));
  }

  findByContent(scope: AccountScope, contentHash: string): UploadRecord | undefined {
    return this.#call((storage) => storage.findByContent(scope, contentHash));
  }

  findByReference(value: string): UploadRecord | undefined {
    return this.#call((storage) => storage.findByReference(value));
  }

  findByFile(fileUri: string): readonly UploadRecord[] {
    return this.#call((storage) => storage.findByFile(fileUri));
  }

  markUsed(id: string, at: number): void {
    this.#write((storage) => storage.markUsed(id, at));
  }

  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined {
    return this.#call((storage) => storage.rememberedHash(fileUri, stamp));
  }

  /** No notice of change: nothing anybody sees is different. */
  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    this.#call((storage) => storage.rememberHash(fileUri, stamp, contentHash));
  }

  onDidChange(listener: () => void): () => void {
    // The same function may be given twice; each registration ends on its own.
    const registration = { call: listener };
    this.#listeners.add(registration);
    if (this.#listeners.size === 1 && !this.#problem?.inMemoryOnly) {
      this.#signal.start(() => this.#noticeSoon(false));
      this.#seenMark = this.#call((storage) => storage.changeMark());
    }
    return () => {
      if (this.#listeners.delete(registration) && this.#listeners.size === 0) {
        this.#stopListening();
      }
    };
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#listeners.clear();
      this.#stopListening();
      this.#signal.close();
      this.#storage.close();
    }
  }

  #write<Result>(work: (storage: RecordStorage) => Result): Result {
    if (!this.#storage.isInPlace()) {
      // Somebody deleted or replaced the file. What is written to the old one would be gone at the next restart.
      this.#place.log.warn('The upload history was deleted or replaced; it is opened again');
      this.#replaceStorage(() => openRecords(this.#place));
    }
    const result = this.#call(work);
    this.#noticeSoon(true);
    if (!this.#problem?.inMemoryOnly) {
      this.#signal.ring();
    }
    return result;
  }

  #call<Result>(work: (storage: RecordStorage) => Result): Result {
    // Twice at most: from the file to a new file, from there to memory, which does not fail.
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        return work(this.#storage);
      } catch (error) {
        const failure = sqliteFailure(error);
        if (failure === undefined || this.#closed) {
          throw error;
        }
        this.#place.log.error(`The upload history failed: ${describeError(error)}`);
        this.#recover(attempt === 0 ? failure : 'unwritable');
      }
    }
    return work(this.#storage);
  }

  #recover(failure: SqliteFailure): void {
    const failed = this.#storage;
    if (failure === 'corrupt') {
      this.#replaceStorage(() => openRecords(this.#place, failed));
      return;
    }
    // Tables that are not as they were: a newer version of the extension has taken the file further, and still uses it.
    const problem = inMemory(failure === 'schema' ? 'newerVersion' : 'unwritable');
    const storage = copyToMemory(failed, this.#place);
    this.#replaceStorage(() => ({ storage, problem }));
  }

  #replaceStorage(open: () => { storage: RecordStorage; problem: HistoryProblem | undefined }): void {
    this.#storage.close();
    const { storage, problem } = open();
    this.#storage = storage;
    this.#problem = problem ?? this.#problem;
    this.#seenMark = storage.changeMark();
    this.#noticeSoon(true);
  }

  #noticeSoon(ownChange: boolean): void {
    if (this.#listeners.size === 0) {
      return;
    }
    this.#ownChange ||= ownChange;
    if (this.#notice !== undefined) {
      return;
    }
    this.#notice = setTimeout(() => {
      this.#notice = undefined;
      this.#giveNotice();
    }, noticeAfter);
    this.#notice.unref();
  }

  #giveNotice(): void {
    const mark = this.#call((storage) => storage.changeMark());
    if (mark === this.#seenMark && !this.#ownChange) {
      return;
    }
    this.#seenMark = mark;
    this.#ownChange = false;
    for (const { call } of [...this.#listeners]) {
      try {
        call();
      } catch (error) {
        this.#place.log.error(`A view of the uploads failed: ${describeError(error)}`);
      }
    }
  }

  #stopListening(): void {
    this.#signal.stop();
    clearTimeout(this.#notice);
    this.#notice = undefined;
    this.#ownChange = false;
  }
}
