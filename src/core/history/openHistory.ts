import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { History } from './history.ts';
import type { HistoryStore } from './historyStore.ts';
import { openRecords } from './openRecords.ts';
import { loadSqlite, type Sqlite } from './sqlite/sqliteModule.ts';

const databaseName = 'uploads.db';

export interface HistoryOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** The SQLite to use; Node.js' own by default. `undefined` stands for a Node.js without one. */
  readonly sqlite?: Sqlite | undefined;
}

/**
 * Opens the upload records in a folder (full path; created if missing, and closed to other users), waiting while other windows have it
 * locked.
 * Never rejects: what is wrong with the folder or the file is in `problem`, and records go to a new file or stay in memory.
 */
export async function openHistory(folder: string, options: HistoryOptions): Promise<HistoryStore> {
  const { log, clock } = options;
  const sqlite = 'sqlite' in options ? options.sqlite : loadSqlite();
  const place = { path: join(folder, databaseName), sqlite, now: () => clock.now(), log };
  const history = new History(folder, place, await openRecords(place));
  await history.recoverUnsaved();
  return history;
}
