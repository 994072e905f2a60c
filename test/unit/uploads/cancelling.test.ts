import assert from 'node:assert/strict';
import type { UploadPhase } from '../../../src/core/uploads/inFlight/progress.ts';
import { mp4, png } from './mediaSamples.ts';
import { type TestFile, useWorld, World } from './uploadWorld.ts';

describe('cancelling', () => {
  const world = useWorld('comfyCloud');

  async function assertCancelled(file: TestFile, upload: Promise<unknown>): Promise<void> {
    await assert.rejects(upload, { name: 'CancelledError' });
    assert.equal(world().history.count(), 0);
    assert.equal(file.counts.open, 0);
    assert.deepEqual(world().uploader.running(), []);
    assert.ok(!world().log.text.includes('warn'), world().log.text);
  }

  it('before it begins opens nothing and sends nothing', async () => {
    const file = await world().file('cat.png', png());
    await assertCancelled(file, world().upload(file, { signal: AbortSignal.abort() }));
    assert.equal(file.counts.opened, 0);
    assert.deepEqual(world().paths, []);
  });

  for (const phase of ['sending', 'answer'] satisfies UploadPhase[]) {
    it(`in the phase "${phase}" stops at once`, async () => {
      world().fakeProvider.inject({ what: 'stall', when: phase === 'sending' ? 'duringBody' : 'afterBody' });
      const file = await world().file('clip.mp4', mp4(8_000_000));
      const cancel = new AbortController();
      const onProgress = (progress: { phase: UploadPhase }): void => {
        world().clock.time += 200;
        if (progress.phase === phase) {
          setTimeout(() => cancel.abort(), 10);
        }
      };
      await assertCancelled(file, world().upload(file, { signal: cancel.signal, onProgress }));
    });
  }

  it('while it waits for its turn', async () => {
    world().maxConcurrent = 1;
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody' });
    const [first, second] = [await world().file('one.png', png()), await world().file('two.png', png())];
    const cancelFirst = new AbortController();
    const cancelSecond = new AbortController();
    const sent = Promise.withResolvers<void>();
    const onProgress = ({ phase }: { phase: UploadPhase }): void => (phase === 'answer' ? sent.resolve() : undefined);
    const running = world().upload(first, { signal: cancelFirst.signal, onProgress });
    await sent.promise;
    const waiting = world().upload(second, { signal: cancelSecond.signal });
    setTimeout(() => cancelSecond.abort(), 20);
    await assert.rejects(waiting, { name: 'CancelledError' });
    assert.equal(second.counts.open, 0);
    assert.equal(world().paths.length, 1);
    cancelFirst.abort();
    await assertCancelled(first, running);
  });

  it('while it waits to try again', async () => {
    world().fakeProvider.inject({ what: 'status', status: 503, times: 4 });
    const file = await world().file('cat.png', png());
    const cancel = new AbortController();
    world().clock.onSleep = () => cancel.abort();
    await assert.rejects(world().upload(file, { signal: cancel.signal }), { name: 'CancelledError' });
    assert.equal(world().paths.length, 1);
    assert.equal(world().history.count(), 0);
    assert.equal(file.counts.open, 0);
  });

  it('while the file is hashed', async () => {
    const bytes = png(6_000_000);
    await world().upload(await world().file('one.png', bytes));
    const file = await world().file('two.png', bytes);
    const cancel = new AbortController();
    const onProgress = ({ phase }: { phase: UploadPhase }): void => {
      if (phase === 'hashing') {
        cancel.abort();
      }
    };
    await assert.rejects(world().upload(file, { signal: cancel.signal, onProgress }), { name: 'CancelledError' });
    assert.equal(world().history.count(), 1);
    assert.equal(file.counts.open, 0);
    assert.equal(world().paths.length, 1);
  });

  it('while the file is hashed for a provider that knows files by a digest', async () => {
    const other = await World.start('comfyApi');
    try {
      const file = await other.file('clip.mp4', mp4(6_000_000));
      const cancel = new AbortController();
      const onProgress = ({ phase }: { phase: UploadPhase }): void => {
        if (phase === 'hashing') {
          cancel.abort();
        }
      };
      await assert.rejects(other.upload(file, { signal: cancel.signal, onProgress }), { name: 'CancelledError' });
      assert.equal(other.history.count(), 0);
      assert.equal(file.counts.open, 0);
      assert.deepEqual(other.paths, []);
    } finally {
      await other.close();
    }
  });

  it('while the file is being opened', async () => {
    const file = await world().file('cat.png', png());
    const cancel = new AbortController();
    const source = {
      ...file,
      open: async (signal: AbortSignal) => {
        const asset = await file.open(signal);
        cancel.abort();
        return asset;
      },
    };
    await assertCancelled(file, world().upload(source, { signal: cancel.signal }));
    assert.deepEqual(world().paths, []);
  });

  it('after the end changes nothing', async () => {
    const file = await world().file('cat.png', png());
    const cancel = new AbortController();
    await world().upload(file, { signal: cancel.signal });
    cancel.abort();
    assert.equal(world().history.count(), 1);
  });

  it('leaves the provider ready for the next upload', async () => {
    world().maxConcurrent = 1;
    for (let round = 0; round < 5; round++) {
      const cancel = new AbortController();
      const file = await world().file(`${round}.mp4`, mp4(2_000_000));
      const onProgress = (): void => cancel.abort();
      await assert.rejects(world().upload(file, { signal: cancel.signal, onProgress }), { name: 'CancelledError' });
    }
    const last = await world().file('last.png', png());
    assert.equal((await world().upload(last)).record.contentHash, last.sha256);
  });
});
