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

/** How often a window says that it is still sending, in milliseconds. */
const refreshEvery = 15_000;
/** A lease nobody has refreshed for so long is over: its process hangs, or its number belongs to another by now. */
const staleAfter = 120_000;

/** A file that is about to be sent. */
export interface LeasedFile {
  /** Equal for uploads whose references are interchangeable. */
  readonly scopeKey: string;
  readonly fileUri: string;
  readonly stamp: FileStamp;
  /** Content hash of the file, found out when first asked for. */
  contentHash(): Promise<string>;
}

export interface LeaseOptions {
  /** Full path of the folder that all windows share. */
  readonly folder: string;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Number of the process; this one where left out. */
  readonly pid?: number;
  /** Node.js' own SQLite where left out. */
  readonly loadSqlite?: () => Sqlite | undefined;
}

/**
 * What other windows are sending, so that the same content asked for in two windows at the same time is sent once: the
 * second finds the record of the first in the history. A saving and never a hindrance: where leases cannot be written,
 * both send.
 */
export class TransferLeases {
  readonly #options: LeaseOptions;
  readonly #database: LeaseDatabase;
  readonly #owner = randomUUID();
  readonly #pid: number;
  /** Leases of this window that are not over, with what stops their being refreshed. */
  readonly #held = new Map<string, AbortController>();
  #closed = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#pid = options.pid ?? process.pid;
    this.#database = new LeaseDatabase(options.folder, options.log, options.loadSqlite ?? loadSqlite);
  }

  /**
   * Sends a file under a lease on it, which ends with the sending.
   * @param send has to ask the history first: another window may have finished just before the lease was made
   * @returns what `send` gives; or the lease of the window that is sending the same content, and nothing was sent then
   */
  async holding<T>(file: LeasedFile, send: () => Promise<T>, signal: AbortSignal): Promise<T | OtherWindowLease> {
    // Records that stay in this window's memory are no use to others, nor theirs to this one.
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
    void this.#keepFresh(id, stop.signal);
    try {
      const same = await this.#sameContent(file, rivals, signal);
      return same === undefined ? await send() : this.#leaseOf(same);
    } finally {
      this.#release(id);
    }
  }

  /** Gives up all leases, for other windows to go on with what this one leaves undone. */
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
        if (!this.#isLiving(row)) {
          table.remove(row.id);
        } else if (row.owner !== this.#owner && row.scope === scope && row.stamp.size === stamp.size) {
          rivals.push(row);
        }
      }
      const theirs = rivals.find((row) => row.fileUri === fileUri && isSameStamp(row.stamp, stamp));
      if (theirs !== undefined) {
        return { theirs };
      }
      const refreshedAt = this.#options.clock.now();
      table.insert({ id, owner: this.#owner, pid: this.#pid, scope, fileUri, stamp, refreshedAt });
      return { id, rivals };
    }, signal);
    return taken?.result;
  }

  /**
   * A copy under another name: files of the same size that are sent to the same account right now are worth reading. Only
   * who comes later looks at who was there before, so that two never wait for each other. A file that cannot be read
   * here (a folder's ZIP, a virtual file system) counts as another.
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
      return row?.result === undefined || !this.#isLiving(row.result);
    };
    return new OtherWindowLease((signal) => waitUntilGone({ folder, clock, log, isGone, signal }));
  }

  #isLiving({ owner, pid, refreshedAt }: LeaseRow): boolean {
    if (owner === this.#owner) {
      return true;
    }
    // Either way: a clock that was put back must not make a lease live for hours.
    const isFresh = Math.abs(this.#options.clock.now() - refreshedAt) <= staleAfter;
    // Our own number with another's name was left by a process that is gone.
    return isFresh && pid !== this.#pid && isRunning(pid);
  }

  async #keepFresh(id: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for (;;) {
        await clock.sleep(refreshEvery, signal);
        await this.#database.change((table) => table.refresh(id, clock.now()));
      }
    } catch {
      // Only the wait throws, when the lease has ended.
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

  /** Not waited for: the upload is done, or the window closes. A lease that stays is over once this process is. */
  #end(id: string): void {
    void this.#database.change((table) => table.remove(id));
  }
}

/** Another window's lease on the very file; or one's own, with the leases of others that may be to copies of it. */
type Taken = { readonly theirs: LeaseRow } | { readonly id: string; readonly rivals: readonly LeaseRow[] };

/** Says that another window is sending the same content. */
export class OtherWindowLease {
  /**
   * Resolves when it is over, however it ended: the history tells whether there is a record.
   * @throws CancelledError as soon as the signal aborts
   */
  readonly over: (signal: AbortSignal) => Promise<void>;

  constructor(over: (signal: AbortSignal) => Promise<void>) {
    this.over = over;
  }
}
