import assert from 'node:assert/strict';
import { createUploader, type Uploader } from '../../../src/core/uploads/uploader.ts';
import type { JournalEntry, RequestedUpload, UploadJournal } from '../../../src/core/uploads/uploadJournal.ts';
import { png } from './mediaSamples.ts';
import { failureOf, useWorld } from './uploadWorld.ts';

/** Notes what happens, in order, and lets a test hold back the moment at which a request is kept. */
class RecordingJournal implements UploadJournal {
  readonly events: string[] = [];
  readonly requested: RequestedUpload[] = [];
  kept: Promise<void> = Promise.resolve();

  begin(upload: RequestedUpload): JournalEntry {
    this.requested.push(upload);
    this.events.push('begun');
    return {
      kept: this.kept,
      succeed: () => this.events.push('arrived'),
      cancel: () => this.events.push('cancelled'),
      fail: (error) => this.events.push(`failed: ${String(error)}`),
    };
  }
}

describe('The journal of uploads', () => {
  const world = useWorld('comfyServer');
  let journal: RecordingJournal;
  let uploader: Uploader;

  beforeEach(() => {
    journal = new RecordingJournal();
    const { http, history, clock, log } = world();
    uploader = createUploader({ http, history, clock, log, journal, maxConcurrent: () => 3, random: () => 0.5 });
  });

  it('keeps a request before its first byte is sent', async () => {
    const file = await world().file('first.png', png(2_000));
    const kept = Promise.withResolvers<void>();
    journal.kept = kept.promise;
    const upload = uploader.upload(await world().request(file));
    while (file.counts.open === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.deepEqual(world().paths, []);
    kept.resolve();
    const { record } = await upload;
    assert.equal(world().fakeProvider.files.length, 1);
    assert.deepEqual(journal.events, ['begun', 'arrived']);
    const [{ fileName, provider, origin, account, cause, isFolder } = assert.fail()] = journal.requested;
    assert.deepEqual(
      { fileName, provider, origin, account, cause, isFolder },
      {
        fileName: 'first.png',
        provider: 'comfyServer',
        origin: new URL(world().fakeProvider.url).origin,
        account: record.account,
        cause: 'chosen',
        isFolder: false,
      },
    );
  });

  it('forgets what an earlier upload takes the place of', async () => {
    const file = await world().file('again.png', png(2_001));
    await uploader.upload(await world().request(file));
    await uploader.upload(await world().request(file));
    assert.deepEqual(journal.events, ['begun', 'arrived', 'begun', 'arrived']);
  });

  it('gets the failure as the caller does', async () => {
    const file = await world().file('text.png', Buffer.from('no picture at all'.repeat(100)));
    const error = await failureOf(uploader.upload(await world().request(file)));
    assert.equal(error.code, 'typeUnsupported');
    assert.deepEqual(journal.events, ['begun', `failed: ${String(error)}`]);
  });

  it('tells a cancelled upload from one that failed', async () => {
    const file = await world().file('cancelled.png', png(2_002));
    world().fakeProvider.inject({ what: 'stall', when: 'beforeBody' });
    const controller = new AbortController();
    const upload = uploader.upload(await world().request(file), { signal: controller.signal });
    while (world().paths.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    controller.abort();
    await assert.rejects(upload, { name: 'CancelledError' });
    assert.deepEqual(journal.events, ['begun', 'cancelled']);
  });
});
