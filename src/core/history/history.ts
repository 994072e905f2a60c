import type { FileStamp } from '../asset/asset.ts';
import { TimeSlice } from '../timeSlice.ts';
import { ChangeNotices } from './changes/changeNotices.ts';
import { ChangeSignal } from './changes/changeSignal.ts';
import type { AccountScope, HistoryProblem, HistoryQuery, HistoryStore, RenewalQuestion } from './historyStore.ts';
import { newestFirst, provenancesOf } from './memoryRecords.ts';
import type { OpenedRecords, RecordsPlace } from './openRecords.ts';
import { perform, type RecordWrite } from './pending/pendingWrites.ts';
import { RecoveryFile } from './pending/recoveryFile.ts';
import type { RecordWriter } from './recordStorage.ts';
import type { Provenance, UploadRecord } from './records/record.ts';
import { assertStorable } from './records/recordLimits.ts';
import { livingRenewals } from './renewals.ts';
import { SharedRecords } from './sharedRecords.ts';
import { describeError } from './sqlite/sqliteError.ts';

const millisecondsPerDay = 86_400_000;
/** How many records are read or written at a time: a few milliseconds of work. */
const batchSize = 50;
/** A file that is sent again every day has that many uploads in two months; an older one has ended by then. */
const maxOfContent = 50;
/** Uploads that a provider answered with the same reference. */
const maxOfReference = 1000;

type ListedQuery = Omit<HistoryQuery, 'limit' | 'after'>;

/** The records as the rest of the extension sees them: long work is done in batches, and changes are announced. */
export class History implements HistoryStore {
  readonly #place: RecordsPlace;
  readonly #recovery: RecoveryFile;
  /** `undefined` if no other window sees what this one writes. */
  readonly #signal: ChangeSignal | undefined;
  readonly #notices: ChangeNotices;
  readonly #records: SharedRecords;

