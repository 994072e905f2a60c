import assert from 'node:assert/strict';
import { day } from '../../../src/core/units.ts';
import { uploadAll } from '../../../src/core/uploads/batch.ts';
import { until } from '../http/loopback.ts';
import type { TestSource } from './gatedSources.ts';
import { mp4, png } from './mediaSamples.ts';
import { useWorld } from './uploadWorld.ts';

describe('content requested twice at the same time', () => {
  const world = useWorld('comfyCloud', { fakeProvider: { delay: 30 } });

  it('is sent once for one file, and every caller gets its record', async () => {
    const file = await world().file('cat.png', png(500_000));
    const results = await Promise.all(Array.from({ length: 20 }, () => world().upload(file)));
    assert.equal(world().paths.length, 1);
    assert.equal(world().history.count(), 1);
    assert.equal(new Set(results.map(({ record }) => record.id)).size, 1);
    assert.equal(results.filter(({ reused }) => !reused).length, 1);
    assert.equal(file.counts.open, 0);
  });

  it('is sent once for copies under different names', async () => {
    const bytes = png(500_000);
    const files = await Promise.all(['a.png', 'b.png', 'c.png', 'd.png'].map((name) => world().file(name, bytes)));
    const results = await Promise.all(files.map((file) => world().upload(file)));
    assert.equal(world().paths.length, 1);
    assert.equal(new Set(results.map(({ record }) => record.id)).size, 1);
    assert.ok(files.every(({ counts }) => counts.open === 0));
  });

  it('is sent once even if the first upload ends while its file is read for a copy', async () => {
    const bytes = png(5_000);
    const [file, copy] = await Promise.all(['a.png', 'b.png'].map((name) => world().file(name, bytes)));
    assert.ok(file && copy);
    const closed = Promise.withResolvers<void>();
    const sending = Promise.withResolvers<void>();
    const first = world().upload({
      ...file,
      open: async (signal) => {
        const asset = await file.open(signal);
        let readings = 0;
        return {
          ...asset,
          async *read(options) {
            readings += 1;
            if (readings > 1) {
              await closed.promise;
              throw new Error('The file is closed');
            }
            sending.resolve();
            yield* asset.read(options);
          },
          close: async () => {
            await asset.close();
            closed.resolve();
          },
        };
      },
    });
    await sending.promise;
    const second = await world().upload(copy);
    assert.equal(second.record.id, (await first).record.id);
    assert.equal(world().paths.length, 1);
  });

  it('is not confused with other content of the same size', async () => {
    const files = await Promise.all(['a.png', 'b.png', 'c.png'].map((name) => world().file(name, png(500_000))));
    const results = await Promise.all(files.map((file) => world().upload(file)));
    assert.equal(world().paths.length, 3);
    assert.deepEqual(
      results.map(({ record }) => record.contentHash),
      files.map(({ sha256 }) => sha256),
    );
  });

  it('is sent separately for each account', async () => {
    const file = await world().file('cat.png', png());
    const other = world().account({
      endpoint: new URL(`${world().fakeProvider.url.replace('127.0.0.1', 'localhost')}`),
    });
    await Promise.all([world().upload(file), world().upload(file, { account: other })]);
    assert.equal(world().paths.length, 2);
    assert.equal(world().history.count(), 2);
  });

  it("is sent once even for callers that don't want to reuse an upload", async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    const answer = Promise.withResolvers<void>();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise });
    const first = world().upload(file, { reuse: false });
    // The first report is made on joining.
    await Promise.all([first, world().upload(file, { reuse: false, onProgress: () => answer.resolve() })]);
    assert.equal(world().paths.length, 2);
  });

  it('continues for the others when the caller that started it cancels', async () => {
    const answer = Promise.withResolvers<void>();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise });
    const file = await world().file('cat.png', png(500_000));
    const cancel = new AbortController();
    const first = world().upload(file, { signal: cancel.signal });
    // The first report is made on joining.
    const second = world().upload(file, { onProgress: () => cancel.abort() });
    await assert.rejects(first, { name: 'CancelledError' });
    answer.resolve();
    const { record } = await second;
    assert.equal(record.contentHash, file.sha256);
    assert.equal(world().paths.length, 1);
    assert.equal(file.counts.open, 0);
  });

  it('continues for the caller that started it when a joiner cancels', async () => {
    const answer = Promise.withResolvers<void>();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise });
    const file = await world().file('cat.png', png(500_000));
    const cancel = new AbortController();
    const first = world().upload(file);
    const second = world().upload(file, { signal: cancel.signal, onProgress: () => cancel.abort() });
    await assert.rejects(second, { name: 'CancelledError' });
    answer.resolve();
    assert.equal((await first).record.contentHash, file.sha256);
    assert.equal(world().paths.length, 1);
  });

  it('stops when all have cancelled, and can be requested again', async () => {
    const file = await world().file('cat.png', png(500_000));
    const cancel = new AbortController();
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'sending') {
        setImmediate(() => cancel.abort());
      }
    };
    const uploads = [1, 2, 3].map(() => world().upload(file, { signal: cancel.signal, onProgress }));
    await Promise.all(uploads.map((upload) => assert.rejects(upload, { name: 'CancelledError' })));
    assert.equal(world().history.count(), 0);
    assert.equal(file.counts.open, 0);
    assert.equal((await world().upload(file)).reused, false);
  });

  it('fails for all callers of the file after one set of attempts', async () => {
    world().fakeProvider.inject({ what: 'status', status: 400, times: 9 });
    const file = await world().file('cat.png', png());
    const joined = Promise.withResolvers<void>();
    const held: TestSource = {
      ...file,
      open: async (signal) => {
        const asset = await file.open(signal);
        return {
          ...asset,
          read: async function* (options) {
            // A caller that opens the file after the failure would begin anew, and rightly so.
            await joined.promise;
            yield* asset.read(options);
          },
        };
      },
    };
    const waiting = new Set([0, 1, 2]);
    const requests = await Promise.all([0, 1, 2].map(() => world().request(held)));
    const { items } = await uploadAll(world().uploader, requests, {
      onProgress: (_progress, index) => {
        // The first report is made on joining.
        waiting.delete(index);
        if (waiting.size === 0) {
          joined.resolve();
        }
      },
    });
    assert.deepEqual(
      items.map(({ ending }) => ending.status),
      ['failed', 'failed', 'failed'],
    );
    assert.equal(world().paths.length, 1);
  });

  it('sends a copy by itself when the file it waited for fails', async () => {
    world().fakeProvider.inject({ what: 'status', status: 400 });
    const bytes = png();
    const files = [await world().file('a.png', bytes), await world().file('b.png', bytes)];
    const { items } = await uploadAll(world().uploader, await Promise.all(files.map((file) => world().request(file))));
    assert.deepEqual(items.map(({ ending }) => ending.status).sort(), ['done', 'failed']);
    assert.equal(world().paths.length, 2);
  });

  it('reports the progress of the one transfer to every caller', async () => {
    const file = await world().file('clip.mp4', mp4(1_000_000));
    const seen = await Promise.all(
      [1, 2].map(async () => {
        const ends: number[] = [];
        await world().upload(file, { onProgress: ({ sentBytes }) => ends.push(sentBytes) });
        return ends.at(-1);
      }),
    );
    assert.deepEqual(seen, [1_000_000, 1_000_000]);
  });
});

