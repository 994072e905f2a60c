import { randomUUID } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as v from 'valibot';
import type { Log } from '../../log.ts';
import { isRunning } from '../../processes.ts';
import { recordSchema } from '../records/readRecord.ts';
import { describeError } from '../sqlite/sqliteError.ts';
import type { RecordWrite } from './pendingWrites.ts';

/** The process id of the window that may still write to it, or 0. */
const nameOf = (pid: number, id: string): string => `unsaved-uploads-${pid}-${id}.jsonl`;
const namePattern = /^unsaved-uploads-(\d+)-[\w-]+\.jsonl$/;
/** If the file is older than this, in milliseconds, a running process of that number isn't the window that wrote it. */
const staleAfter = 24 * 3_600_000;

/** Written as text: JSON's numbers hold no inode of 64 bits. */
const inodeSchema = v.pipe(
  v.string(),
  v.regex(/^\d+$/),
  v.transform((text) => BigInt(text)),
);

const writeSchema = v.variant('type', [
  v.object({ type: v.literal('add'), record: recordSchema }),
  v.object({
    type: v.literal('restore'),
    records: v.array(recordSchema),
    provenances: v.optional(v.record(v.string(), v.picklist(['own', 'imported']))),
  }),
  v.object({ type: v.literal('hide'), ids: v.array(v.string()) }),
  v.object({ type: v.literal('remove'), ids: v.array(v.string()) }),
  v.object({ type: v.literal('markUsed'), id: v.string(), at: v.number() }),
  v.object({
    type: v.literal('rememberHash'),
    fileUri: v.string(),
    stamp: v.object({ size: v.number(), mtimeMs: v.number(), inode: inodeSchema }),
    contentHash: v.string(),
  }),
  v.object({ type: v.literal('forgetHashes'), seenBefore: v.optional(v.number()) }),
]);

/** Writes that a window could not make before it was closed or killed. */
export interface UnsavedWrites {
  readonly writes: readonly RecordWrite[];
  /** Call once they have been made. */
  remove(): void;
}

/**
 * Stores the writes that wait for a locked database, one JSON line each, in a file per window. None of them may be lost when
 * the window is killed, or closed, which can't wait. The next window that opens the history makes them.
 */
export class RecoveryFile {
  readonly #folder: string;
  readonly #log: Log;
  readonly #id = randomUUID();
  #name = nameOf(process.pid, this.#id);
  #exists = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  append(write: RecordWrite): void {
    this.#attempt(() => {
      appendFileSync(join(this.#folder, this.#name), lineOf(write), { mode: 0o600 });
      this.#exists = true;
    });
  }

  /** Call when all of them have been made. */
  clear(): void {
    if (this.#exists) {
      this.#exists = false;
      this.#attempt(() => rmSync(join(this.#folder, this.#name), { force: true }));
    }
  }

  /** Leaves these writes, and those appended from now on, to the next window. */
  leave(writes: readonly RecordWrite[]): void {
    this.#attempt(() => {
      // Without those already made: their records may have been removed since.
      writeFileSync(join(this.#folder, this.#name), writes.map(lineOf).join(''), {
        mode: 0o600,
      });
      renameSync(join(this.#folder, this.#name), join(this.#folder, nameOf(0, this.#id)));
      this.#name = nameOf(0, this.#id);
    });
  }

  /** What other windows have left. Two windows that open at the same time may both make these writes, which does no harm. */
  leftByOthers(): readonly UnsavedWrites[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => this.#isLeft(name))
        .map((name) => this.#read(join(this.#folder, name)));
    } catch (error) {
      this.#log.warn(`Unsaved uploads of other windows can't be read: ${describeError(error)}`);
      return [];
    }
  }

  #isLeft(name: string): boolean {
    const pid = namePattern.exec(name)?.[1];
    if (pid === undefined || name === this.#name) {
      return false;
    }
    const isAlive = pid !== '0' && Number(pid) !== process.pid && isRunning(Number(pid));
    const age = Date.now() - (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return !isAlive || age > staleAfter;
  }

  #read(path: string): UnsavedWrites {
    const writes: RecordWrite[] = [];
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      try {
        writes.push(v.parse(writeSchema, JSON.parse(line)));
      } catch (error) {
        // The window was killed while it wrote this line.
        if (line !== '') {
          this.#log.warn(`An unsaved upload can't be read: ${describeError(error)}`);
        }
      }
    }
    return { writes, remove: () => this.#attempt(() => rmSync(path, { force: true })) };
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.warn(`Uploads that wait to be saved can't be written to a file: ${describeError(error)}`);
    }
  }
}

function lineOf(write: RecordWrite): string {
  return `${JSON.stringify(write, (_key, value) => (typeof value === 'bigint' ? String(value) : value))}\n`;
}