  /** @param folder full path of the folder that windows share */
  constructor(folder: string, place: RecordsPlace, opened: OpenedRecords) {
    const { log } = place;
    this.#place = place;
    this.#recovery = new RecoveryFile(folder, log);
    this.#signal = opened.problem?.inMemoryOnly ? undefined : new ChangeSignal(folder, log);
    this.#notices = new ChangeNotices({ signal: this.#signal, changeMark: () => this.#records.changeMark(), log });
    this.#records = new SharedRecords(place, {
      opened,
      recovery: this.#recovery,
      onChange: () => this.#notices.ownChange(),
      onCommit: () => this.#signal?.send(),
    });
  }

  get problem(): HistoryProblem | undefined {
    return this.#records.problem;
  }

  get accountSalt(): string {
    return this.#records.accountSalt;
  }

  add(record: UploadRecord): void {
    this.#write((writer) => writer.add(record));
  }

  markUsed(id: string, at: number): void {
    this.#write((writer) => writer.markUsed(id, at));
  }

  /** Without a notice of change: nothing visible has changed. */
  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    this.#records.write((writer) => writer.rememberHash(fileUri, stamp, contentHash));
  }

  restore(records: readonly UploadRecord[]): Promise<number> {
    return this.#restore(records);
  }

  import(records: readonly UploadRecord[]): Promise<number> {
    return this.#restore(records, 'imported');
  }

  provenanceOf(id: string): Provenance | undefined {
    return this.#records.read((reader) => reader.provenanceOf(id));
  }

  /** @param provenance of those that have to be added; a hidden record keeps its own */
  async #restore(records: readonly UploadRecord[], provenance?: Provenance): Promise<number> {
    const slice = new TimeSlice();
    for (const record of records) {
      assertStorable(record);
      await slice.rest();
    }
    let added = 0;
    for await (const batch of this.#batches(records)) {
      added += this.#write((writer) =>
        writer.restore(
          batch,
          provenancesOf(batch, () => provenance),
        ),
      );
    }
    return added;
  }

  async remove(ids: readonly string[]): Promise<readonly UploadRecord[]> {
    const removed: UploadRecord[] = [];
    for await (const batch of this.#batches(ids)) {
      removed.push(...this.#write((writer) => writer.remove(batch)));
    }
    return removed.sort(newestFirst);
  }

  removeByReference({
    reference: { form, value },
    ...scope
  }: AccountScope & Pick<UploadRecord, 'reference'>): Promise<readonly UploadRecord[]> {
    const found = this.#records.read((reader) => reader.findByReference(value, maxOfReference));
    const same = found.filter(
      ({ reference, provider, origin, account }) =>
        reference.form === form &&
        reference.value === value &&
        provider === scope.provider &&
        origin === scope.origin &&
        account === scope.account,
    );
    return this.remove(same.map(({ id }) => id));
  }

  async hide(ids: readonly string[]): Promise<readonly UploadRecord[]> {
    const hidden: UploadRecord[] = [];
    for await (const batch of this.#batches(ids)) {
      hidden.push(...this.#write((writer) => writer.hide(batch)));
    }
    return hidden.sort(newestFirst);
  }

  hideExpired(now: number): Promise<readonly UploadRecord[]> {
    return this.#hideMatching({ expiry: 'expired', now });
  }

  hideAll(): Promise<readonly UploadRecord[]> {
    return this.#hideMatching({});
  }

  hiddenCount(limit: number): number {
    return this.#records.read((reader) => reader.hidden({ limit })).length;
  }

  async removeAll(): Promise<void> {
    await this.#removeListed({});
    await this.#removeHidden();
    this.#write((writer) => writer.forgetHashes());
  }

  async applyRetention(days: number, now: number): Promise<number> {
    if (days <= 0) {
      return 0;
    }
    const oldest = now - days * millisecondsPerDay;
    const listed = await this.#removeListed({ uploadedBefore: oldest }, ({ lastUsedAt }) => lastUsedAt < oldest);
    const hidden = await this.#removeHidden(oldest);
    this.#records.write((writer) => writer.forgetHashes(oldest));
    return listed + hidden;
  }

  query(query: HistoryQuery): readonly UploadRecord[] {
    return this.#records.read((reader) => reader.query(query));
  }

  get(id: string): UploadRecord | undefined {
    return this.#records.read((reader) => reader.get(id));
  }

  count(): number {
    return this.#records.read((reader) => reader.count());
  }

  countUpTo(query: HistoryQuery): number {
    return this.#records.read((reader) => reader.countUpTo(query));
  }

  hasSize(scope: AccountScope, size: number): boolean {
    return this.#records.read((reader) => reader.hasSize(scope, size));
  }

  findByContent(scope: AccountScope, contentHash: string): readonly UploadRecord[] {
    return this.#records.read((reader) => reader.findByContent(scope, contentHash, maxOfContent));
  }

  findByReference(value: string): UploadRecord | undefined {
    return this.#records.read((reader) => reader.findByReference(value, 1)[0]);
  }

  findByFile(fileUri: string): readonly UploadRecord[] {
    return this.#records.read((reader) => reader.findByFile(fileUri));
  }

  livingRenewals(records: readonly UploadRecord[], now: number): ReadonlyMap<string, UploadRecord> {
    return this.#records.read((reader) => livingRenewals(reader, records, { now }));
  }

  livingRenewalOf(record: UploadRecord, question: RenewalQuestion): UploadRecord | undefined {
    return this.#records.read((reader) => livingRenewals(reader, [record], question)).get(record.id);
  }

  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined {
    return this.#records.read((reader) => reader.rememberedHash(fileUri, stamp));
  }

  onDidChange(listener: () => void): () => void {
    return this.#notices.add(listener);
  }

  /** Makes the writes that earlier windows could not make. */
  async recoverUnsaved(): Promise<void> {
    if (this.problem?.inMemoryOnly) {
      return;
    }
    const slice = new TimeSlice();
    for (const { writes, remove } of this.#recovery.leftByOthers()) {
      for (const write of writes) {
        this.#repeat(write);
        await slice.rest();
      }
      this.#place.log.info(`Made ${writes.length} changes of the upload history that another window had to leave`);
      remove();
    }
  }

  close(): void {
    this.#notices.close();
    this.#records.close();
    this.#signal?.close();
  }

  #write<Result>(work: (writer: RecordWriter) => Result): Result {
    const result = this.#records.write(work);
    this.#notices.ownChange();
    return result;
  }

  #repeat(write: RecordWrite): void {
    try {
      this.#write((writer) => perform(write, writer));
    } catch (error) {
      this.#place.log.warn(`A change of the upload history was dropped: ${describeError(error)}`);
    }
  }

  /** Splits items into batches and lets other work run in between. */
  async *#batches<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[], void> {
    const slice = new TimeSlice();
    for (let start = 0; start < items.length; start += batchSize) {
      await this.#records.room();
      yield items.slice(start, start + batchSize);
      await slice.rest();
    }
  }

  async #hideMatching(query: ListedQuery): Promise<readonly UploadRecord[]> {
    const hidden: UploadRecord[] = [];
    for await (const page of this.#pages(query)) {
      hidden.push(...this.#write((writer) => writer.hide(page.map(({ id }) => id))));
    }
    return hidden;
  }

  /** @returns how many were deleted */
  async #removeListed(query: ListedQuery, isMeant: (record: UploadRecord) => boolean = () => true): Promise<number> {
    let count = 0;
    for await (const page of this.#pages(query)) {
      const ids = page.filter(isMeant).map(({ id }) => id);
      count += ids.length > 0 ? this.#write((writer) => writer.remove(ids)).length : 0;
    }
    return count;
  }

  /** @param usedBefore as in `HiddenQuery`. @returns how many were deleted */
  async #removeHidden(usedBefore?: number): Promise<number> {
    const slice = new TimeSlice();
    for (let count = 0; ; ) {
      await this.#records.room();
      const page = await this.#records.readWhenPossible((reader) => reader.hidden({ usedBefore, limit: batchSize }));
      if (page.length === 0) {
        return count;
      }
      count += this.#write((writer) => writer.remove(page.map(({ id }) => id))).length;
      await slice.rest();
    }
  }

  /** The listed records, batch by batch. Starts with the newest, so that records added meanwhile stay. */
  async *#pages(query: ListedQuery): AsyncGenerator<readonly UploadRecord[], void> {
    const slice = new TimeSlice();
    let after: UploadRecord | undefined;
    for (;;) {
      await this.#records.room();
      const page = await this.#records.readWhenPossible((reader) =>
        reader.query({ ...query, limit: batchSize, after }),
      );
      after = page.at(-1);
      if (after === undefined) {
        return;
      }
      yield page;
      await slice.rest();
    }
  }
}
