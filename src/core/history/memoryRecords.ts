import { randomBytes } from 'node:crypto';
import type { FileStamp } from '../asset/asset.ts';
import type { AccountScope, ExpiryState, HistoryQuery } from './historyStore.ts';
import type { HiddenQuery, RecordStorage } from './recordStorage.ts';
import type { Provenance, Provenances, UploadRecord } from './records/record.ts';
import { assertStorable } from './records/recordLimits.ts';
import { matchesWords, searchWords } from './records/searchText.ts';

interface RememberedHash extends FileStamp {
  readonly contentHash: string;
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

/**
 * Records that last as long as the process, for when there is no database to write to. Deliberately simple and slow: the
 * database is tested against it.
 */
export class MemoryRecords implements RecordStorage {
  readonly accountSalt: string;
  readonly #now: () => number;
  readonly #records = new Map<string, UploadRecord>();
  readonly #hashes = new Map<string, RememberedHash>();
  readonly #provenances = new Map<string, Provenance>();
  readonly #hidden = new Set<string>();

  constructor(now: () => number, accountSalt?: string) {
    this.#now = now;
    this.accountSalt = accountSalt ?? randomBytes(16).toString('hex');
  }

  add(record: UploadRecord): void {
    assertStorable(record);
    this.#records.set(record.id, record);
    this.#provenances.set(record.id, 'own');
    this.#hidden.delete(record.id);
  }

  restore(records: readonly UploadRecord[], provenances: Provenances = {}): number {
    const before = this.count();
    records.forEach(assertStorable);
    for (const record of records) {
      if (!this.#records.has(record.id)) {
        this.#records.set(record.id, record);
        const provenance = provenances[record.id];
        if (provenance !== undefined) {
          this.#provenances.set(record.id, provenance);
        }
      }
      this.#hidden.delete(record.id);
    }
    return this.count() - before;
  }

