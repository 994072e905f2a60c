import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { History } from './history.ts';
import type { HistoryStore } from './historyStore.ts';
import { loadSqlite, type Sqlite } from './sqlite/sqliteModule.ts';

export const databaseName = 'uploads.db';

export interface HistoryOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** The SQLite to use; Node.js' own where left out. `undefined` stands for a Node.js without one. */
  readonly sqlite?: Sqlite | undefined;
}

/**
 * Opens the upload records in a folder (full path; made where it is missing). Never throws: whatever is wrong with the
 * folder or the file is told by `problem`, and records go to a new file or stay in memory.
 */
export function openHistory(folder: string, options: HistoryOptions): HistoryStore {
  const { log, clock } = options;
  const sqlite = 'sqlite' in options ? options.sqlite : loadSqlite();
  return new History(folder, { path: join(folder, databaseName), sqlite, now: () => clock.now(), log });
}
