import type { DatabaseSync } from 'node:sqlite';
import { rollBack } from './schema.ts';

/**
 * What is known about records beside `records` and not in it: with a higher `user_version` a window that still runs 0.1.0
 * would quarantine the database. Such a window knows nothing of these tables: the records it adds have no row, and the
 * triggers keep a record from inheriting the row of an earlier one with its id.
 *
 * `record_provenance` says how a record came into the history. `hidden_records` are those that were cleared from all lists.
 * They have no row in `listing` either, which is what lists and 0.1.0 read.
 */
const tables = [
  { table: 'record_provenance', trigger: 'forget_provenance', column: ', provenance TEXT NOT NULL' },
  { table: 'hidden_records', trigger: 'forget_hidden', column: '' },
] as const;

/** Adds the tables to a migrated database that lacks them. @throws SQLite's own errors */
export function addSideTables(database: DatabaseSync): void {
  if (hasSideTables(database)) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { table, trigger, column } of tables) {
      database.exec(`
        CREATE TABLE IF NOT EXISTS ${table} (record_id TEXT PRIMARY KEY${column}) WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS ${trigger} AFTER DELETE ON records
          BEGIN DELETE FROM ${table} WHERE record_id = old.id; END;`);
    }
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Whether the tables are there; a database of an earlier version that can only be read has none. */
export function hasSideTables(database: DatabaseSync): boolean {
  const names = tables.flatMap(({ table, trigger }) => [table, trigger]);
  const sql = 'SELECT count(*) AS n FROM sqlite_schema WHERE name IN (SELECT value FROM json_each(?))';
  return Number(database.prepare(sql).get(JSON.stringify(names))?.n) === names.length;
}