  hide(ids: readonly string[]): readonly UploadRecord[] {
    const listed = [...new Set(ids)].flatMap((id) => (this.#hidden.has(id) ? [] : (this.#records.get(id) ?? [])));
    for (const { id } of listed) {
      this.#hidden.add(id);
    }
    return listed.sort(newestFirst);
  }

  remove(ids: readonly string[]): readonly UploadRecord[] {
    const removed = [...new Set(ids)].flatMap((id) => this.#records.get(id) ?? []).sort(newestFirst);
    for (const { id } of removed) {
      this.#records.delete(id);
      this.#provenances.delete(id);
      this.#hidden.delete(id);
    }
    return removed;
  }

  query(query: HistoryQuery): readonly UploadRecord[] {
    const { providers, kinds, fileUris, ids, expiry, after } = query;
    const words = searchWords(query.text ?? '');
    const now = query.now ?? this.#now();
    const compare = orderOf(query);
    return [...this.#records.values()]
      .filter(
        (record) =>
          !this.#hidden.has(record.id) &&
          (providers?.includes(record.provider) ?? true) &&
          (kinds?.includes(record.kind) ?? true) &&
          (fileUris?.includes(record.fileUri) ?? true) &&
          (ids?.includes(record.id) ?? true) &&
          record.uploadedAt >= (query.uploadedFrom ?? Number.NEGATIVE_INFINITY) &&
          record.uploadedAt < (query.uploadedBefore ?? Number.POSITIVE_INFINITY) &&
          (expiry === undefined || [expiry].flat().includes(expiryState(record, now, query.expiringWithin ?? 0))) &&
          (after === undefined || compare(after, record) < 0) &&
          matchesWords(record, words),
      )
      .sort(compare)
      .slice(0, Math.max(query.limit, 0));
  }

  get(id: string): UploadRecord | undefined {
    return this.#records.get(id);
  }

  count(): number {
    return this.#records.size - this.#hidden.size;
  }

  countUpTo(query: HistoryQuery): number {
    return this.query(query).length;
  }

  isHidden(id: string): boolean {
    return this.#hidden.has(id);
  }

  hidden({ usedBefore = Number.POSITIVE_INFINITY, limit }: HiddenQuery): readonly UploadRecord[] {
    return [...this.#hidden]
      .flatMap((id) => this.#records.get(id) ?? [])
      .filter(({ uploadedAt, lastUsedAt }) => Math.max(uploadedAt, lastUsedAt) < usedBefore)
      .slice(0, limit);
  }

  hasSize(scope: AccountScope, size: number): boolean {
    return this.#listed((record) => record.size === size && isIn(scope, record)).length > 0;
  }

  findByContent(scope: AccountScope, contentHash: string, limit: number): readonly UploadRecord[] {
    return this.#listed((record) => record.contentHash === contentHash && isIn(scope, record)).slice(0, limit);
  }

  findByReference(value: string, limit: number): readonly UploadRecord[] {
    return this.#newest(({ reference, alternatives }) =>
      [reference, ...alternatives].some((each) => each.value === value),
    ).slice(0, limit);
  }

  findByFile(fileUri: string): readonly UploadRecord[] {
    return this.#listed((record) => record.fileUri === fileUri);
  }

  findLiving(like: readonly UploadRecord[], now: number): readonly UploadRecord[] {
    const files = new Set(like.map(({ fileUri }) => fileUri));
    const contents = new Set(like.map(({ contentHash }) => contentHash));
    const known = new Set(like.map(({ id }) => id));
    return this.#listed(
      ({ id, fileUri, contentHash, reference: { expiresAt = Number.POSITIVE_INFINITY } }) =>
        expiresAt > now && !known.has(id) && (files.has(fileUri) || contents.has(contentHash)),
    );
  }

  provenanceOf(id: string): Provenance | undefined {
    return this.#provenances.get(id);
  }

  markUsed(id: string, at: number): void {
    const record = this.#records.get(id);
    if (record !== undefined) {
      this.#records.set(id, { ...record, lastUsedAt: Math.max(record.lastUsedAt, at) });
    }
  }

  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined {
    const known = this.#hashes.get(fileUri);
    const same = known?.size === stamp.size && known.mtimeMs === stamp.mtimeMs && known.inode === stamp.inode;
    return same ? known?.contentHash : undefined;
  }

  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    const { size, mtimeMs, inode } = stamp;
    this.#hashes.set(fileUri, { size, mtimeMs, inode, contentHash, seenAt: this.#now() });
  }

  forgetHashes(seenBefore = Number.POSITIVE_INFINITY): void {
    for (const [fileUri, { seenAt }] of this.#hashes) {
      if (seenAt < seenBefore) {
        this.#hashes.delete(fileUri);
      }
    }
  }

  changeMark(): number {
    return 0;
  }

  isInPlace(): boolean {
    return true;
  }

  close(): void {
    this.#records.clear();
    this.#hashes.clear();
    this.#provenances.clear();
    this.#hidden.clear();
  }

  #listed(matches: (record: UploadRecord) => boolean): UploadRecord[] {
    return this.#newest((record) => !this.#hidden.has(record.id) && matches(record));
  }

  #newest(matches: (record: UploadRecord) => boolean): UploadRecord[] {
    return [...this.#records.values()].filter(matches).sort(newestFirst);
  }
}

function expiryState(record: UploadRecord, now: number, expiringWithin: number): ExpiryState {
  const end = record.reference.expiresAt;
  if (end === undefined) {
    return 'never';
  }
  if (end <= now) {
    return 'expired';
  }
  return end <= now + expiringWithin ? 'expiring' : 'valid';
}

function isIn(scope: AccountScope, record: UploadRecord): boolean {
  return record.provider === scope.provider && record.origin === scope.origin && record.account === scope.account;
}

/** How the records of a query's result are ordered. */
export function orderOf({ order }: HistoryQuery): (one: UploadRecord, other: UploadRecord) => number {
  return order === 'expiresFirst' ? expiresFirst : newestFirst;
}

/** The known provenances of some records. */
export function provenancesOf(
  records: readonly UploadRecord[],
  provenanceOf: (id: string) => Provenance | undefined,
): Provenances {
  return Object.fromEntries(
    records.flatMap(({ id }) => {
      const provenance = provenanceOf(id);
      return provenance === undefined ? [] : [[id, provenance]];
    }),
  );
}

export function newestFirst(one: UploadRecord, other: UploadRecord): number {
  return other.uploadedAt - one.uploadedAt || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}

function expiresFirst(one: UploadRecord, other: UploadRecord): number {
  const end = (record: UploadRecord): number => record.reference.expiresAt ?? Number.MAX_SAFE_INTEGER;
  return end(one) - end(other) || newestFirst(one, other);
}
