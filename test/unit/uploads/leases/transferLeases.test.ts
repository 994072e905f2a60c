import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type LeasedFile, OtherWindowLease } from '../../../../src/core/uploads/leases/transferLeases.ts';
import { until } from '../../http/loopback.ts';
import { png } from '../mediaSamples.ts';
import { never, useLeases } from './leaseWorld.ts';

describe('Leases on what is being sent', () => {
  const leases = useLeases();
  const { openWindow, twoWindows, file, begin, sends, otherWindowLease, rows, insert } = leases;

  it('create no file before something is sent', async () => {
    openWindow().close();
    assert.ok(!existsSync(leases.path));
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
    await until(() => leases.clock.sleepers === 2);
    assert.equal(isOver, false);
    sending.end();
    await sending.ended;
    // No time passes here: the change of the file is what ends the wait.
    await over;
    assert.ok(await sends(other, cat));
    assert.deepEqual(await rows(), []);
    assert.equal(leases.clock.sleepers, 0);
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
    rmSync(join(leases.folder, 'a.png'));
    const copy = await file('b.png', bytes);
    assert.ok(await sends(other, copy));
    leases.history.rememberHash(original.fileUri, original.stamp, await original.contentHash());
    assert.ok(!(await sends(other, copy)));
  });

  it("don't delay what can't be compared", async () => {
    const [one, other] = twoWindows();
    const bytes = png();
    const replaced = await file('a.png', bytes);
    await begin(one, replaced);
    await begin(one, { ...replaced, fileUri: 'vscode-vfs://github/owner/repository/a.png' });
    await begin(one, { ...replaced, fileUri: pathToFileURL(leases.folder).href });
    writeFileSync(join(leases.folder, 'a.png'), png());
    assert.ok(await sends(other, await file('b.png', bytes)));
  });

  it('remain valid while they are renewed', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    await begin(one, cat);
    for (let minute = 0; minute < 10; minute += 0.25) {
      leases.clock.pass(15_000);
      // The one who refreshes has to get to its next wait.
      await until(() => leases.clock.sleepers === 1);
    }
    await otherWindowLease(other, cat);
  });

  it("expire when they haven't been renewed for two minutes", async () => {
    const cat = await file('cat.png', png());
    insert(cat);
    const lease = await otherWindowLease(openWindow(), cat);
    const over = lease.over(never);
    await until(() => leases.clock.sleepers === 1);
    leases.clock.pass(120_001);
    await over;
    assert.ok(await sends(openWindow(), cat));
    assert.deepEqual(await rows(), []);
  });

  it('are ignored when they come from the future, because the clock was set back', async () => {
    const cat = await file('cat.png', png());
    insert({ ...cat, renewedAt: leases.clock.now() + 3_600_000 });
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
      await until(() => leases.clock.sleepers === 1);
      child.kill('SIGKILL');
      await closed;
      leases.clock.pass(2_000);
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
    insert({ ...cat, pid: process.ppid, renewedAt: leases.clock.now() - 120_001 });
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
    await until(() => leases.clock.sleepers === 2);
    cancel.abort();
    await assert.rejects(over, { name: 'CancelledError' });
    await assert.rejects(lease.over(cancel.signal), { name: 'CancelledError' });
    assert.equal(leases.clock.sleepers, 1);
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
    assert.ok(!readFileSync(leases.path).includes('0123456789abcdef'));
  });
});
