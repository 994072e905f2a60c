import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../../src/core/clock.ts';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { TransferLeases } from '../../../../src/core/uploads/leases/transferLeases.ts';
import { type ChildScript, startScript } from '../../childScript.ts';
import {
  ids,
  makeFolder,
  recordingLog,
  removeFolders,
  runwayRecord,
  sampleRecord,
  testOptions,
} from '../sampleRecords.ts';
import { StallMeter } from '../stallMeter.ts';
import { startChild } from './childHistory.ts';

const script = fileURLToPath(new URL('lockHolder.ts', import.meta.url));
/** How long the other process keeps the database locked, in milliseconds. */
const hold = 3_000;

/** One call that waits for the lock would take all of it. A busy machine may well let this process stand still, too. */
function assertNoLongStall(meter: StallMeter): void {
  const longest = Math.round(meter.stop());
  assert.ok(longest < hold / 4, `The event loop stood still for ${longest} ms`);
}

describe('A history that another process has locked', function () {
  this.timeout(60_000);
  let folder: string;
  let holder: ChildScript | undefined;
  const open: HistoryStore[] = [];

  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(async () => {
    for (const history of open.splice(0)) {
      history.close();
    }
    holder?.process.kill('SIGKILL');
    await holder?.ended;
    removeFolders();
  });

  async function openWindow(log = recordingLog()): Promise<HistoryStore> {
    const history = await openHistory(folder, { ...testOptions(), log });
    open.push(history);
    return history;
  }

  async function lock(name = 'uploads.db', ...options: string[]): Promise<ChildScript> {
    holder = startScript(script, [join(folder, name), hold, ...options]);
    await holder.says('held');
    return holder;
  }

  function unsaved(): readonly string[] {
    return readdirSync(folder).filter((name) => name.startsWith('unsaved-uploads-'));
  }

  async function everythingIsSaved(): Promise<void> {
    while (unsaved().length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('answers as if everything had been written, loses nothing, and never blocks the thread', async () => {
    const history = await openWindow();
    await history.restore([1, 2, 3].map((number) => sampleRecord(number)));
    await history.restore([4, 5].map((number) => runwayRecord(number)));
    const stamp = { size: 1, mtimeMs: 2, inode: 3n };
    const ended = runwayRecord(4).reference.expiresAt ?? 0;
    const imported = Array.from({ length: 1_200 }, (_, number) => sampleRecord(1_000 + number));
    const { says } = await lock();
    const meter = new StallMeter();

    history.add(sampleRecord(10));
    history.add(sampleRecord(11));
    history.markUsed(sampleRecord(1).id, sampleRecord(1).lastUsedAt + 5);
    history.markUsed(sampleRecord(10).id, sampleRecord(10).lastUsedAt + 7);
    history.rememberHash('file:///a.png', stamp, 'hash');
    assert.deepEqual(await history.remove([sampleRecord(2).id, sampleRecord(11).id]), [
      sampleRecord(11),
      sampleRecord(2),
    ]);
    assert.equal(await history.restore([sampleRecord(2), sampleRecord(3)]), 1);
    assert.deepEqual(await history.hideExpired(ended), [runwayRecord(4)]);
    const importing = history.restore(imported);

    const check = (seen: HistoryStore): void => {
      assert.equal(seen.get(sampleRecord(1).id)?.lastUsedAt, sampleRecord(1).lastUsedAt + 5);
      assert.equal(seen.get(sampleRecord(10).id)?.lastUsedAt, sampleRecord(10).lastUsedAt + 7);
      assert.equal(seen.get(sampleRecord(11).id), undefined);
      assert.deepEqual(seen.get(sampleRecord(2).id), sampleRecord(2));
      assert.deepEqual(seen.findByReference(runwayRecord(4).reference.value), runwayRecord(4));
      assert.deepEqual(seen.query({ ids: [runwayRecord(4).id], limit: 1 }), []);
      assert.equal(seen.rememberedHash('file:///a.png', stamp), 'hash');
      const listed = seen.query({ limit: 9, uploadedBefore: sampleRecord(1_000).uploadedAt });
      assert.deepEqual(
        ids(listed),
        [10, 5, 3, 2, 1].map((number) => sampleRecord(number).id),
      );
    };
    check(history);
    assert.equal(history.problem, undefined);
    const other = new DatabaseSync(join(folder, 'uploads.db'), { readOnly: true });
    assert.equal(other.prepare('SELECT count(*) AS n FROM records').get()?.n, 5, 'It was not locked');
    other.close();

    await says('released');
    assert.equal(await importing, imported.length);
    await everythingIsSaved();
    assertNoLongStall(meter);
    assert.equal(history.problem, undefined);
    check(history);
    const second = await openWindow();
    check(second);
    assert.equal(second.count(), imported.length + 5);
  });

  it('notifies other windows once the writes have been made', async () => {
    const [mine, theirs] = [await openWindow(), await openWindow()];
    const seen = new Promise<void>((resolve) => {
      theirs.onDidChange(() => theirs.get(sampleRecord(1).id) && resolve());
    });
    await lock();
    mine.add(sampleRecord(1));
    await seen;
  });

  it('can be closed at once, and the next window writes what had to wait', async () => {
    const closing = await openWindow();
    const { says } = await lock();
    const meter = new StallMeter();
    closing.add(sampleRecord(1));
    closing.add(sampleRecord(2));
    closing.markUsed(sampleRecord(1).id, sampleRecord(1).lastUsedAt + 5);
    await closing.remove([sampleRecord(2).id]);
    closing.close();
    // An upload that ends while its window closes.
    closing.add(sampleRecord(3));
    assertNoLongStall(meter);
    assert.equal(unsaved().length, 1);
    const next = await openWindow();
    assert.deepEqual(ids(next.query({ limit: 9 })), [sampleRecord(3).id, sampleRecord(1).id]);
    await says('released');
    await everythingIsSaved();
    assert.equal(next.get(sampleRecord(1).id)?.lastUsedAt, sampleRecord(1).lastUsedAt + 5);
    assert.deepEqual(ids((await openWindow()).query({ limit: 9 })), [sampleRecord(3).id, sampleRecord(1).id]);
  });

  it('loses nothing of a window that is killed while it waits', async () => {
    await openWindow();
    const { says } = await lock();
    const killed = startChild(['write', folder, 0, 20]);
    await killed.says('done 19');
    killed.process.kill('SIGKILL');
    await killed.ended;
    await says('released');
    assert.equal((await openWindow()).count(), 20);
    await everythingIsSaved();
  });

  it("is opened without blocking the thread if it can't even be read", async () => {
    const first = await openWindow();
    first.add(sampleRecord(1));
    const { accountSalt } = first;
    first.close();
    const { says } = await lock('uploads.db', 'alone');
    const meter = new StallMeter();
    const opening = openWindow();
    await says('released');
    const history = await opening;
    assertNoLongStall(meter);
    assert.equal(history.problem, undefined);
    assert.equal(history.accountSalt, accountSalt);
    assert.equal(history.count(), 1);
  });

  it("doesn't keep an upload from getting its lease if the database of leases is locked", async () => {
    const history = await openWindow();
    const options = { folder, history, clock: systemClock, log: recordingLog() };
    mkdirSync(folder, { recursive: true });
    const { says } = await lock('claims.db', 'alone');
    const meter = new StallMeter();
    const leases = new TransferLeases(options);
    const { fileUri, size, mtimeMs, contentHash } = sampleRecord(1);
    const file = {
      scopeKey: 'account',
      fileUri,
      stamp: { size, mtimeMs, inode: 1n },
      contentHash: async () => contentHash,
    };
    const leaseCount = await leases.holding(
      file,
      async () => {
        const database = new DatabaseSync(join(folder, 'claims.db'), { readOnly: true });
        const count = database.prepare('SELECT count(*) AS n FROM claims_1').get()?.n;
        database.close();
        return count;
      },
      new AbortController().signal,
    );
    await says('released');
    assertNoLongStall(meter);
    leases.close();
    assert.equal(leaseCount, 1);
    assert.deepEqual(options.log.lines, []);
  });
});
