import assert from 'node:assert/strict';
import { rm, utimes, writeFile } from 'node:fs/promises';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { providerIds } from '../../../src/core/providers/providerId.ts';
import type { UploadProgress } from '../../../src/core/uploads/inFlight/progress.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { png } from './mediaSamples.ts';
import { failureOf, useWorld, World } from './uploadWorld.ts';

const minute = 60_000;
const hour = 60 * minute;

for (const id of providerIds) {
  describe(`an upload to ${id}`, () => {
    const world = useWorld(id);

    it('arrives byte for byte, is recorded, and leaves no file open', async () => {
      const file = await world().file('a picture.png', png(700_001));
      const { record, reused } = await world().upload(file, { workspaceUri: 'file:///workspace' });
      assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
      assert.equal(reused, false);
      assert.equal(file.counts.open, 0);
      assert.equal(file.counts.opened, 1);
      assert.deepEqual(world().history.get(record.id), record);
      assert.equal(record.contentHash, file.sha256);
      assert.equal(record.fileUri, file.uri);
      assert.equal(record.provider, id);
      assert.equal(record.origin, new URL(world().fakeProvider.url).origin);
      assert.equal(record.workspaceUri, 'file:///workspace');
      assert.deepEqual(record.pixelSize, { width: 64, height: 48 });
    });

    it('sends nothing for content it has sent before', async () => {
      const file = await world().file('cat.png', png());
      const first = await world().upload(file);
      const requests = world().paths.length;
      world().clock.time += minute;
      const second = await world().upload(file);
      assert.equal(second.reused, true);
      assert.equal(second.record.id, first.record.id);
      assert.equal(second.record.lastUsedAt, world().clock.now());
      assert.equal(world().paths.length, requests);
      assert.equal(world().history.count(), 1);
      assert.equal(file.counts.open, 0);
    });

    it('has a length that is announced and exact', async () => {
      await world().upload(await world().file('cat.png', png(300_000)));
      for (const { method, contentLength, bytes } of world().fakeProvider.requests) {
        assert.equal(method === 'POST' ? contentLength : bytes, bytes);
      }
    });

    it('reports progress that ends with the whole file', async () => {
      const file = await world().file('picture.png', png(3_000_000));
      const seen: UploadProgress[] = [];
      const onProgress = (progress: UploadProgress): void => {
        seen.push(progress);
        world().clock.time += 150;
      };
      await world().upload(file, { onProgress });
      assert.equal(seen[0]?.phase, 'waiting');
      const phases = seen.map(({ phase }) => phase);
      assert.ok(phases.includes('sending'));
      assert.ok(phases.includes('answer'));
      const values = seen.filter(({ totalBytes }) => totalBytes > 0).map(({ sentBytes }) => sentBytes);
      assert.deepEqual(
        values,
        [...values].sort((a, b) => a - b),
      );
      assert.equal(values.filter((value) => value === 3_000_000).length, 1);
      assert.equal(seen.at(-1)?.sentBytes, 3_000_000);
    });
  });
}

