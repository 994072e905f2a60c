import { chmodSync, closeSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import process from 'node:process';

const onlyOwner = 0o600;
const onlyOwnerFolder = 0o700;
const othersMask = 0o077;
const stickyBit = 0o1000;

/** What SQLite keeps beside a database: the log and its index in WAL mode, otherwise the rollback journal. */
const companions = ['-wal', '-shm', '-journal'] as const;

/**
 * Creates the folder of a database so that no other user of the machine can look into it, and closes one that version
 * 0.1.0 left open. A folder that isn't only ours (another owner's, or shared like `/tmp`) keeps its mode.
 * @throws the file system's error if the folder can't be created; a mode that can't be changed isn't an error
 */
export function createPrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: onlyOwnerFolder });
  tighten(path, onlyOwnerFolder);
}

/**
 * Makes a database readable by its owner only, before SQLite opens it: the file names in a history are nobody else's
 * business, and SQLite would create it with the permissions of any other file. It gives its log, index and journal the
 * permissions of the database. Does nothing on Windows, where a profile's folder already protects what is in it.
 * Never throws: a file system without permissions must not cost anybody the history.
 */
export function makeDatabasePrivate(path: string): void {
  if (process.platform === 'win32') {
    return;
  }
  try {
    closeSync(openSync(path, 'wx', onlyOwner));
  } catch {
    // It exists, or SQLite is about to say why it can't.
    for (const each of [path, ...companions.map((suffix) => path + suffix)]) {
      tighten(each, onlyOwner);
    }
  }
}

function tighten(path: string, mode: number): void {
  if (process.platform === 'win32') {
    return;
  }
  try {
    // Not `stat`: what a link leads to was put elsewhere on purpose and isn't ours to change.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    const isOurs = stats !== undefined && stats.uid === process.getuid?.() && (stats.mode & stickyBit) === 0;
    if (isOurs && (stats.isFile() || stats.isDirectory()) && (stats.mode & othersMask) !== 0) {
      chmodSync(path, stats.mode & mode);
    }
  } catch {
    return;
  }
}
