import type { DatabaseSync } from 'node:sqlite';
import { rollBack } from './schema.ts';

/**
 * How records came into the history, beside `records` and not in it: with a higher `user_version` a window that still runs
 * 0.1.0 would quarantine the database. Such a window knows nothing of this table: the records it adds have no row, and the
 * trigger keeps a record from inheriting the row of an earlier one with its id.
 */
const statements = `
  CREATE TABLE IF NOT EXISTS record_provenance (record_id TEXT PRIMARY KEY, provenance TEXT NOT NULL) WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS forget_provenance AFTER DELETE ON records
    BEGIN DELETE FROM record_provenance WHERE record_id = old.id; END;`;

/** Adds the table to a migrated database that lacks it. @throws SQLite's own errors */
export function addProvenance(database: DatabaseSync): void {
  if (hasProvenance(database)) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(statements);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Whether the table is there; a database of 0.1.0 that can only be read has none. */
export function hasProvenance(database: DatabaseSync): boolean {
  const sql = "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('record_provenance', 'forget_provenance')";
  return Number(database.prepare(sql).get()?.n) === 2;
}
