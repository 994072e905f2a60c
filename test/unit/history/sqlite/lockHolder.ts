/**
 * Another program that keeps a database locked.
 * node lockHolder.ts <database> <milliseconds> [alone]
 * Nobody else can write meanwhile; with `alone`, nobody can even read.
 */
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';

const [path = '', milliseconds = '', alone] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec(
  `PRAGMA busy_timeout = 10000; ${alone === 'alone' ? 'PRAGMA locking_mode = EXCLUSIVE;' : ''} BEGIN EXCLUSIVE`,
);
process.stdout.write('held\n');
setTimeout(() => {
  database.exec('ROLLBACK');
  database.close();
  process.stdout.write('released\n');
}, Number(milliseconds));
