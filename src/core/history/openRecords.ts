import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from '../log.ts';
import { TimeSlice } from '../timeSlice.ts';
import type { HistoryProblem } from './historyStore.ts';
import { MemoryRecords, provenancesOf } from './memoryRecords.ts';
import type { RecordStorage } from './recordStorage.ts';
import type { UploadRecord } from './records/record.ts';
import { type DamageReason, damageOf, quarantine, withQuarantineLock } from './sqlite/databaseFile.ts';
import { createPrivateFolder, makeDatabasePrivate } from './sqlite/privateFiles.ts';
import { migrate, UnusableDatabase } from './sqlite/schema.ts';
import { addSideTables } from './sqlite/sideTables.ts';
import { describeError, sqliteFailure } from './sqlite/sqliteError.ts';
import type { Sqlite } from './sqlite/sqliteModule.ts';
import { SqliteRecords } from './sqlite/sqliteRecords.ts';

/**
 * How long SQLite may wait for another process, in milliseconds. It blocks the thread meanwhile, and with it every extension
 * of the window. Most writes take less than one; longer locks are waited for outside of SQLite.
 */
const busyTimeout = 8;
/** How long to wait for a locked database before doing without it, in milliseconds. */
const maxOpenTime = 30_000;
const [minPause, maxPause] = [10, 200];
/** Maximum number of records copied into memory if the database can only be read: 20,000 take about 25 MB. */
const maxRecordsInMemory = 20_000;
const copiedAtOnce = 200;

export interface RecordsPlace {
  /** Full path of the database. */
  readonly path: string;
  /** `undefined` where this Node.js has none. */
  readonly sqlite: Sqlite | undefined;
  readonly now: () => number;
  readonly log: Log;
}

export interface OpenedRecords {
  readonly storage: RecordStorage;
  readonly problem: HistoryProblem | undefined;
}

/**
 * `busy`: another process has the database locked or is replacing it, so try again. Its problem is that of a file this attempt
 * has quarantined before another window locked the new one: the next attempt finds nothing wrong, and nobody else reports it.
 * `unusable`: it can't be written.
 */
export type OpenAttempt =
  | ({ readonly state: 'open' } & OpenedRecords)
  | { readonly state: 'busy'; readonly problem: HistoryProblem | undefined }
  | { readonly state: 'unusable'; readonly problem: HistoryProblem };

/**
 * Opens the database, and waits for other processes without blocking the thread. A database that is damaged or belongs to
 * another application is quarantined and a new one created; if none can be written, records are kept in memory. Never rejects:
 * an upload must not fail because of the history.
 */
export async function openRecords(place: RecordsPlace): Promise<OpenedRecords> {
  const end = performance.now() + maxOpenTime;
  let attempt = tryToOpen(place);
  let replaced: HistoryProblem | undefined;
  for (
    let pause = minPause;
    attempt.state === 'busy' && performance.now() < end;
    pause = Math.min(pause * 2, maxPause)
  ) {
    replaced ??= attempt.problem;
    await new Promise((resolve) => setTimeout(resolve, pause));
    attempt = tryToOpen(place);
  }
  if (attempt.state === 'open') {
    return { storage: attempt.storage, problem: attempt.problem ?? replaced };
  }
  const { sqlite, now, log } = place;
  const problem = attempt.state === 'busy' ? inMemory('unwritable') : attempt.problem;
  log.error(`Uploads are remembered until the window is closed: the history is ${problem.reason}`);
  const isReadable = problem.reason === 'unwritable' || problem.reason === 'newerVersion';
  const storage = sqlite && isReadable ? await readableCopy(sqlite, place) : new MemoryRecords(now);
  return { storage, problem };
}

/**
 * The same, without waiting.
 * @param damaged closed storage whose file turned out to be damaged while it was in use
 */
export function tryToOpen(place: RecordsPlace, damaged?: RecordStorage): OpenAttempt {
  const { path, sqlite, log } = place;
  if (sqlite === undefined) {
    return { state: 'unusable', problem: inMemory('unavailable') };
  }
  let damage: DamageReason | undefined = damaged === undefined ? undefined : 'corrupt';
  try {
    createPrivateFolder(dirname(path));
    if (damage === undefined) {
      const opened = openDatabase(sqlite, place);
      if (typeof opened !== 'string') {
        return { state: 'open', storage: opened, problem: undefined };
      }
      damage = opened;
    }
    // A newer version's database is left as it is: that version will need it again.
    return damage === 'newerVersion'
      ? { state: 'unusable', problem: inMemory(damage) }
      : replaceDatabase(sqlite, place, damaged);
  } catch (error) {
    if (sqliteFailure(error) === 'busy') {
      return { state: 'busy', problem: undefined };
    }
    log.error(`The upload history can't be opened: ${describeError(error)}`);
    return { state: 'unusable', problem: inMemory(damage ?? 'unwritable') };
  }
}

