import type { FileStamp } from '../../asset/asset.ts';
import { newestFirst } from '../memoryRecords.ts';
import type { RecordReader, RecordWriter } from '../recordStorage.ts';
import type { Provenance, Provenances, UploadRecord } from '../records/record.ts';
import { assertStorable } from '../records/recordLimits.ts';
import { OverlaidRecords, Overlay } from './overlaidRecords.ts';

/** A call of a `RecordWriter` as data that can be queued and stored in a file. */
export type RecordWrite =
  | { readonly type: 'add'; readonly record: UploadRecord }
  | {
      readonly type: 'restore';
      readonly records: readonly UploadRecord[];
      readonly provenances?: Provenances | undefined;
    }
  | { readonly type: 'hide'; readonly ids: readonly string[] }
  | { readonly type: 'remove'; readonly ids: readonly string[] }
  | { readonly type: 'markUsed'; readonly id: string; readonly at: number }
  | { readonly type: 'rememberHash'; readonly fileUri: string; readonly stamp: FileStamp; readonly contentHash: string }
  | { readonly type: 'forgetHashes'; readonly seenBefore?: number | undefined };

/** Makes the call. */
export function perform(write: RecordWrite, writer: RecordWriter): void {
  switch (write.type) {
    case 'add':
      writer.add(write.record);
      break;
    case 'restore':
      writer.restore(write.records, write.provenances ?? {});
      break;
    case 'hide':
      writer.hide(write.ids);
      break;
    case 'remove':
      writer.remove(write.ids);
      break;
    case 'markUsed':
      writer.markUsed(write.id, write.at);
      break;
    case 'rememberHash':
      writer.rememberHash(write.fileUri, write.stamp, write.contentHash);
      break;
    case 'forgetHashes':
      writer.forgetHashes(write.seenBefore);
      break;
  }
}

export interface PendingWritesOptions {
  readonly now: () => number;
  /** The storage that will be written to. If it throws, the record asked for counts as missing. */
  readonly storage: () => RecordReader;
  /** Called with each write when it is queued. */
  readonly onWrite: (write: RecordWrite) => void;
}

/** A queue of writes that wait for a locked database, and what the records will be once they have been made. */
export class PendingWrites implements RecordWriter {
  readonly #options: PendingWritesOptions;
  readonly #queue: RecordWrite[] = [];
  #overlay: Overlay;

  constructor(options: PendingWritesOptions) {
    this.#options = options;
    this.#overlay = new Overlay(options.now);
  }

  get first(): RecordWrite | undefined {
    return this.#queue[0];
  }

  get all(): readonly RecordWrite[] {
    return this.#queue;
  }

  /** How many records they affect. */
  get recordCount(): number {
    return this.#overlay.size;
  }

  /** Call when the first has been made. */
  shift(): void {
    this.#queue.shift();
    if (this.#queue.length === 0) {
      // Not earlier: until then, some of what it says isn't in the storage.
      this.#overlay = new Overlay(this.#options.now);
    }
  }

  /** The records of a storage as they will be once all these writes have been made. */
  over(storage: RecordReader): RecordReader {
    return this.#queue.length === 0 ? storage : new OverlaidRecords(storage, this.#overlay);
  }

  add(record: UploadRecord): void {
    assertStorable(record);
    this.#overlay.put(record, 'own');
    this.#push({ type: 'add', record });
  }

  restore(records: readonly UploadRecord[], provenances: Provenances = {}): number {
    records.forEach(assertStorable);
    let added = 0;
    for (const record of records) {
      const known = this.#known(record.id);
      if (known === undefined) {
        this.#overlay.put(record, provenances[record.id]);
        added++;
      } else if (this.#isHidden(record.id)) {
        this.#overlay.put(known, this.#knownProvenance(record.id));
        added++;
      }
    }
    this.#push({ type: 'restore', records, provenances });
    return added;
  }

  hide(ids: readonly string[]): readonly UploadRecord[] {
    const listed = [...new Set(ids)].flatMap((id) => (this.#isHidden(id) ? [] : (this.#known(id) ?? [])));
    for (const record of listed) {
      this.#overlay.put(record, this.#knownProvenance(record.id));
      this.#overlay.hide(record.id);
    }
    this.#push({ type: 'hide', ids });
    return listed.sort(newestFirst);
  }

  remove(ids: readonly string[]): readonly UploadRecord[] {
    const removed = [...new Set(ids)].flatMap((id) => this.#known(id) ?? []);
    for (const id of ids) {
      this.#overlay.remove(id);
    }
    this.#push({ type: 'remove', ids });
    return removed.sort(newestFirst);
  }

  markUsed(id: string, at: number): void {
    const record = this.#known(id);
    if (record !== undefined) {
      const isHidden = this.#isHidden(id);
      this.#overlay.put({ ...record, lastUsedAt: Math.max(record.lastUsedAt, at) }, this.#knownProvenance(id));
      if (isHidden) {
        this.#overlay.hide(id);
      }
    }
    this.#push({ type: 'markUsed', id, at });
  }

  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    this.#overlay.rememberHash(fileUri, stamp, contentHash);
    this.#push({ type: 'rememberHash', fileUri, stamp, contentHash });
  }

  forgetHashes(seenBefore?: number): void {
    if (seenBefore === undefined) {
      this.#overlay.forgetHashes();
    }
    this.#push({ type: 'forgetHashes', seenBefore });
  }

  #push(write: RecordWrite): void {
    this.#queue.push(write);
    this.#options.onWrite(write);
  }

  #knownProvenance(id: string): Provenance | undefined {
    return this.#lookUp(id, (reader) => reader.provenanceOf(id));
  }

  #isHidden(id: string): boolean {
    return this.#lookUp(id, (reader) => reader.isHidden(id)) ?? false;
  }

  #known(id: string): UploadRecord | undefined {
    return this.#lookUp(id, (reader) => reader.get(id));
  }

  #lookUp<Answer>(id: string, ask: (reader: RecordReader) => Answer): Answer | undefined {
    if (this.#overlay.has(id)) {
      return ask(this.#overlay.changed);
    }
    try {
      return ask(this.#options.storage());
    } catch {
      return undefined;
    }
  }
}
