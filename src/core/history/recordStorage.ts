import type { FileStamp } from '../asset/asset.ts';
import type { AccountScope, HistoryQuery } from './historyStore.ts';
import type { Provenance, Provenances, UploadRecord } from './records/record.ts';

/** Which hidden records are meant. */
export interface HiddenQuery {
  /** Those neither made nor used since, in milliseconds since the epoch; all of them by default. */
  readonly usedBefore?: number | undefined;
  readonly limit: number;
}

/**
 * What can be asked of records, wherever they are kept. Lists are newest first where nothing else is said. A hidden record is
 * found only by its id and by its references: it is in no list, and nothing is reused because of it.
 */
export interface RecordReader {
  readonly accountSalt: string;
  query(query: HistoryQuery): readonly UploadRecord[];
  get(id: string): UploadRecord | undefined;
  provenanceOf(id: string): Provenance | undefined;
  /** Hidden ones not included. */
  count(): number;
  /** How many records a query finds, without reading them. */
  countUpTo(query: HistoryQuery): number;
  isHidden(id: string): boolean;
  /** In any order. */
  hidden(query: HiddenQuery): readonly UploadRecord[];
  hasSize(scope: AccountScope, size: number): boolean;
  findByContent(scope: AccountScope, contentHash: string, limit: number): readonly UploadRecord[];
  findByReference(value: string, limit: number): readonly UploadRecord[];
  findByFile(fileUri: string): readonly UploadRecord[];
  /** Others of the same files or the same bytes as these, whoever sent them, whose primary reference ends after `now`. */
  findLiving(like: readonly UploadRecord[], now: number): readonly UploadRecord[];
  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined;
}

/** The changes that records undergo, each of them short: whoever has many records to change does so in batches. */
export interface RecordWriter {
  /** A record of the same id is replaced. Its provenance is `own`. */
  add(record: UploadRecord): void;
  /**
   * Adds those whose id isn't there yet, and the provenance of those added; lists again those that are hidden.
   * @returns how many are listed that weren't before
   */
  restore(records: readonly UploadRecord[], provenances?: Provenances): number;
  /** Takes them from all lists. What is known about their references stays. @returns those that were listed */
  hide(ids: readonly string[]): readonly UploadRecord[];
  /** Deletes them, hidden or not. @returns those that were there */
  remove(ids: readonly string[]): readonly UploadRecord[];
  /** Never sets the time of the last use back. */
  markUsed(id: string, at: number): void;
  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void;
  /** Forgets the hashes of files last seen before a time, in milliseconds since the epoch; all of them by default. */
  forgetHashes(seenBefore?: number): void;
}

/** Where records are kept. Throws SQLite's errors as they are; `History` knows what to do about them. */
export interface RecordStorage extends RecordReader, RecordWriter {
  /** A number that differs once another process has changed something. */
  changeMark(): number;
  /** False once the file was deleted or replaced, so that what is written would be lost. */
  isInPlace(): boolean;
  close(): void;
}
