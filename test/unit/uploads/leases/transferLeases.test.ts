import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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
import { until } from '../../http/loopback.ts';
import { HeldClock, RecordingLog } from '../fakeTime.ts';
import { png } from '../mediaSamples.ts';

const never = new AbortController().signal;
const scopeKey = 'account "0123456789abcdef"';

describe('Leases on what is being sent', () => {
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

  it('create no file before something is sent', async () => {
    openWindow().close();
    assert.ok(!existsSync(path));
  });

  it('keep another window from sending a file until it has been sent', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    const sending = await begin(one, cat);
    const lease = await otherWindowLease(other, cat);
    let isOver = false;
    const over = lease.over(never).then(() => {
      isOver = true;
    });
    await until(() => clock.sleepers === 2);
    assert.equal(isOver, false);
    sending.end();
    await sending.ended;
    // No time passes here: the change of the file is what ends the wait.
    await over;
    assert.ok(await sends(other, cat));
    assert.deepEqual(await rows(), []);
    assert.equal(clock.sleepers, 0);
  });

  it('end when sending fails, and pass the error on', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    const failure = new Error('refused');
    await assert.rejects(
      one.holding(cat, () => Promise.reject(failure), never),
      failure,
    );
    assert.ok(await sends(other, cat));
  });

  it("don't affect the window that holds them, other accounts or other files", async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    await begin(one, cat);
    assert.ok(await sends(one, cat));
    assert.ok(await sends(other, { ...cat, scopeKey: 'another account' }));
    assert.ok(await sends(other, await file('dog.png', png(5_000))));
    // Written since: what is being sent is what it was before.
    assert.ok(await sends(other, await file('cat.png', png())));
  });

  it("don't read a file unless something of its size is being sent", async () => {
    const [one, other] = twoWindows();
    const contentHash = (): Promise<string> => assert.fail('It was read');
    await begin(one, await file('cat.png', png(4_000), { contentHash }));
    await begin(one, await file('dog.png', png(4_100), { contentHash, scopeKey: 'another account' }));
    assert.ok(await sends(other, await file('bird.png', png(4_100), { contentHash })));
  });

  it('keep a copy under another name from being sent, but not other content of the same size', async () => {
    const [one, other] = twoWindows();
    const bytes = png();
    await begin(one, await file('a.png', png()));
    const sending = await begin(one, await file('b.png', bytes));
    assert.ok(await sends(other, await file('c.png', png())));
    const copy = await file('d.png', bytes);
    const lease = await otherWindowLease(other, copy);
    // Who waits holds no lease, or two could wait for each other.
    assert.equal((await rows()).length, 2);
    sending.end();
    await lease.over(never);
    assert.ok(await sends(other, copy));
  });

  it('recognise a copy of a deleted file by its remembered hash', async () => {
    const [one, other] = twoWindows();
    const bytes = png();
    const original = await file('a.png', bytes);
    await begin(one, original);
    rmSync(join(folder, 'a.png'));
    const copy = await file('b.png', bytes);
    assert.ok(await sends(other, copy));
    history.rememberHash(original.fileUri, original.stamp, await original.contentHash());
    assert.ok(!(await sends(other, copy)));
  });

  it("don't delay what can't be compared", async () => {
    const [one, other] = twoWindows();
    const bytes = png();
    const replaced = await file('a.png', bytes);
    await begin(one, replaced);
    await begin(one, { ...replaced, fileUri: 'vscode-vfs://github/owner/repository/a.png' });
    await begin(one, { ...replaced, fileUri: pathToFileURL(folder).href });
    writeFileSync(join(folder, 'a.png'), png());
    assert.ok(await sends(other, await file('b.png', bytes)));
  });

  it('remain valid while they are renewed', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    await begin(one, cat);
    for (let minute = 0; minute < 10; minute += 0.25) {
      clock.pass(15_000);
      // The one who refreshes has to get to its next wait.
      await until(() => clock.sleepers === 1);
    }
    await otherWindowLease(other, cat);
  });

  it("expire when they haven't been renewed for two minutes", async () => {
    const cat = await file('cat.png', png());
    insert(cat);
    const lease = await otherWindowLease(openWindow(), cat);
    const over = lease.over(never);
    await until(() => clock.sleepers === 1);
    clock.pass(120_001);
    await over;
    assert.ok(await sends(openWindow(), cat));
    assert.deepEqual(await rows(), []);
  });

  it('are ignored when they come from the future, because the clock was set back', async () => {
    const cat = await file('cat.png', png());
    insert({ ...cat, renewedAt: clock.now() + 3_600_000 });
    assert.ok(await sends(openWindow(), cat));
  });

  it('end with their process, for those already waiting, too', async () => {
    const cat = await file('cat.png', png());
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const closed = once(child, 'close');
    try {
      insert({ ...cat, pid: child.pid });
      const lease = await otherWindowLease(openWindow(), cat);
      const over = lease.over(never);
      await until(() => clock.sleepers === 1);
      child.kill('SIGKILL');
      await closed;
      clock.pass(2_000);
      await over;
      assert.ok(await sends(openWindow(), cat));
      assert.deepEqual(await rows(), []);
    } finally {
      child.kill('SIGKILL');
      await closed;
    }
  });

  it("are ignored when an earlier process had this one's ID", async () => {
    const cat = await file('cat.png', png());
    insert({ ...cat, pid: process.pid });
    assert.ok(await sends(openWindow(process.pid), cat));
  });

  it('are taken by one of those waiting, while the others go on waiting', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    insert({ ...cat, pid: process.ppid, renewedAt: clock.now() - 120_001 });
    await begin(one, cat);
    await otherWindowLease(other, cat);
  });

  it('are no longer waited for once the wait is cancelled', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    await begin(one, cat);
    const cancel = new AbortController();
    const lease = await otherWindowLease(other, cat);
    const over = lease.over(cancel.signal);
    await until(() => clock.sleepers === 2);
    cancel.abort();
    await assert.rejects(over, { name: 'CancelledError' });
    await assert.rejects(lease.over(cancel.signal), { name: 'CancelledError' });
    assert.equal(clock.sleepers, 1);
  });

  it('end when their window is closed, while its uploads still run', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    const sending = await begin(one, cat);
    const lease = await otherWindowLease(other, cat);
    one.close();
    await lease.over(never);
    assert.ok(await sends(other, cat));
    assert.ok(await sends(one, cat));
    sending.end();
    await sending.ended;
    assert.deepEqual(await rows(), []);
  });

  it('tell files apart by the last of 64 bits of their inodes', async () => {
    const [one, other] = twoWindows();
    const first = await file('a.png', png());
    const withInode = (inode: bigint): LeasedFile => ({ ...first, stamp: { ...first.stamp, inode } });
    const sending = await one.holding(
      withInode(2n ** 63n + 1n),
      async () => [
        await other.holding(withInode(2n ** 63n), async () => 'sent', never),
        await other.holding(withInode(2n ** 63n + 1n), async () => 'sent', never),
      ],
      never,
    );
    assert.ok(Array.isArray(sending));
    assert.equal(sending[0], 'sent');
    assert.ok(sending[1] instanceof OtherWindowLease);
  });

  it('contain nothing of the account', async () => {
    await begin(openWindow(), await file('cat.png', png()));
    assert.equal((await rows()).length, 1);
    assert.ok(!readFileSync(path).includes('0123456789abcdef'));
  });

  describe('in a file that cannot be used', () => {
    it('are recreated when it is damaged', async () => {
      const [one, other] = twoWindows();
      const cat = await file('cat.png', png());
      writeFileSync(path, 'no database '.repeat(1_000));
      writeFileSync(`${path}-journal`, 'nor a journal');
      await begin(one, cat);
      await otherWindowLease(other, cat);
      assert.equal(log.text, '');
    });

    it('are recreated when it is damaged while they are held', async () => {
      const [one, other] = twoWindows();
      const cat = await file('cat.png', png());
      const sending = await begin(one, cat);
      writeFileSync(path, 'no database '.repeat(1_000));
      await begin(other, cat);
      sending.end();
      await sending.ended;
      await otherWindowLease(one, cat);
    });

    it('are recreated when its table has other columns', async () => {
      const [one, other] = twoWindows();
      const cat = await file('cat.png', png());
      const sqlite = loadSqlite() ?? assert.fail('There is no SQLite');
      const foreign = new sqlite.DatabaseSync(path);
      foreign.exec('CREATE TABLE claims_1 (something TEXT)');
      foreign.close();
      await begin(one, cat);
      await otherWindowLease(other, cat);
    });

    it("are done without, with one warning, when it can't be written", async () => {
      const [one, other] = twoWindows();
      const cat = await file('cat.png', png());
      mkdirSync(path);
      await begin(one, cat);
      await begin(one, cat);
      assert.equal(log.lines.length, 1, log.text);
      assert.ok(await sends(other, cat));
      assert.ok(statSync(path).isDirectory());
    });

    it('are done without when another process keeps it locked', async () => {
      const cat = await file('cat.png', png());
      const sqlite = loadSqlite() ?? assert.fail('There is no SQLite');
      const locking = new sqlite.DatabaseSync(path);
      try {
        locking.exec('BEGIN EXCLUSIVE');
        assert.ok(await sends(openWindow(), cat));
      } finally {
        locking.close();
      }
      assert.match(log.text, /^warn .*locked/);
    });

    it('are gone without where Node.js has no SQLite, and where the history is in memory', async () => {
      const cat = await file('cat.png', png());
      const without = new TransferLeases({ folder, history, clock, log, loadSqlite: () => undefined });
      assert.ok(await sends(without, cat));
      const forgetful = await openHistory(folder, { log, clock, sqlite: undefined });
      assert.ok(await sends(new TransferLeases({ folder, history: forgetful, clock, log }), cat));
      forgetful.close();
      assert.ok(!existsSync(path));
    });
  });
});
