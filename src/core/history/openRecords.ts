import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Log } from '../log.ts';
import type { HistoryProblem } from './historyStore.ts';
import { MemoryRecords } from './memoryRecords.ts';
import type { RecordStorage } from './recordStorage.ts';
import { type DamageReason, damageOf, quarantine, withQuarantineLock } from './sqlite/databaseFile.ts';
import { migrate, UnusableDatabase } from './sqlite/schema.ts';
import { describeError, isBusy, sqliteFailure } from './sqlite/sqliteError.ts';
import type { Sqlite } from './sqlite/sqliteModule.ts';
import { SqliteRecords } from './sqlite/sqliteRecords.ts';

/** How long a call waits for another window's write, in milliseconds. Writes take about one. */
const busyTimeout = 5_000;
const lockAttempts = 100;
const lockPause = 20;
/** Records copied into memory when the database cannot be written any more: 20,000 take about 25 MB. */
const maxRecordsInMemory = 20_000;

export interface OpenedRecords {
  readonly storage: RecordStorage;
  readonly problem: HistoryProblem | undefined;
}

export interface RecordsPlace {
  /** Full path of the database. */
  readonly path: string;
  /** `undefined` where this Node.js has none. */
  readonly sqlite: Sqlite | undefined;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Opens the database; puts it aside and starts a new one where it cannot be used; keeps records in memory where not even
 * that works. Never throws: an upload must not fail because of its history.
 * @param damaged closed storage whose file turned out damaged while it was in use
 */
export function openRecords(place: RecordsPlace, damaged?: RecordStorage): OpenedRecords {
  const { path, sqlite, now, log } = place;
  if (sqlite === undefined) {
    log.error('This Node.js has no SQLite: uploads are remembered until the window is closed');
    return { storage: new MemoryRecords(now), problem: inMemory('unavailable') };
  }
  let found: DamageReason | undefined = damaged === undefined ? undefined : 'corrupt';
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (found === undefined) {
      const opened = tryOpen(sqlite, place);
      if (typeof opened !== 'string') {
        return { storage: opened, problem: undefined };
      }
      found = opened;
    }
    return replaceDatabase(sqlite, place, damaged);
  } catch (error) {
    log.error(`The upload history cannot be opened: ${describeError(error)}`);
    const storage = found === undefined ? readableCopy(sqlite, place) : new MemoryRecords(now);
    return { storage, problem: inMemory(found ?? 'unwritable') };
  }
}

export function inMemory(reason: HistoryProblem['reason']): HistoryProblem {
  return { reason, keptAs: undefined, inMemoryOnly: true };
}

/** A copy in memory of the newest records a storage still gives. */
export function copyToMemory(source: RecordStorage, { now, log }: RecordsPlace): RecordStorage {
  const copy = new MemoryRecords(now, source.accountSalt);
  try {
    copy.restore(source.query({ limit: maxRecordsInMemory }));
  } catch (error) {
    log.warn(`The upload history cannot be read: ${describeError(error)}`);
  }
  return copy;
}

/** @returns why the file cannot be used. @throws errors that a new file would meet as well */
function tryOpen(sqlite: Sqlite, { path, now }: RecordsPlace): SqliteRecords | DamageReason {
  const damage = damageOf(path);
  if (damage !== undefined) {
    return damage;
  }
  const database = new sqlite.DatabaseSync(path);
  try {
    // Before anything else: the statements below already wait for other windows.
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    beginLog(database);
    // FULL would wait for the disk at each insert; with a log, NORMAL loses nothing when the process is killed
    // (sqlite.org/pragma.html#pragma_synchronous).
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304');
    migrate(database);
    return new SqliteRecords(database, path, now);
  } catch (error) {
    database.close();
    if (error instanceof UnusableDatabase) {
      return error.reason;
    }
    const failure = sqliteFailure(error);
    // `schema`: the header says it is ours, yet tables or columns are missing.
    if (failure === 'corrupt' || failure === 'schema') {
      return 'corrupt';
    }
    throw error;
  }
}

/**
 * The one statement that does not wait for other windows: two that begin the log of a new file at the same moment stand in
 * each other's way, and SQLite tells one of them at once that the file is locked.
 */
function beginLog(database: DatabaseSync): void {
  const end = performance.now() + busyTimeout;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) {
        throw error;
      }
      pause();
    }
  }
}

/** Everything here is synchronous, and so is this wait; it happens only while another window does the same work. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockPause);
}

function replaceDatabase(sqlite: Sqlite, place: RecordsPlace, damaged: RecordStorage | undefined): OpenedRecords {
  const { path, now, log } = place;
  for (let attempt = 0; attempt < lockAttempts; attempt++) {
    const done = withQuarantineLock(path, (): OpenedRecords => {
      // Looked at again under the lock: another window may have replaced the file meanwhile.
      const opened = damaged?.isInPlace() ? 'corrupt' : tryOpen(sqlite, place);
      if (typeof opened !== 'string') {
        return { storage: opened, problem: undefined };
      }
      const keptAs = quarantine(path, opened, now());
      log.warn(`The upload history could not be used (${opened}); it is kept as ${keptAs} and a new one is begun`);
      const replacement = tryOpen(sqlite, place);
      if (typeof replacement === 'string') {
        throw new Error(`The new database is ${replacement}`);
      }
      return { storage: replacement, problem: { reason: opened, keptAs, inMemoryOnly: false } };
    });
    if (done !== undefined) {
      return done.result;
    }
    pause();
  }
  throw new Error('Another window is replacing the database and does not finish');
}

/** What can still be read where nothing can be written: a read-only folder, a full disk. */
function readableCopy(sqlite: Sqlite, place: RecordsPlace): RecordStorage {
  const file = pathToFileURL(place.path);
  const frozen = new URL(file);
  // Without write access to the folder SQLite cannot make the index of the log; told that nobody writes, it needs none.
  frozen.searchParams.set('immutable', '1');
  for (const location of [file, frozen]) {
    try {
      const database = new sqlite.DatabaseSync(location, { readOnly: true });
      try {
        return copyToMemory(new SqliteRecords(database, place.path, place.now), place);
      } finally {
        database.close();
      }
    } catch (error) {
      place.log.debug(`The upload history cannot be read: ${describeError(error)}`);
    }
  }
  return new MemoryRecords(place.now);
}