describe('how much happens at once', () => {
  const world = useWorld('comfyServer', { fakeProvider: { delay: 25 } });
  const several = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => world().file(`${index}.png`, png(20_000))));

  for (const max of [1, 3, 5]) {
    it(`is ${max} where ${max} is set, of twelve requested`, async () => {
      world().maxConcurrent = max;
      const answer = Promise.withResolvers<void>();
      world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise, times: 12 });
      const uploads = (await several(12)).map((file) => world().upload(file));
      await until(() => world().fakeProvider.requests.length === max);
      answer.resolve();
      await Promise.all(uploads);
      assert.equal(world().fakeProvider.peakConcurrency, max);
      assert.equal(world().fakeProvider.files.length, 12);
    });
  }

  it('keeps files far back in the queue closed', async () => {
    world().maxConcurrent = 2;
    const files = await several(36);
    let maxOpen = 0;
    const onProgress = (): void => {
      maxOpen = Math.max(maxOpen, files.filter(({ counts }) => counts.open > 0).length);
    };
    await Promise.all(files.map((file) => world().upload(file, { onProgress })));
    assert.ok(maxOpen <= 16, `${maxOpen} files were open`);
    assert.equal(world().fakeProvider.files.length, 36);
  });

  it("doesn't keep a known file waiting behind files that are sent", async () => {
    world().maxConcurrent = 1;
    const known = await world().file('known.png', png());
    await world().upload(known);
    const answer = Promise.withResolvers<void>();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise });
    const slow = (await several(4)).map((file) => world().upload(file));
    assert.equal((await world().upload(known)).reused, true);
    answer.resolve();
    assert.ok((await Promise.all(slow)).every(({ reused }) => !reused));
  });
});

describe('a copy of a file in flight', () => {
  const world = useWorld('runningHub');

  it("isn't given the reference of an older upload whose link has ended, where the link is wanted", async () => {
    const bytes = png(5_000);
    const old = await world().upload(await world().file('old.png', bytes));
    world().clock.time += 2 * day;
    const [one, other] = [await world().file('one.png', bytes), await world().file('other.png', bytes)];
    const reading = Promise.withResolvers<void>();
    const first = world().upload({
      ...one,
      open: async (signal) => {
        const asset = await one.open(signal);
        return {
          ...asset,
          async *read(options) {
            await reading.promise;
            yield* asset.read(options);
          },
        };
      },
    });
    const second = world().upload(other, {
      form: 'downloadUrl',
      // By then it has found the first, which is still being read.
      onProgress: ({ phase }) => phase === 'hashing' && reading.resolve(),
    });
    assert.equal((await first).record.id, old.record.id);
    const { record, reused } = await second;
    assert.equal(reused, false);
    const link = record.alternatives.find(({ form }) => form === 'downloadUrl');
    assert.ok((link?.expiresAt ?? 0) > world().clock.time);
  });
});
