import type { FileStamp } from '../../asset/asset.ts';
import type { AccountScope, HistoryQuery } from '../historyStore.ts';
import { MemoryRecords, newestFirst, orderOf } from '../memoryRecords.ts';
import type { HiddenQuery, RecordReader } from '../recordStorage.ts';
import type { Provenance, UploadRecord } from '../records/record.ts';

/** Changes to the records of a storage that haven't been written to it yet. */
export class Overlay {
  /** Added and changed records as they will be, and hashes that will be remembered. */
  readonly changed: MemoryRecords;
  readonly #removed = new Set<string>();
  readonly #hidden = new Set<string>();
  readonly #hashedFiles = new Set<string>();
  #hashesForgotten = false;

  constructor(now: () => number) {
    this.changed = new MemoryRecords(now);
  }

  /** Ids of all records that were added, changed, hidden or removed. */
  get ids(): readonly string[] {
    return [
      ...this.#removed,
      ...this.#hidden,
      ...this.changed.query({ limit: this.changed.count() }).map(({ id }) => id),
    ];
  }

  get size(): number {
    return this.#removed.size + this.#hidden.size + this.changed.count();
  }

  has(id: string): boolean {
    return this.#removed.has(id) || this.changed.get(id) !== undefined;
  }

  put(record: UploadRecord, provenance: Provenance | undefined): void {
    this.#removed.delete(record.id);
    this.#hidden.delete(record.id);
    this.changed.remove([record.id]);
    this.changed.restore([record], provenance === undefined ? {} : { [record.id]: provenance });
  }

  /** Call after `put`. */
  hide(id: string): void {
    this.changed.hide([id]);
    this.#hidden.add(id);
  }

  remove(id: string): void {
    this.changed.remove([id]);
    this.#hidden.delete(id);
    this.#removed.add(id);
  }

  /** Whether the hash of a file was remembered or forgotten. */
  hasHash(fileUri: string): boolean {
    return this.#hashesForgotten || this.#hashedFiles.has(fileUri);
  }

  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    this.#hashedFiles.add(fileUri);
    this.changed.rememberHash(fileUri, stamp, contentHash);
  }

  forgetHashes(): void {
    this.changed.forgetHashes();
    this.#hashesForgotten = true;
  }
}

/** The records of a storage as they will be once an overlay has been written to it. */
export class OverlaidRecords implements RecordReader {
  readonly #base: RecordReader;
  readonly #overlay: Overlay;

  constructor(base: RecordReader, overlay: Overlay) {
    this.#base = base;
    this.#overlay = overlay;
  }

  get accountSalt(): string {
    return this.#base.accountSalt;
  }

  query(query: HistoryQuery): readonly UploadRecord[] {
    const limit = Math.max(query.limit, 0);
    // As many more as the overlay may hide.
    const kept = this.#kept(this.#base.query({ ...query, limit: limit + this.#overlay.size }));
    return [...kept, ...this.#overlay.changed.query(query)].sort(orderOf(query)).slice(0, limit);
  }

  get(id: string): UploadRecord | undefined {
    return this.#overlay.has(id) ? this.#overlay.changed.get(id) : this.#base.get(id);
  }

  provenanceOf(id: string): Provenance | undefined {
    return this.#overlay.has(id) ? this.#overlay.changed.provenanceOf(id) : this.#base.provenanceOf(id);
  }

  count(): number {
    return this.#base.count() - this.#replaced().length + this.#overlay.changed.count();
  }

  countUpTo(query: HistoryQuery): number {
    return this.query(query).length;
  }

  isHidden(id: string): boolean {
    return this.#overlay.has(id) ? this.#overlay.changed.isHidden(id) : this.#base.isHidden(id);
  }

  hidden(query: HiddenQuery): readonly UploadRecord[] {
    const kept = this.#kept(this.#base.hidden({ ...query, limit: query.limit + this.#overlay.size }));
    return [...kept, ...this.#overlay.changed.hidden(query)].slice(0, query.limit);
  }

  /** May be true for a record that was removed. The only consequence is a file that is hashed in vain. */
  hasSize(scope: AccountScope, size: number): boolean {
    return this.#overlay.changed.hasSize(scope, size) || this.#base.hasSize(scope, size);
  }

  findByContent(scope: AccountScope, contentHash: string, limit: number): readonly UploadRecord[] {
    const kept = this.#kept(this.#base.findByContent(scope, contentHash, limit + this.#overlay.size));
    return newest([...kept, ...this.#overlay.changed.findByContent(scope, contentHash, limit)], limit);
  }

  findByReference(value: string, limit: number): readonly UploadRecord[] {
    const kept = this.#kept(this.#base.findByReference(value, limit + this.#overlay.size));
    return newest([...kept, ...this.#overlay.changed.findByReference(value, limit)], limit);
  }

  findByFile(fileUri: string): readonly UploadRecord[] {
    return newest([...this.#kept(this.#base.findByFile(fileUri)), ...this.#overlay.changed.findByFile(fileUri)]);
  }

  findLiving(like: readonly UploadRecord[], now: number): readonly UploadRecord[] {
    return newest([...this.#kept(this.#base.findLiving(like, now)), ...this.#overlay.changed.findLiving(like, now)]);
  }

  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined {
    const answering = this.#overlay.hasHash(fileUri) ? this.#overlay.changed : this.#base;
    return answering.rememberedHash(fileUri, stamp);
  }

  #kept(records: readonly UploadRecord[]): readonly UploadRecord[] {
    return records.filter(({ id }) => !this.#overlay.has(id));
  }

  /** Records that the storage lists, as they were before they were changed, hidden or removed. */
  #replaced(): readonly UploadRecord[] {
    const { ids } = this.#overlay;
    return this.#base.query({ ids, limit: ids.length });
  }
}

function newest(records: readonly UploadRecord[], limit = records.length): readonly UploadRecord[] {
  return [...records].sort(newestFirst).slice(0, limit);
}