export function inMemory(reason: HistoryProblem['reason']): HistoryProblem {
  return { reason, keptAs: undefined, inMemoryOnly: true };
}

/** @returns why the file can't be used. @throws errors that a new file would cause as well, and SQLite's "busy" */
function openDatabase(sqlite: Sqlite, { path, now }: RecordsPlace): SqliteRecords | DamageReason {
  makeDatabasePrivate(path);
  const damage = damageOf(path);
  if (damage !== undefined) {
    return damage;
  }
  const database = new sqlite.DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA journal_mode = WAL`);
    // FULL would wait for the disk at each insert. In WAL mode, NORMAL loses nothing when the process is killed
    // (sqlite.org/pragma.html#pragma_synchronous).
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304');
    migrate(database);
    addSideTables(database);
    return new SqliteRecords(database, path, now);
  } catch (error) {
    database.close();
    if (error instanceof UnusableDatabase) {
      return error.reason;
    }
    const failure = sqliteFailure(error);
    // `schema`: by its header it is ours, but tables or columns are missing.
    if (failure === 'corrupt' || failure === 'schema') {
      return 'corrupt';
    }
    throw error;
  }
}

function replaceDatabase(sqlite: Sqlite, place: RecordsPlace, damaged: RecordStorage | undefined): OpenAttempt {
  const { path, now, log } = place;
  const done = withQuarantineLock(path, (): OpenAttempt => {
    // Checked again under the lock: another window may have replaced the file meanwhile.
    const opened = damaged?.isInPlace() ? 'corrupt' : openDatabase(sqlite, place);
    if (typeof opened !== 'string') {
      return { state: 'open', storage: opened, problem: undefined };
    }
    if (opened === 'newerVersion') {
      return { state: 'unusable', problem: inMemory(opened) };
    }
    const keptAs = quarantine(path, opened, now());
    log.warn(`The upload history can't be used (${opened}); it was renamed to ${keptAs}, and a new one is created`);
    return openReplacement(sqlite, place, { reason: opened, keptAs, inMemoryOnly: false });
  });
  return done?.result ?? { state: 'busy', problem: undefined };
}

/** @param problem what was wrong with the file that was quarantined */
function openReplacement(sqlite: Sqlite, place: RecordsPlace, problem: HistoryProblem): OpenAttempt {
  try {
    const replacement = openDatabase(sqlite, place);
    if (typeof replacement === 'string') {
      throw new Error(`The new database is ${replacement}`);
    }
    return { state: 'open', storage: replacement, problem };
  } catch (error) {
    if (sqliteFailure(error) === 'busy') {
      // Another window needs no lock to create a file that is missing, and is doing so.
      return { state: 'busy', problem };
    }
    throw error;
  }
}

/** A copy of what can still be read although nothing can be written: in a read-only folder, on a full disk. */
async function readableCopy(sqlite: Sqlite, { path, now, log }: RecordsPlace): Promise<RecordStorage> {
  const file = pathToFileURL(path);
  const frozen = new URL(file);
  // Without write access to the folder, SQLite can't create the index of its log. As `immutable`, the file needs none.
  frozen.searchParams.set('immutable', '1');
  for (const location of [file, frozen]) {
    try {
      const database = new sqlite.DatabaseSync(location, { readOnly: true });
      try {
        database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
        return await copyToMemory(new SqliteRecords(database, path, now), now);
      } finally {
        database.close();
      }
    } catch (error) {
      log.debug(`The upload history can't be read: ${describeError(error)}`);
    }
  }
  return new MemoryRecords(now);
}

/** A copy of the newest records. */
async function copyToMemory(source: RecordStorage, now: () => number): Promise<RecordStorage> {
  const copy = new MemoryRecords(now, source.accountSalt);
  const slice = new TimeSlice();
  let after: UploadRecord | undefined;
  do {
    const batch = source.query({ limit: copiedAtOnce, after });
    copy.restore(
      batch,
      provenancesOf(batch, (id) => source.provenanceOf(id)),
    );
    after = batch.at(-1);
    await slice.rest();
  } while (after !== undefined && copy.count() < maxRecordsInMemory);
  return copy;
}
