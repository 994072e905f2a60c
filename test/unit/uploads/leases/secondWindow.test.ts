import assert from 'node:assert/strict';
import process from 'node:process';
import { systemClock } from '../../../../src/core/clock.ts';
import type { UploadPhase } from '../../../../src/core/uploads/inFlight/progress.ts';
import { TransferLeases } from '../../../../src/core/uploads/leases/transferLeases.ts';
import type { Uploader } from '../../../../src/core/uploads/uploader.ts';
import type { UploadOptions } from '../../../../src/core/uploads/uploadRequest.ts';
import { until } from '../../http/loopback.ts';
import { png } from '../mediaSamples.ts';
import { failureOf, type TestFile, useWorld } from '../uploadWorld.ts';

describe('an upload that another window has begun', () => {
  const world = useWorld('comfyCloud');
  let leases: TransferLeases[];
  let first: Uploader;
  let second: Uploader;
  let holds: (() => void)[];

  beforeEach(() => {
    holds = [];
    const { folder, history, log } = world();
    // Two windows in one process, under the numbers of two processes that are there.
    leases = [process.ppid, process.pid].map(
      (pid) => new TransferLeases({ folder, history, clock: systemClock, log, pid }),
    );
    [first, second] = leases.map((each) => world().newUploader(each)) as [Uploader, Uploader];
  });
  afterEach(() => {
    for (const letGo of holds) {
      letGo();
    }
    for (const each of leases) {
      each.close();
    }
  });

  /** The first window sends a file, and is not answered before `letGo`. */
  async function beginFirst(
    file: TestFile,
    options?: UploadOptions,
  ): Promise<{ letGo(): void; upload: ReturnType<Uploader['upload']> }> {
    const { promise, resolve } = Promise.withResolvers<void>();
    holds.push(resolve);
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: promise });
    const upload = first.upload(await world().request(file), options);
    await until(() => world().fakeProvider.requests.length === 1);
    return { letGo: resolve, upload };
  }

  function isWaitedFor(): Promise<void> {
    return until(() => world().log.text.includes('is being sent by another window'));
  }

  it('is waited for and then used, as is shown', async () => {
    const file = await world().file('cat.png', png());
    const { letGo, upload } = await beginFirst(file);
    const phases: UploadPhase[] = [];
    const onProgress = ({ phase }: { phase: UploadPhase }): number => phases.push(phase);
    const used = second.upload(await world().request(file), { onProgress });
    await isWaitedFor();
    assert.equal(phases.at(-1), 'elsewhere');
    letGo();
    assert.equal((await used).record.id, (await upload).record.id);
    assert.equal((await used).reused, true);
    assert.ok(!phases.includes('sending'));
    assert.equal(world().paths.length, 1);
    assert.equal(file.counts.open, 0);
  });

  it('keeps no other file waiting', async () => {
    world().maxConcurrent = 1;
    const file = await world().file('cat.png', png());
    const { letGo, upload } = await beginFirst(file);
    const used = second.upload(await world().request(file));
    await isWaitedFor();
    const other = await second.upload(await world().request(await world().file('dog.png', png(5_000))));
    assert.equal(other.reused, false);
    letGo();
    assert.equal((await used).record.id, (await upload).record.id);
    assert.equal(world().paths.length, 2);
  });

  it('is used even if it began and ended while this window was busy', async () => {
    world().maxConcurrent = 1;
    const file = await world().file('cat.png', png());
    const { promise, resolve } = Promise.withResolvers<void>();
    holds.push(resolve);
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: promise });
    const busy = second.upload(await world().request(await world().file('dog.png', png(5_000))));
    await until(() => world().fakeProvider.requests.length === 1);
    const used = second.upload(await world().request(file));
    await until(() => file.counts.open === 1);
    const sent = await first.upload(await world().request(file));
    resolve();
    await busy;
    assert.equal((await used).record.id, sent.record.id);
    assert.equal(world().paths.length, 2);
  });

  it('is waited for once by all copies in a window', async () => {
    const bytes = png();
    const file = await world().file('cat.png', bytes);
    const copies = await Promise.all(['a.png', 'b.png', 'c.png'].map((name) => world().file(name, bytes)));
    const { letGo, upload } = await beginFirst(file);
    const used = copies.map(async (copy) => second.upload(await world().request(copy)));
    await isWaitedFor();
    letGo();
    for (const { record, reused } of await Promise.all(used)) {
      assert.equal(record.id, (await upload).record.id);
      assert.equal(reused, true);
    }
    assert.equal(world().paths.length, 1);
  });

  it('is made by this window if the other cancels', async () => {
    const file = await world().file('cat.png', png());
    const cancel = new AbortController();
    const { upload } = await beginFirst(file, { signal: cancel.signal });
    const sent = second.upload(await world().request(file));
    await isWaitedFor();
    cancel.abort();
    await assert.rejects(upload, { name: 'CancelledError' });
    assert.equal((await sent).reused, false);
    assert.equal(world().history.count(), 1);
  });

  it('is tried by each window in turn if it is rejected', async () => {
    const file = await world().file('cat.png', png());
    world().fakeProvider.inject({ what: 'status', status: 400, times: 2 });
    const failures = await Promise.all(
      [first, second].map(async (each) => failureOf(each.upload(await world().request(file)))),
    );
    assert.deepEqual(
      failures.map(({ code }) => code),
      ['rejected', 'rejected'],
    );
    assert.equal(world().fakeProvider.peakConcurrency, 1);
  });

  it('stops being waited for at once when that is cancelled', async () => {
    const file = await world().file('cat.png', png());
    const { letGo, upload } = await beginFirst(file);
    const cancel = new AbortController();
    const waiting = second.upload(await world().request(file), { signal: cancel.signal });
    await isWaitedFor();
    assert.equal(file.counts.open, 2);
    cancel.abort();
    await assert.rejects(waiting, { name: 'CancelledError' });
    assert.equal(file.counts.open, 1);
    letGo();
    assert.equal((await upload).reused, false);
  });

  it("isn't waited for when the file is to be sent again", async () => {
    const file = await world().file('cat.png', png());
    const { letGo, upload } = await beginFirst(file);
    assert.equal((await second.upload(await world().request(file, { reuse: false }))).reused, false);
    letGo();
    await upload;
    assert.equal(world().paths.length, 2);
  });

  it("isn't repeated by those that follow right after it", async () => {
    for (let round = 0; round < 20; round++) {
      const file = await world().file('cat.png', png(4_000 + round));
      const results = await Promise.all(
        [first, second, first, second].map(async (each) => each.upload(await world().request(file))),
      );
      assert.equal(results.filter(({ reused }) => !reused).length, 1);
      assert.equal(world().paths.length, round + 1);
    }
  });
});
