import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { FileStamp } from '../../asset/asset.ts';
import { describeError, sqliteFailure } from '../../history/sqlite/sqliteError.ts';
import type { Sqlite } from '../../history/sqlite/sqliteModule.ts';
import type { Log } from '../../log.ts';

export const leaseDatabaseName = 'claims.db';

/** How long a call waits for another window, in milliseconds. It keeps the thread waiting, and a change takes about one. */
const busyTimeout = 1_000;

/**
 * The number is part of the name: a version of the extension that needs other columns takes another table, and windows of
 * both versions go on beside each other.
 */
const createTable = `CREATE TABLE IF NOT EXISTS claims_1 (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  pid INTEGER NOT NULL,
  scope TEXT NOT NULL,
  file_uri TEXT NOT NULL,
  stamp TEXT NOT NULL,
  refreshed_at INTEGER NOT NULL
) WITHOUT ROWID`;

/** A file that a window is sending. */
export interface LeaseRow {
  readonly id: string;
  /** Random text of the window. */
  readonly owner: string;
  readonly pid: number;
  /** Equal for uploads whose references are interchangeable. A hash: the file is no place for data of an account. */
  readonly scope: string;
  readonly fileUri: string;
  readonly stamp: FileStamp;
  /** Milliseconds since the epoch. */
  readonly refreshedAt: number;
}

/** The leases, inside one transaction. There are as many as files are being sent: a handful. */
export interface LeaseTable {
  all(): readonly LeaseRow[];
  insert(row: LeaseRow): void;
  refresh(id: string, at: number): void;
  remove(id: string): void;
}

/**
 * Where windows tell each other what they are sending. Nothing in it outlives the uploads, so a damaged file is deleted
 * and made anew. It is opened for each call (0.2 ms) and not kept open: an open file can neither be deleted on Windows,
 * nor does it report a change to who watches it there.
 */
export class LeaseDatabase {
  readonly #path: string;
  readonly #log: Log;
  readonly #loadSqlite: () => Sqlite | undefined;
  #complained = false;

  constructor(folder: string, log: Log, loadSqlite: () => Sqlite | undefined) {
    this.#path = join(folder, leaseDatabaseName);
    this.#log = log;
    this.#loadSqlite = loadSqlite;
  }

  /** Does work that no other window can come between. @returns `undefined` where that is not possible; never throws */
  change<Result>(work: (table: LeaseTable) => Result): { readonly result: Result } | undefined {
    const sqlite = this.#loadSqlite();
    if (sqlite === undefined) {
      return this.#without('this Node.js has no SQLite');
    }
    try {
      return { result: this.#perform(sqlite, work) };
    } catch (error) {
      const failure = sqliteFailure(error);
      if (failure !== 'corrupt' && failure !== 'schema') {
        return this.#without(describeError(error));
      }
    }
    try {
      // The journal goes first: left behind, it would be played back into the new file.
      rmSync(`${this.#path}-journal`, { force: true });
      rmSync(this.#path, { force: true });
      return { result: this.#perform(sqlite, work) };
    } catch (error) {
      return this.#without(describeError(error));
    }
  }

  #perform<Result>(sqlite: Sqlite, work: (table: LeaseTable) => Result): Result {
    const database = new sqlite.DatabaseSync(this.#path);
    try {
      // OFF: what the system's crash may destroy is of no use after it. A killed process destroys nothing, thanks to the
      // journal on disk, which is SQLite's default; without one it would.
      database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = OFF`);
      database.exec('BEGIN IMMEDIATE');
      database.exec(createTable);
      const result = work(tableOf(database));
      database.exec('COMMIT');
      return result;
    } finally {
      // Takes back what was not committed.
      database.close();
    }
  }

  #without(reason: string): undefined {
    if (!this.#complained) {
      this.#complained = true;
      this.#log.warn(`What other windows are sending cannot be told, and may be sent twice: ${reason}`);
    }
    return undefined;
  }
}

function tableOf(database: DatabaseSync): LeaseTable {
  return {
    all: () => database.prepare('SELECT * FROM claims_1').all().map(rowOf),
    insert({ id, owner, pid, scope, fileUri, stamp, refreshedAt }) {
      database
        .prepare('INSERT INTO claims_1 VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(id, owner, pid, scope, fileUri, JSON.stringify(stamp), refreshedAt);
    },
    refresh(id, at) {
      database.prepare('UPDATE claims_1 SET refreshed_at = ? WHERE id = ?').run(at, id);
    },
    remove(id) {
      database.prepare('DELETE FROM claims_1 WHERE id = ?').run(id);
    },
  };
}

function rowOf(row: Record<string, unknown>): LeaseRow {
  const { size, mtimeMs, inode } = JSON.parse(String(row.stamp)) as FileStamp;
  return {
    id: String(row.id),
    owner: String(row.owner),
    pid: Number(row.pid),
    scope: String(row.scope),
    fileUri: String(row.file_uri),
    stamp: { size, mtimeMs, inode },
    refreshedAt: Number(row.refreshed_at),
  };
}
