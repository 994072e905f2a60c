import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { applicationId, schemaVersion } from './schema.ts';

export type DamageReason = 'corrupt' | 'foreign' | 'newerVersion';

const headerBytes = 100;
/** A lock older than this, in milliseconds, was left by a process that died while it renamed the file. */
const staleLockMilliseconds = 10_000;

/**
 * Judges a file by its first 100 bytes, without SQLite touching it (layout: sqlite.org/fileformat2.html#the_database_header).
 * @returns `undefined` if it is ours, missing or still empty
 * @throws the file system's error if the file may not be read
 */
export function damageOf(path: string): DamageReason | undefined {
  const header = Buffer.alloc(headerBytes);
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
  try {
    if (!fstatSync(handle).isFile()) {
      return 'corrupt';
    }
    const length = readSync(handle, header, 0, headerBytes, 0);
    if (length === 0) {
      return undefined;
    }
    if (length < headerBytes || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      return 'corrupt';
    }
  } finally {
    closeSync(handle);
  }
  const application = header.readUInt32BE(68);
  if (application === 0 && header.readUInt32BE(28) <= 1) {
    // A database without tables: a process was killed right after it had created the file.
    return undefined;
  }
  if (application !== applicationId) {
    return 'foreign';
  }
  return header.readUInt32BE(60) > schemaVersion ? 'newerVersion' : undefined;
}

/**
 * Renames a database together with its log, without which it would lose its last transactions. The log goes first: left
 * behind beside a new database it would be replayed into it.
 * @returns the new full path
 * @throws the file system's error, for example on Windows while another process has the file open
 */
export function quarantine(path: string, reason: DamageReason, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const words = { corrupt: 'damaged', foreign: 'not-a-history', newerVersion: 'newer-version' };
  const stem = `${path.replace(/\.db$/, '')}.${words[reason]}-${stamp}`;
  let target = `${stem}.db`;
  for (let attempt = 2; exists(target); attempt++) {
    target = `${stem}-${attempt}.db`;
  }
  for (const suffix of ['-wal', '-shm', '']) {
    try {
      renameSync(path + suffix, target + suffix);
    } catch (error) {
      if (suffix === '' || !hasCode(error, 'ENOENT')) {
        throw error;
      }
    }
  }
  return target;
}

/**
 * Lets one process at a time examine the file and quarantine it. Otherwise, of two windows that find a damaged file at the
 * same moment, the second would quarantine the new database that the first has just created.
 * @returns `undefined` while another process holds the lock
 */
export function withQuarantineLock<Result>(path: string, work: () => Result): { readonly result: Result } | undefined {
  const lock = `${path}.lock`;
  try {
    writeFileSync(lock, '', { flag: 'wx' });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw error;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (Math.abs(age) > staleLockMilliseconds) {
      rmSync(lock, { force: true });
    }
    return undefined;
  }
  try {
    return { result: work() };
  } finally {
    rmSync(lock, { force: true });
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