describe('reuse', () => {
  const world = useWorld('runway');
  const isReusedAfter = async (milliseconds: number) => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    world().clock.time += milliseconds;
    return (await world().upload(file)).reused;
  };

  it('recognises a copy of the file under another name', async () => {
    const bytes = png();
    await world().upload(await world().file('one.png', bytes));
    const second = await world().upload(await world().file('two.png', bytes));
    assert.equal(second.reused, true);
    assert.equal(world().fakeProvider.files.length, 1);
  });

  it("doesn't take another file of the same size for a copy", async () => {
    await world().upload(await world().file('one.png', png()));
    assert.equal((await world().upload(await world().file('two.png', png()))).reused, false);
  });

  it("doesn't read a file of a size that was never uploaded", async () => {
    await world().upload(await world().file('one.png', png(4000)));
    const file = await world().file('two.png', png(4001));
    const phases: string[] = [];
    await world().upload(file, { onProgress: ({ phase }) => phases.push(phase) });
    assert.ok(!phases.includes('hashing'));
  });

  it("doesn't read a file again that it has sent before", async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    const phases: string[] = [];
    await world().upload(file, { onProgress: ({ phase }) => phases.push(phase) });
    assert.ok(!phases.includes('hashing'));
  });

  it('reads a copy once, and reports that', async () => {
    const bytes = png();
    await world().upload(await world().file('one.png', bytes));
    const file = await world().file('two.png', bytes);
    const phases: string[] = [];
    await world().upload(file, { onProgress: ({ phase }) => phases.push(phase) });
    assert.ok(phases.includes('hashing'));
    const asset = await file.open(new AbortController().signal);
    await asset.close();
    assert.equal(world().history.rememberedHash(file.uri, asset.stamp), file.sha256);
  });

  it('sends a file that has changed', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    await writeFile(file.path, png());
    assert.equal((await world().upload(file)).reused, false);
  });

  it('recognises a file that was only touched', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    await utimes(file.path, new Date(), new Date(1_600_000_000_000));
    assert.equal((await world().upload(file)).reused, true);
  });

  it('sends again on request', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    assert.equal((await world().upload(file, { reuse: false })).reused, false);
    assert.equal(world().history.count(), 2);
  });

  it('uses a reference until it expires', async () => {
    assert.equal(await isReusedAfter(23 * hour), true);
  });

  it('sends again once it has expired', async () => {
    assert.equal(await isReusedAfter(24 * hour), false);
  });

  it('sends again shortly before it expires, because a job may be queued', async () => {
    assert.equal(await isReusedAfter(24 * hour - 14 * minute), false);
  });

  it("doesn't happen between accounts", async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    const error = await failureOf(world().upload(file, { account: world().account({ key: 'key_of_somebody_else' }) }));
    assert.equal(error.code, 'keyRejected');
  });

  it('requires the form that was requested', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    assert.equal((await world().upload(file, { form: 'runwayUri' })).reused, true);
    assert.equal((await world().upload(file, { form: 'downloadUrl' })).reused, false);
  });

  it('finds what another window has sent while this file waited for its turn', async () => {
    world().maxConcurrent = 1;
    const answer = Promise.withResolvers<void>();
    world().fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answer.promise });
    const bytes = png();
    const begun = Promise.withResolvers<void>();
    const onProgress = ({ phase }: UploadProgress): void => (phase === 'answer' ? begun.resolve() : undefined);
    const slow = world().upload(await world().file('slow.png', png(5000)), { onProgress });
    await begun.promise;
    const waiting = world().upload(await world().file('one.png', bytes));
    await world()
      .newUploader()
      .upload(await world().request(await world().file('two.png', bytes)));
    answer.resolve();
    await slow;
    assert.equal((await waiting).reused, true);
    assert.equal(world().fakeProvider.files.length, 2);
  });
});

