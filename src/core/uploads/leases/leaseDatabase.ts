import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { FileStamp } from '../../asset/asset.ts';
import { throwIfCancelled } from '../../errors.ts';
import { makeDatabasePrivate } from '../../history/sqlite/privateFiles.ts';
import { describeError, sqliteFailure } from '../../history/sqlite/sqliteError.ts';
import type { Sqlite } from '../../history/sqlite/sqliteModule.ts';
import type { Log } from '../../log.ts';

export const leaseDatabaseName = 'claims.db';

/** How long SQLite may block the thread while it waits for another window, in milliseconds. A change takes about one. */
const busyTimeout = 8;
/** How long a change waits, without blocking the thread, before the window goes on without leases, in milliseconds. */
const maxWait = 5_000;
const [minPause, maxPause] = [5, 250];

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
  /** Random text that identifies the window. */
  readonly owner: string;
  readonly pid: number;
  /** Equal for uploads whose references are interchangeable. A hash, because account data doesn't belong in this file. */
  readonly scope: string;
  readonly fileUri: string;
  readonly stamp: FileStamp;
  /** Milliseconds since the epoch. */
  readonly renewedAt: number;
}

/** The leases within one transaction, one for each file that is being sent: a handful. */
export interface LeaseTable {
  all(): readonly LeaseRow[];
  insert(row: LeaseRow): void;
  renew(id: string, at: number): void;
  remove(id: string): void;
}

/**
 * Shows windows what the others are sending. Nothing in it outlives the uploads, so a damaged file is deleted and created
 * again. It is opened for each call (0.2 ms) rather than kept open: on Windows an open file can't be deleted, and watchers
 * aren't notified of its changes.
 */
export class LeaseDatabase {
  readonly #path: string;
  readonly #log: Log;
  readonly #loadSqlite: () => Sqlite | undefined;
  #hasWarned = false;

  constructor(folder: string, log: Log, loadSqlite: () => Sqlite | undefined) {
    this.#path = join(folder, leaseDatabaseName);
    this.#log = log;
    this.#loadSqlite = loadSqlite;
  }

  /**
   * Does work in one transaction. Runs it before returning unless the file is locked.
   * @returns `undefined` where leases aren't available
   * @throws CancelledError when the signal aborts while the file is locked; nothing else
   */
  async change<Result>(
    work: (table: LeaseTable) => Result,
    signal?: AbortSignal,
  ): Promise<{ readonly result: Result } | undefined> {
    const end = performance.now() + maxWait;
    let attempt = this.#attempt(work);
    for (let pause = minPause; attempt === 'busy'; pause = Math.min(pause * 2, maxPause)) {
      if (performance.now() >= end) {
        return this.#without('the file remains locked');
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (signal !== undefined) {
        throwIfCancelled(signal);
      }
      attempt = this.#attempt(work);
    }
    return attempt;
  }

  #attempt<Result>(work: (table: LeaseTable) => Result): { readonly result: Result } | 'busy' | undefined {
    const sqlite = this.#loadSqlite();
    if (sqlite === undefined) {
      return this.#without('this Node.js has no SQLite');
    }
    try {
      return this.#performAfresh(sqlite, work);
    } catch (error) {
      return sqliteFailure(error) === 'busy' ? 'busy' : this.#without(describeError(error));
    }
  }

  #performAfresh<Result>(sqlite: Sqlite, work: (table: LeaseTable) => Result): { readonly result: Result } {
    try {
      return { result: this.#perform(sqlite, work) };
    } catch (error) {
      const failure = sqliteFailure(error);
      if (failure !== 'corrupt' && failure !== 'schema') {
        throw error;
      }
      // The journal is deleted first: left behind, it would be replayed into the new file.
      rmSync(`${this.#path}-journal`, { force: true });
      rmSync(this.#path, { force: true });
      return { result: this.#perform(sqlite, work) };
    }
  }

  #perform<Result>(sqlite: Sqlite, work: (table: LeaseTable) => Result): Result {
    makeDatabasePrivate(this.#path);
    const database = new sqlite.DatabaseSync(this.#path);
    try {
      // OFF: what a crash of the system can destroy is useless after it anyway. A killed process destroys nothing, because
      // SQLite keeps its journal on disk by default.
      database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = OFF`);
      database.exec('BEGIN IMMEDIATE');
      database.exec(createTable);
      const result = work(tableOf(database));
      database.exec('COMMIT');
      return result;
    } finally {
      // Rolls back what wasn't committed.
      database.close();
    }
  }

  #without(reason: string): undefined {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      this.#log.warn(`Files that other windows are sending may be sent twice: ${reason}`);
    }
    return undefined;
  }
}

function tableOf(database: DatabaseSync): LeaseTable {
  return {
    all: () => database.prepare('SELECT * FROM claims_1').all().map(rowOf),
    insert({ id, owner, pid, scope, fileUri, stamp, renewedAt }) {
      database
        .prepare('INSERT INTO claims_1 VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(id, owner, pid, scope, fileUri, textOf(stamp), renewedAt);
    },
    renew(id, at) {
      database.prepare('UPDATE claims_1 SET refreshed_at = ? WHERE id = ?').run(at, id);
    },
    remove(id) {
      database.prepare('DELETE FROM claims_1 WHERE id = ?').run(id);
    },
  };
}

function rowOf(row: Record<string, unknown>): LeaseRow {
  return {
    id: String(row.id),
    owner: String(row.owner),
    pid: Number(row.pid),
    scope: String(row.scope),
    fileUri: String(row.file_uri),
    stamp: readStamp(String(row.stamp)),
    renewedAt: Number(row.refreshed_at),
  };
}

/** JSON whose number has all digits of the inode; windows of 0.1.0 read it rounded, as they round their own. */
function textOf({ size, mtimeMs, inode }: FileStamp): string {
  return `{"size":${size},"mtimeMs":${mtimeMs},"inode":${inode}}`;
}

function readStamp(text: string): FileStamp {
  const { size, mtimeMs } = JSON.parse(text) as FileStamp;
  return { size, mtimeMs, inode: BigInt(/"inode":(\d+)/.exec(text)?.[1] ?? 0) };
}
