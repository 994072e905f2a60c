import { statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { FileStamp } from '../../asset/asset.ts';
import type { AccountScope, HistoryQuery } from '../historyStore.ts';
import type { HiddenQuery, RecordStorage } from '../recordStorage.ts';
import type { Provenance, Provenances, UploadRecord } from '../records/record.ts';
import { assertStorable } from '../records/recordLimits.ts';
import { haystackOf } from '../records/searchText.ts';
import { countStatement, historyStatement } from './historyStatement.ts';
import { endOf, fromRow, type Row, recordColumns, referenceHash, referenceHashes, toRow } from './recordRows.ts';
import { rollBack } from './schema.ts';
import { hasSideTables } from './sideTables.ts';

/** About thirty statements are used; each search with another number of words adds one. */
const maxPreparedStatements = 100;

/** Records in a migrated database. */
export class SqliteRecords implements RecordStorage {
  readonly accountSalt: string;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #inode: number;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #hasSideTables: boolean;
  /** A condition on `records`. */
  readonly #isListed: string;

  constructor(database: DatabaseSync, path: string, now: () => number) {
    this.#database = database;
    this.#path = path;
    this.#inode = inodeOf(path);
    this.#now = now;
    this.#hasSideTables = hasSideTables(database);
    this.#isListed = this.#hasSideTables ? 'id NOT IN (SELECT record_id FROM hidden_records)' : 'TRUE';
    this.accountSalt = String(this.#get(`SELECT value FROM settings WHERE name = 'accountSalt'`)?.value ?? '');
  }

  add(record: UploadRecord): void {
    assertStorable(record);
    this.#transaction(() => {
      this.#delete([record.id]);
      this.#insert(record);
      this.#setProvenance(record.id, 'own');
    });
  }

  restore(records: readonly UploadRecord[], provenances: Provenances = {}): number {
    records.forEach(assertStorable);
    return this.#transaction(() => {
      let added = 0;
      for (const record of records) {
        if (this.#get('SELECT 1 FROM records WHERE id = ?', record.id) === undefined) {
          this.#insert(record);
          const provenance = provenances[record.id];
          if (provenance !== undefined) {
            this.#setProvenance(record.id, provenance);
          }
          added++;
        } else if (this.isHidden(record.id)) {
          this.#list(record);
          this.#run('DELETE FROM hidden_records WHERE record_id = ?', record.id);
          added++;
        }
      }
      return added;
    });
  }

  hide(ids: readonly string[]): readonly UploadRecord[] {
    return this.#transaction(() => {
      const listed = this.#records(
        `SELECT * FROM records WHERE id IN (SELECT value FROM json_each(?)) AND ${this.#isListed}
         ORDER BY uploaded_at DESC, id DESC`,
        JSON.stringify(ids),
      );
      for (const { uploadedAt, id } of listed) {
        this.#run('INSERT INTO hidden_records (record_id) VALUES (?)', id);
        this.#run('DELETE FROM listing WHERE uploaded_at = ? AND id = ?', uploadedAt, id);
      }
      return listed;
    });
  }

  remove(ids: readonly string[]): readonly UploadRecord[] {
    return this.#transaction(() => {
      const removed = this.#records(
        'SELECT * FROM records WHERE id IN (SELECT value FROM json_each(?)) ORDER BY uploaded_at DESC, id DESC',
        JSON.stringify(ids),
      );
      this.#delete(removed.map(({ id }) => id));
      return removed;
    });
  }

  query(query: HistoryQuery): readonly UploadRecord[] {
    const { sql, values } = historyStatement(query, this.#now());
    return this.#records(sql, ...values);
  }

  get(id: string): UploadRecord | undefined {
    return this.#records('SELECT * FROM records WHERE id = ?', id)[0];
  }

  provenanceOf(id: string): Provenance | undefined {
    const row = this.#hasSideTables
      ? this.#get('SELECT provenance FROM record_provenance WHERE record_id = ?', id)
      : undefined;
    return row?.provenance === 'own' || row?.provenance === 'imported' ? row.provenance : undefined;
  }

  count(): number {
    return Number(this.#get('SELECT count(*) AS n FROM records')?.n) - this.#hiddenCount();
  }

  countUpTo(query: HistoryQuery): number {
    const { sql, values } = countStatement(query, this.#now());
    return Number(this.#prepared(sql).get(...values)?.n);
  }

  isHidden(id: string): boolean {
    return this.#hasSideTables && this.#get('SELECT 1 FROM hidden_records WHERE record_id = ?', id) !== undefined;
  }

  hidden({ usedBefore = Number.MAX_SAFE_INTEGER, limit }: HiddenQuery): readonly UploadRecord[] {
    return this.#hasSideTables
      ? this.#records(
          `SELECT r.* FROM hidden_records h CROSS JOIN records r ON r.id = h.record_id
           WHERE max(r.uploaded_at, r.last_used_at) < ? LIMIT ?`,
          usedBefore,
          limit,
        )
      : [];
  }

  hasSize(scope: AccountScope, size: number): boolean {
    const { provider, origin, account } = scope;
    const sql = 'SELECT 1 FROM records WHERE size = ? AND provider = ? AND origin = ? AND account = ? LIMIT 1';
    return this.#get(sql, size, provider, origin, account) !== undefined;
  }

  findByContent(scope: AccountScope, contentHash: string, limit: number): readonly UploadRecord[] {
    return this.#records(
      `SELECT * FROM records WHERE content_hash = ? AND provider = ? AND origin = ? AND account = ?
         AND ${this.#isListed}
       ORDER BY uploaded_at DESC, id DESC LIMIT ?`,
      contentHash,
      scope.provider,
      scope.origin,
      scope.account,
      limit,
    );
  }

  findByReference(value: string, limit: number): readonly UploadRecord[] {
    return this.#records(
      `SELECT r.* FROM reference_hashes h CROSS JOIN records r ON r.seq = h.record WHERE h.hash = ?
       ORDER BY r.uploaded_at DESC, r.id DESC LIMIT ?`,
      referenceHash(value),
      limit,
    );
  }

  findByFile(fileUri: string): readonly UploadRecord[] {
    return this.#records(
      `SELECT * FROM records WHERE file_uri = ? AND ${this.#isListed} ORDER BY uploaded_at DESC, id DESC`,
      fileUri,
    );
  }

  findLiving(like: readonly UploadRecord[], now: number): readonly UploadRecord[] {
    return this.#records(
      `SELECT * FROM records WHERE ends_at > ? AND ${this.#isListed} AND (
         file_uri IN (SELECT value FROM json_each(?)) OR content_hash IN (SELECT value FROM json_each(?)))
         AND id NOT IN (SELECT value FROM json_each(?))
       ORDER BY uploaded_at DESC, id DESC`,
      now,
      JSON.stringify(like.map(({ fileUri }) => fileUri)),
      JSON.stringify(like.map(({ contentHash }) => contentHash)),
      JSON.stringify(like.map(({ id }) => id)),
    );
  }

  markUsed(id: string, at: number): void {
    this.#run('UPDATE records SET last_used_at = max(last_used_at, ?) WHERE id = ?', at, id);
  }

  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined {
    const row = this.#get('SELECT * FROM file_hashes WHERE file_uri = ?', fileUri);
    const same = row?.size === stamp.size && row.mtime_ms === stamp.mtimeMs && row.inode === Number(stamp.inode);
    return same ? String(row.content_hash) : undefined;
  }

  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void {
    this.#run(
      'INSERT OR REPLACE INTO file_hashes (file_uri, size, mtime_ms, inode, content_hash, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
      fileUri,
      stamp.size,
      stamp.mtimeMs,
      // The column has been one of doubles since 0.1.0; size and time tell files apart whose inodes differ in the last digits.
      Number(stamp.inode),
      contentHash,
      this.#now(),
    );
  }

  forgetHashes(seenBefore = Number.MAX_SAFE_INTEGER): void {
    this.#run('DELETE FROM file_hashes WHERE seen_at < ?', seenBefore);
  }

  changeMark(): number {
    return Number(this.#get('PRAGMA data_version')?.data_version);
  }

  isInPlace(): boolean {
    return inodeOf(this.#path) === this.#inode;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #setProvenance(id: string, provenance: Provenance): void {
    this.#run('INSERT OR REPLACE INTO record_provenance (record_id, provenance) VALUES (?, ?)', id, provenance);
  }

  #insert(record: UploadRecord): void {
    const row = toRow(record);
    const places = row.map(() => '?').join(', ');
    const { lastInsertRowid } = this.#run(`INSERT INTO records (${recordColumns}) VALUES (${places})`, ...row);
    for (const hash of referenceHashes(record)) {
      this.#run('INSERT INTO reference_hashes (record, hash) VALUES (?, ?)', lastInsertRowid, hash);
    }
    this.#list(record);
  }

  #list(record: UploadRecord): void {
    this.#run(
      'INSERT INTO listing (uploaded_at, id, provider, kind, ends_at, haystack) VALUES (?, ?, ?, ?, ?, ?)',
      record.uploadedAt,
      record.id,
      record.provider,
      record.kind,
      endOf(record),
      haystackOf(record),
    );
  }

  #hiddenCount(): number {
    return this.#hasSideTables ? Number(this.#get('SELECT count(*) AS n FROM hidden_records')?.n) : 0;
  }

  #delete(ids: readonly string[]): void {
    const wanted = JSON.stringify(ids);
    const those = 'FROM records WHERE id IN (SELECT value FROM json_each(?))';
    this.#run(`DELETE FROM reference_hashes WHERE record IN (SELECT seq ${those})`, wanted);
    this.#run(`DELETE FROM listing WHERE (uploaded_at, id) IN (SELECT uploaded_at, id ${those})`, wanted);
    this.#run(`DELETE ${those}`, wanted);
  }

  /** Takes the write lock at once: upgrading a read lock fails without waiting while another window writes. */
  #transaction<Result>(work: () => Result): Result {
    this.#run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#run('COMMIT');
      return result;
    } catch (error) {
      rollBack(this.#database);
      throw error;
    }
  }

  #records(sql: string, ...values: SQLInputValue[]): UploadRecord[] {
    return this.#all(sql, ...values).map(fromRow);
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): { readonly lastInsertRowid: number | bigint } {
    return this.#prepared(sql).run(...values);
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= maxPreparedStatements) {
        this.#statements.clear();
      }
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
}
