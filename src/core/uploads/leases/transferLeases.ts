import { createHash, randomUUID } from 'node:crypto';
import { type FileStamp, isSameStamp } from '../../asset/asset.ts';
import type { Clock } from '../../clock.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import { loadSqlite, type Sqlite } from '../../history/sqlite/sqliteModule.ts';
import type { Log } from '../../log.ts';
import { isRunning } from '../../processes.ts';
import { contentHashOfFile } from '../reuse.ts';
import { LeaseDatabase, type LeaseRow, type LeaseTable } from './leaseDatabase.ts';
import { waitUntilGone } from './leaseWait.ts';

/** How often a window renews its leases, in milliseconds. */
const renewalInterval = 15_000;
/**
 * Milliseconds after which a lease that wasn't renewed has expired: its process hangs, or another process has its ID by
 * now.
 */
const staleAfter = 120_000;

/** A file that is about to be sent. */
export interface LeasedFile {
  /** Equal for uploads whose references are interchangeable. */
  readonly scopeKey: string;
  readonly fileUri: string;
  readonly stamp: FileStamp;
  /** Content hash of the file, computed on the first call. */
  contentHash(): Promise<string>;
}

export interface LeaseOptions {
  /** Full path of the folder that all windows share. */
  readonly folder: string;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Process ID; by default this process's. */
  readonly pid?: number;
  /** By default Node.js's own SQLite. */
  readonly loadSqlite?: () => Sqlite | undefined;
}

/**
 * What other windows are sending, so that the same content requested in two windows at the same time is sent once: the
 * second finds the record of the first in the history. It saves work and never prevents any: where leases can't be written,
 * both windows send.
 */
export class TransferLeases {
  readonly #options: LeaseOptions;
  readonly #database: LeaseDatabase;
  readonly #owner = randomUUID();
  readonly #pid: number;
  /** This window's leases, each with what stops its renewal. */
  readonly #held = new Map<string, AbortController>();
  #closed = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#pid = options.pid ?? process.pid;
    this.#database = new LeaseDatabase(options.folder, options.log, options.loadSqlite ?? loadSqlite);
  }

  /**
   * Sends a file while holding a lease on it.
   * @param send must look into the history first: another window may have finished just before the lease was taken
   * @returns the result of `send`; or the lease of the window that is sending the same content, in which case nothing was
   *   sent
   */
  async holding<T>(file: LeasedFile, send: () => Promise<T>, signal: AbortSignal): Promise<T | OtherWindowLease> {
    // Records that exist only in this window's memory are of no use to others, nor are theirs to this one.
    if (this.#closed || this.#options.history.problem?.inMemoryOnly) {
      return send();
    }
    const taken = await this.#take(file, signal);
    if (taken === undefined) {
      return send();
    }
    if ('theirs' in taken) {
      return this.#leaseOf(taken.theirs);
    }
    const { id, rivals } = taken;
    if (this.#closed) {
      this.#end(id);
      return send();
    }
    const stop = new AbortController();
    this.#held.set(id, stop);
    void this.#keepRenewing(id, stop.signal);
    try {
      const same = await this.#sameContent(file, rivals, signal);
      return same === undefined ? await send() : this.#leaseOf(same);
    } finally {
      this.#release(id);
    }
  }

  /** Releases all leases, so that other windows can send what this one leaves unfinished. */
  close(): void {
    for (const id of [...this.#held.keys()]) {
      this.#release(id);
    }
    this.#closed = true;
  }

  async #take({ scopeKey, fileUri, stamp }: LeasedFile, signal: AbortSignal): Promise<Taken | undefined> {
    const id = randomUUID();
    const scope = createHash('sha256').update(scopeKey).digest('hex');
    const taken = await this.#database.change((table): Taken => {
      const rivals: LeaseRow[] = [];
      for (const row of table.all()) {
        if (!this.#isValid(row)) {
          table.remove(row.id);
        } else if (row.owner !== this.#owner && row.scope === scope && row.stamp.size === stamp.size) {
          rivals.push(row);
        }
      }
      const theirs = rivals.find((row) => row.fileUri === fileUri && isSameStamp(row.stamp, stamp));
      if (theirs !== undefined) {
        return { theirs };
      }
      const renewedAt = this.#options.clock.now();
      table.insert({ id, owner: this.#owner, pid: this.#pid, scope, fileUri, stamp, renewedAt });
      return { id, rivals };
    }, signal);
    return taken?.result;
  }

  /**
   * The lease on a copy under another name: files of the same size that are being sent to the same account are worth
   * reading. Only the later lease is compared with the earlier ones, so that two never wait for each other. A file that
   * can't be read here (a folder's ZIP, a virtual file system) counts as different.
   */
  async #sameContent(
    file: LeasedFile,
    rivals: readonly LeaseRow[],
    signal: AbortSignal,
  ): Promise<LeaseRow | undefined> {
    for (const rival of rivals) {
      const theirs = await contentHashOfFile(rival, this.#options.history, signal);
      if (theirs !== undefined && theirs === (await file.contentHash())) {
        return rival;
      }
    }
    return undefined;
  }

  #leaseOf({ id }: LeaseRow): OtherWindowLease {
    const { folder, clock, log } = this.#options;
    const isGone = async (signal: AbortSignal): Promise<boolean> => {
      const find = (table: LeaseTable): LeaseRow | undefined => table.all().find((row) => row.id === id);
      const row = this.#closed ? undefined : await this.#database.change(find, signal);
      return row?.result === undefined || !this.#isValid(row.result);
    };
    return new OtherWindowLease((signal) => waitUntilGone({ folder, clock, log, isGone, signal }));
  }

  #isValid({ owner, pid, renewedAt }: LeaseRow): boolean {
    if (owner === this.#owner) {
      return true;
    }
    // In both directions: a clock that was set back must not make a lease valid for hours.
    const isRecent = Math.abs(this.#options.clock.now() - renewedAt) <= staleAfter;
    // Our own process ID under another owner was left by a process that has ended.
    return isRecent && pid !== this.#pid && isRunning(pid);
  }

  async #keepRenewing(id: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for (;;) {
        await clock.sleep(renewalInterval, signal);
        await this.#database.change((table) => table.renew(id, clock.now()));
      }
    } catch {
      // Only the wait throws, when the lease is released.
    }
  }

  #release(id: string): void {
    const stop = this.#held.get(id);
    if (stop !== undefined) {
      stop.abort();
      this.#held.delete(id);
      this.#end(id);
    }
  }

  /** Nobody waits for it: the upload is done, or the window closes. A lease left behind ends with this process. */
  #end(id: string): void {
    void this.#database.change((table) => table.remove(id));
  }
}

/** Another window's lease on this very file; or our own, with the leases of others that may be on copies of it. */
type Taken = { readonly theirs: LeaseRow } | { readonly id: string; readonly rivals: readonly LeaseRow[] };

/** Another window is sending the same content. */
export class OtherWindowLease {
  /**
   * Resolves when that lease has ended, successfully or not: the history shows whether there is a record.
   * @throws CancelledError as soon as the signal aborts
   */
  readonly over: (signal: AbortSignal) => Promise<void>;

  constructor(over: (signal: AbortSignal) => Promise<void>) {
    this.over = over;
  }
}
