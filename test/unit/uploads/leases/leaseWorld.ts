import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { openFileAsset } from '../../../../src/core/asset/openFileAsset.ts';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { loadSqlite } from '../../../../src/core/history/sqlite/sqliteModule.ts';
import { LeaseDatabase, type LeaseRow } from '../../../../src/core/uploads/leases/leaseDatabase.ts';
import {
  type LeasedFile,
  OtherWindowLease,
  TransferLeases,
} from '../../../../src/core/uploads/leases/transferLeases.ts';
import { makeFolder, removeFolders } from '../../history/sampleRecords.ts';
import { HeldClock, RecordingLog } from '../fakeTime.ts';

export const never = new AbortController().signal;
export const scopeKey = 'account "0123456789abcdef"';

/** Windows that share a folder of leases; both are new for every test of the suite that calls this. */
export function useLeases() {
  let folder: string;
  let path: string;
  let clock: HeldClock;
  let log: RecordingLog;
  let history: HistoryStore;
  let windows: TransferLeases[];
  let ends: (() => void)[];
  let written = 1_700_000_000;

  beforeEach(async () => {
    folder = makeFolder();
    path = join(folder, 'claims.db');
    clock = new HeldClock();
    log = new RecordingLog();
    history = await openHistory(folder, { log, clock });
    windows = [];
    ends = [];
  });

  afterEach(() => {
    for (const end of ends) {
      end();
    }
    for (const window of windows) {
      window.close();
    }
    history.close();
    removeFolders();
  });

  /** Another window over the same folder. @param pid of a process that is there, and another for each window */
  function openWindow(pid = process.pid): TransferLeases {
    const window = new TransferLeases({ folder, history, clock, log, pid });
    windows.push(window);
    return window;
  }

  /** Two windows; the numbers are those of processes that run as long as the test does. */
  function twoWindows(): [TransferLeases, TransferLeases] {
    return [openWindow(process.pid), openWindow(process.ppid)];
  }

  async function file(name: string, bytes: Uint8Array, changes: Partial<LeasedFile> = {}): Promise<LeasedFile> {
    const place = join(folder, name);
    writeFileSync(place, bytes);
    // Two writings may be closer to each other than a file system's clock can tell.
    written += 1;
    utimesSync(place, written, written);
    const fileUri = pathToFileURL(place).href;
    const asset = await openFileAsset(place, fileUri, { signal: never });
    await asset.close();
    const contentHash = async (): Promise<string> => createHash('sha256').update(bytes).digest('hex');
    return { scopeKey, fileUri, stamp: asset.stamp, contentHash, ...changes };
  }

  /** Begins to send, until `end` is called. */
  async function begin(window: TransferLeases, what: LeasedFile): Promise<{ ended: Promise<unknown>; end(): void }> {
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    ends.push(end.resolve);
    const ended = window.holding(
      what,
      async () => {
        begun.resolve();
        await end.promise;
      },
      never,
    );
    await Promise.race([begun.promise, ended.then(() => assert.fail('It was not sent'))]);
    return { ended, end: end.resolve };
  }

  /** Whether a window would send this now. */
  async function sends(window: TransferLeases, what: LeasedFile): Promise<boolean> {
    return (await window.holding(what, async () => 'sent', never)) === 'sent';
  }

  async function otherWindowLease(window: TransferLeases, what: LeasedFile): Promise<OtherWindowLease> {
    const lease = await window.holding(what, async () => assert.fail('It was sent'), never);
    assert.ok(lease instanceof OtherWindowLease);
    return lease;
  }

  function database(): LeaseDatabase {
    return new LeaseDatabase(folder, log, loadSqlite);
  }

  async function rows(): Promise<readonly LeaseRow[]> {
    return (await database().change((table) => table.all()))?.result ?? assert.fail('It cannot be read');
  }

  function insert(row: Partial<LeaseRow> & Pick<LeaseRow, 'fileUri' | 'stamp'>): void {
    const scope = createHash('sha256').update(scopeKey).digest('hex');
    const whole = { id: 'left', owner: 'gone', pid: process.ppid, scope, renewedAt: clock.now(), ...row };
    assert.ok(database().change((table) => table.insert(whole)));
  }

  return {
    openWindow,
    twoWindows,
    file,
    begin,
    sends,
    otherWindowLease,
    rows,
    insert,
    get folder() {
      return folder;
    },
    /** Of the database that holds the leases. */
    get path() {
      return path;
    },
    get clock() {
      return clock;
    },
    get log() {
      return log;
    },
    get history() {
      return history;
    },
  };
}