describe('recording', () => {
  const world = useWorld('comfyServer');

  it('prevents the link of a RunningHub upload from being offered after its day', async () => {
    const hub = await World.start('runningHub');
    try {
      const file = await hub.file('cat.png', png());
      await hub.upload(file);
      hub.clock.time += 25 * hour;
      assert.equal((await hub.upload(file)).reused, true);
      assert.equal((await hub.upload(file, { form: 'downloadUrl' })).reused, false);
    } finally {
      await hub.close();
    }
  });

  it("doesn't happen for a file that changed while it was sent", async () => {
    const file = await world().file('cat.png', png(3_000_000));
    let writes = 0;
    const change = async (): Promise<void> => {
      writes += 1;
      await writeFile(file.path, png(3_000_000));
    };
    const source = {
      ...file,
      open: async (signal: AbortSignal) => {
        const asset = await file.open(signal);
        return {
          ...asset,
          async *read() {
            for await (const chunk of asset.read()) {
              await (writes === 0 ? change() : undefined);
              yield chunk;
            }
          },
        };
      },
    };
    const error = await failureOf(world().upload(source));
    assert.equal(error.code, 'changedWhileReading');
    assert.equal(world().paths.length, 1);
    assert.equal(world().fakeProvider.files.length, 0);
    assert.equal(world().history.count(), 0);
    assert.equal(file.counts.open, 0);
  });

  it("doesn't happen for a file that was deleted while it was sent, which is reported as such", async function () {
    if (process.platform === 'win32') {
      // Windows keeps a file that is open.
      this.skip();
    }
    const file = await world().file('cat.png', png(3_000_000));
    let isDeleted = false;
    const source = {
      ...file,
      open: async (signal: AbortSignal) => {
        const asset = await file.open(signal);
        return {
          ...asset,
          async *read() {
            for await (const chunk of asset.read()) {
              await (isDeleted ? undefined : rm(file.path));
              isDeleted = true;
              yield chunk;
            }
          },
        };
      },
    };
    const error = await failureOf(world().upload(source));
    assert.deepEqual([error.code, error.fileName], ['fileRemoved', 'cat.png']);
    assert.equal(world().fakeProvider.files.length, 0);
    assert.equal(world().history.count(), 0);
  });

  it("doesn't happen for a file that can't be opened", async () => {
    const file = await world().file('cat.png', png());
    await rm(file.path);
    const error = await failureOf(world().upload(file));
    assert.deepEqual([error.code, error.fileName, error.provider], ['fileMissing', 'cat.png', 'comfyServer']);
    assert.equal(world().history.count(), 0);
    assert.deepEqual(world().paths, []);
  });

  it('logs in one line what was sent where, and what failed', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    world().fakeProvider.inject({ what: 'status', status: 400, body: '' });
    await failureOf(world().upload(file, { reuse: false }));
    const lines = world().log.lines.filter((line) => line.includes('cat.png'));
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^info ComfyUI: cat\.png uploaded \(4096 bytes\)$/);
    assert.match(lines[1] ?? '', /^warn ComfyUI: cat\.png: rejected \(HTTP 400\)/);
  });

  it('queries the history only once for a new file', async () => {
    const { http, clock, log, history } = world();
    const asked: string[] = [];
    const watched = new Proxy(history, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') {
          return value;
        }
        asked.push(String(name));
        return value.bind(target);
      },
    }) satisfies HistoryStore;
    const uploader = createUploader({ http, clock, log, history: watched, maxConcurrent: () => 1 });
    await uploader.upload(await world().request(await world().file('new.png', png(4321))));
    assert.deepEqual(asked, ['hasSize', 'add', 'rememberHash']);
  });
});

describe('warnings about an upload', () => {
  const world = useWorld('runware');

  it('are reported before the first byte is sent', async () => {
    const { http, clock, log, history } = world();
    const reported: unknown[] = [];
    const uploader = createUploader({
      http,
      clock,
      log,
      history,
      maxConcurrent: () => 1,
      onWarnings: (warnings, { provider: { id } }) => reported.push({ warnings, id, requests: world().paths.length }),
    });
    const account = world().account({ options: { task: 'imageUpload' } });
    const file = await world().file('large.png', png(4096, 4096, 1024));
    await uploader.upload(await world().request(file, { account }));
    assert.deepEqual(reported, [{ warnings: [{ code: 'scaledDown', kind: 'image' }], id: 'runware', requests: 0 }]);
  });
});

describe('running uploads', () => {
  const world = useWorld('comfyServer', { fakeProvider: { delay: 20 } });

  it('are listed with their progress from the request until they end', async () => {
    const { uploader } = world();
    const lists: string[] = [];
    const stop = uploader.onDidChangeRunning(() => {
      lists.push(
        uploader
          .running()
          .map(({ name, provider, progress }) => `${name} ${provider} ${progress.phase}`)
          .join(),
      );
    });
    const request = await world().request(await world().file('cat.png', png()));
    const upload = world().uploader.upload(request);
    assert.deepEqual(
      uploader.running().map(({ name }) => name),
      ['cat.png'],
    );
    await upload;
    stop();
    assert.deepEqual(uploader.running(), []);
    assert.equal(lists[0], 'cat.png comfyServer waiting');
    assert.ok(lists.includes('cat.png comfyServer sending'));
    assert.equal(lists.at(-1), '');
    const heard = lists.length;
    await world().upload(await world().file('dog.png', png()));
    assert.equal(lists.length, heard);
  });

  it('can be cancelled from the list', async () => {
    const { uploader } = world();
    const file = await world().file('cat.png', png());
    const upload = world().uploader.upload(await world().request(file));
    uploader.running()[0]?.cancel();
    await assert.rejects(upload, { name: 'CancelledError' });
    assert.deepEqual(uploader.running(), []);
    assert.equal(world().history.count(), 0);
  });

  it('disappear from the list when they fail', async () => {
    world().fakeProvider.inject({ what: 'status', status: 400 });
    await failureOf(world().upload(await world().file('cat.png', png())));
    assert.deepEqual(world().uploader.running(), []);
  });
});
