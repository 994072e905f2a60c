import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** "WfAs": distinguishes our file from any other SQLite database (sqlite.org/pragma.html#pragma_application_id). */
export const applicationId = 0x57664173;

/** Stands for "no known end": an index can hold it, and it sorts last. */
export const noEnd = Number.MAX_SAFE_INTEGER;

/**
 * Each entry upgrades the database by one version. Released entries are never edited.
 *
 * `listing` holds what lists are filtered, searched and ordered by, clustered in the order of the list. A page reads a few
 * neighbouring rows, and a text search reads 20 MB instead of the whole database. It is searched by `LIKE` and not by
 * FTS5: Node.js has FTS5 only from 22.16 on, and without it a database that uses it can't even be written to.
 *
 * `reference_hashes` finds a record by any of its references. Hashes, because a reference may have 5,000 characters.
 */
const migrations: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE records (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     file_uri TEXT NOT NULL,
     file_name TEXT NOT NULL,
     size INTEGER NOT NULL,
     mtime_ms REAL NOT NULL,
     media_type TEXT NOT NULL,
     kind TEXT NOT NULL,
     width INTEGER,
     height INTEGER,
     content_hash TEXT NOT NULL,
     provider TEXT NOT NULL,
     origin TEXT NOT NULL,
     account TEXT NOT NULL,
     uploaded_at INTEGER NOT NULL,
     last_used_at INTEGER NOT NULL,
     ends_at INTEGER NOT NULL,
     workspace_uri TEXT,
     reference_list TEXT NOT NULL
   );
   CREATE INDEX records_by_file ON records (file_uri, uploaded_at);
   CREATE INDEX records_by_content ON records (content_hash, uploaded_at);
   CREATE INDEX records_by_size ON records (size, provider);
   CREATE TABLE listing (
     uploaded_at INTEGER NOT NULL,
     id TEXT NOT NULL,
     provider TEXT NOT NULL,
     kind TEXT NOT NULL,
     ends_at INTEGER NOT NULL,
     haystack TEXT NOT NULL,
     PRIMARY KEY (uploaded_at, id)
   ) WITHOUT ROWID;
   CREATE INDEX listing_by_end ON listing (ends_at, uploaded_at DESC, id DESC, provider, kind);
   CREATE TABLE reference_hashes (
     record INTEGER NOT NULL,
     hash BLOB NOT NULL,
     PRIMARY KEY (record, hash)
   ) WITHOUT ROWID;
   CREATE INDEX reference_hashes_by_hash ON reference_hashes (hash);
   CREATE TABLE file_hashes (
     file_uri TEXT PRIMARY KEY,
     size INTEGER NOT NULL,
     mtime_ms REAL NOT NULL,
     inode REAL NOT NULL,
     content_hash TEXT NOT NULL,
     seen_at INTEGER NOT NULL
   ) WITHOUT ROWID;`,
];

export const schemaVersion = migrations.length;

/** The file is an intact database, but not one to write to. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
  readonly reason: 'foreign' | 'newerVersion';

  constructor(reason: 'foreign' | 'newerVersion') {
    super(reason === 'foreign' ? 'The database belongs to another application' : 'The database has a newer schema');
    this.reason = reason;
  }
}

/**
 * Upgrades a database to the current schema, one process at a time.
 * @throws UnusableDatabase; SQLite's own errors
 */
export function migrate(database: DatabaseSync): void {
  if (isUpToDate(database)) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    // Checked again: another window may have done it while this one waited for the lock.
    if (!isUpToDate(database)) {
      for (const migration of migrations.slice(pragma(database, 'user_version'))) {
        database.exec(migration);
      }
      database
        .prepare(`INSERT OR IGNORE INTO settings (name, value) VALUES ('accountSalt', ?)`)
        .run(randomBytes(16).toString('hex'));
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`);
    }
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
  // Moves it from the log to the file itself: windows recognise the database by the file's first bytes.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Rolls back without hiding the error that made it necessary. After a full disk, SQLite has done so already. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    return;
  }
}

function isUpToDate(database: DatabaseSync): boolean {
  const application = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (application !== applicationId && (application !== 0 || hasTables(database))) {
    throw new UnusableDatabase('foreign');
  }
  if (application === applicationId && version > schemaVersion) {
    throw new UnusableDatabase('newerVersion');
  }
  return application === applicationId && version === schemaVersion;
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
