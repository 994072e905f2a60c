import assert from 'node:assert/strict';
import { RetryBudget } from '../../../src/core/http/retry.ts';
import { uploadAll } from '../../../src/core/uploads/batch.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { png } from './mediaSamples.ts';
import { useWorld, World } from './uploadWorld.ts';

describe('a batch', () => {
  const world = useWorld('comfyServer');
  const requests = async (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => world().request(await world().file(`${index}.png`, png()))),
    );

  it('returns one result per file in the order of the requests', async () => {
    const list = await requests(10);
    const outcome = await uploadAll(world().uploader, list);
    assert.deepEqual(
      outcome.items.map(({ item }) => item.source.name),
      list.map(({ source }) => source.name),
    );
    assert.equal(outcome.count('done'), outcome.total);
    assert.equal(world().fakeProvider.files.length, 10);
  });

  it("doesn't stop at a file that fails", async () => {
    const list = await requests(6);
    world().fakeProvider.inject({ what: 'status', status: 400, skip: 2 });
    const outcome = await uploadAll(world().uploader, list);
    assert.equal(outcome.count('failed'), 1);
    assert.equal(outcome.count('done'), 5);
    assert.equal(world().history.count(), 5);
  });

  it('can retry the requests that failed, and only those', async () => {
    const list = await requests(6);
    world().fakeProvider.inject({ what: 'status', status: 400, times: 2 });
    const outcome = await uploadAll(world().uploader, list);
    const failed = outcome.with('failed');
    assert.equal(failed.length, 2);
    const again = await uploadAll(world().uploader, failed);
    assert.equal(again.count('done'), 2);
    assert.equal(outcome.after(again).count('done'), 6);
    assert.equal(world().fakeProvider.files.length, 6);
    assert.equal(world().paths.length, 8);
  });

  it('reports cancelled files as cancelled, not as failed', async () => {
    const cancel = new AbortController();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', times: 5 });
    const outcome = await uploadAll(world().uploader, await requests(5), {
      signal: cancel.signal,
      onProgress: ({ phase }) => phase === 'answer' && cancel.abort(),
    });
    const { length: begun } = world().paths;
    assert.ok(begun > 0 && begun < 5);
    assert.equal(outcome.count('cancelled'), begun);
    assert.equal(outcome.count('notTried'), 5 - begun);
    assert.equal(world().history.count(), 0);
  });

  it('reports each item as it ends', async () => {
    const ends: number[] = [];
    await uploadAll(world().uploader, await requests(5), { onItem: (_, index) => ends.push(index) });
    assert.deepEqual([...ends].sort(), [0, 1, 2, 3, 4]);
  });

  it('returns nothing for nothing', async () => {
    assert.equal((await uploadAll(world().uploader, [])).total, 0);
  });

  it("shares its retries: a provider that is down isn't called four times for every file", async () => {
    world().fakeProvider.inject({ what: 'status', status: 503, times: 500 });
    const outcome = await uploadAll(world().uploader, await requests(20), { retryBudget: new RetryBudget(6) });
    assert.equal(outcome.count('failed'), outcome.total);
    assert.equal(world().paths.length, 26);
  });

  it('survives a burst of failures', async () => {
    world().fakeProvider.inject({ what: 'status', status: 503, times: 5 });
    const outcome = await uploadAll(world().uploader, await requests(8));
    assert.equal(outcome.count('done'), outcome.total);
    assert.equal(world().paths.length, 13);
  });

  it('sends each of 40 files once for 200 places that name them', async () => {
    const files = await requests(40);
    const list = Array.from({ length: 200 }, (_, index) => files[index % 40]).filter(
      (request) => request !== undefined,
    );
    const outcome = await uploadAll(world().uploader, list);
    assert.equal(outcome.count('done'), 40);
    assert.equal(outcome.count('reused'), 160);
    assert.equal(world().paths.length, 40);
    assert.equal(world().history.count(), 40);
  });

  it("isn't delayed at one provider by another that never answers", async () => {
    const slow = await World.start('comfyCloud');
    try {
      const { http, history, clock, log } = world();
      const uploader = createUploader({ http, history, clock, log, maxConcurrent: () => 1 });
      slow.fakeProvider.inject({ what: 'stall', when: 'afterBody', times: 3 });
      const cancel = new AbortController();
      const slowRequests = await Promise.all(
        [0, 1, 2].map(async (index) => slow.request(await slow.file(`s${index}.png`, png()))),
      );
      let left = 6;
      const outcome = await uploadAll(uploader, [...slowRequests, ...(await requests(left))], {
        signal: cancel.signal,
        onItem: ({ item }) => {
          left -= item.account.provider.id === 'comfyServer' ? 1 : 0;
          if (left === 0) {
            cancel.abort();
          }
        },
      });
      assert.ok(outcome.items.slice(3).every(({ ending }) => ending.status === 'done'));
      assert.equal(outcome.count('cancelled', 'notTried'), 3);
    } finally {
      await slow.close();
    }
  });
});
