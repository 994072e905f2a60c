import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import type { RequestedUpload } from '../../../../src/core/uploads/uploadJournal.ts';
import { RecordingLog } from '../../uploads/fakeTime.ts';

const { UnfinishedUploads } = await import('../../../../src/editor/upload/unfinished/unfinishedUploads.ts');
const { mayBeInterrupted } = await import('../../../../src/editor/upload/unfinished/noteStorage.ts');

const hero: RequestedUpload = {
  fileUri: 'file:///project/hero.png',
  fileName: 'hero.png',
  provider: 'runway',
  origin: 'https://api.dev.runwayml.com',
  cause: 'chosen',
  isFolder: false,
};
const clip: RequestedUpload = { ...hero, fileUri: 'file:///project/clip.mp4', fileName: 'clip.mp4' };

describe('Uploads that have not succeeded', () => {
  /** What VS Code keeps between two windows. */
  let kept: unknown;
  let records: UploadRecord[];
  let running: Set<number>;
  let now: number;

  beforeEach(() => {
    kept = undefined;
    records = [];
    running = new Set();
    now = 1_000;
  });

  const storage = {
    read: () => kept,
    write: async (notes: readonly object[]) => {
      kept = notes.length === 0 ? undefined : JSON.parse(JSON.stringify(notes));
    },
  };

  function openWindow(host: number) {
    running.add(host);
    return new UnfinishedUploads({
      storage,
      history: { findByFile: (uri) => records.filter(({ fileUri }) => fileUri === uri) },
      clock: { now: () => now },
      log: new RecordingLog(),
      host,
      isRunning: (pid) => running.has(pid),
    });
  }

  function recordOf({ provider, fileUri, origin, account = '' }: RequestedUpload, uploadedAt: number): UploadRecord {
    return { provider, fileUri, origin, account, uploadedAt, lastUsedAt: uploadedAt } as UploadRecord;
  }

  const names = (uploads: readonly { readonly fileName: string; readonly state: string }[]) =>
    uploads.map(({ fileName, state }) => `${fileName} ${state}`);

  it('are kept before anything is sent, all of one moment by one write', async () => {
    let writes = 0;
    const { write } = storage;
    storage.write = (notes) => {
      writes += 1;
      return write(notes);
    };
    const window = openWindow(1);
    await Promise.all([window.begin(hero).kept, window.begin(clip).kept]);
    storage.write = write;
    assert.equal(writes, 1);
    assert.ok(mayBeInterrupted(storage));
    assert.deepEqual(window.list(), []);
  });

  it('leave nothing behind once they have arrived or were cancelled', async () => {
    const window = openWindow(1);
    const [first, second] = [window.begin(hero), window.begin(clip)];
    await Promise.all([first.kept, second.kept]);
    first.succeed();
    second.cancel();
    window.dispose();
    await undefined;
    assert.equal(kept, undefined);
    assert.equal(mayBeInterrupted(storage), false);
  });

  it('are interrupted where their window was killed, which is found out once', async () => {
    await openWindow(1).begin(hero).kept;
    running.delete(1);
    const second = openWindow(2);
    assert.deepEqual(names(second.findInterrupted()), ['hero.png interrupted']);
    assert.deepEqual(second.findInterrupted(), []);
    second.dispose();
    assert.equal(mayBeInterrupted(storage), false);
    const third = openWindow(3);
    assert.deepEqual(third.findInterrupted(), []);
    assert.deepEqual(names(third.list()), ['hero.png interrupted']);
  });

  it('are interrupted where the closing of their window broke them off', async () => {
    const first = openWindow(1);
    const entry = first.begin(hero);
    await entry.kept;
    first.dispose();
    entry.fail(new UploadError('connectionLost', 'The socket was closed'));
    running.delete(1);
    assert.deepEqual(names(openWindow(2).findInterrupted()), ['hero.png interrupted']);
  });

  it('are interrupted where the process id of their window is that of the new one', async () => {
    await openWindow(1).begin(hero).kept;
    assert.deepEqual(names(openWindow(1).findInterrupted()), ['hero.png interrupted']);
  });

  it('are those of another window as long as it lives', async () => {
    const first = openWindow(1);
    const entry = first.begin(hero);
    await entry.kept;
    const second = openWindow(2);
    assert.deepEqual(second.findInterrupted(), []);
    assert.ok(second.areOthersSending);
    running.delete(1);
    assert.deepEqual(names(second.findInterrupted()), ['hero.png interrupted']);
    assert.equal(second.areOthersSending, false);
  });

  it('have arrived where the history has them', async () => {
    await openWindow(1).begin(hero).kept;
    running.delete(1);
    records = [recordOf(hero, 2_000)];
    const second = openWindow(2);
    assert.deepEqual(second.findInterrupted(), []);
    assert.deepEqual(second.list(), []);
  });

  it('have not arrived where the history has an earlier upload, or one to another provider or server', async () => {
    await openWindow(1).begin(hero).kept;
    running.delete(1);
    records = [
      recordOf(hero, 900),
      recordOf({ ...hero, provider: 'runware' }, 2_000),
      recordOf({ ...hero, origin: 'https://runway.example' }, 2_000),
    ];
    assert.equal(openWindow(2).findInterrupted().length, 1);
  });

  it('have not arrived where another account at the same server got the file, as far as the account was noted', async () => {
    for (const [noted, ofRecord, expected] of [
      ['aaaa', 'aaaa', 0],
      ['aaaa', 'bbbb', 1],
      ['', 'bbbb', 1],
      // Noted by an earlier version.
      [undefined, 'bbbb', 0],
    ] as const) {
      kept = undefined;
      await openWindow(1).begin({ ...hero, account: noted }).kept;
      running.delete(1);
      records = [recordOf({ ...hero, account: ofRecord }, 2_000)];
      assert.equal(openWindow(2).findInterrupted().length, expected, `${noted} ${ofRecord}`);
    }
  });

  it('keep why they failed, without what nobody has redacted', async () => {
    const first = openWindow(1);
    first.begin(hero).fail(
      new UploadError('fileTooLarge', 'message with /a/path', {
        size: 5_000,
        limit: 4_000,
        cause: new Error('Bearer secret'),
      }),
    );
    first.begin(clip).fail(new TypeError('our mistake'));
    first.dispose();
    await undefined;
    assert.doesNotMatch(JSON.stringify(kept), /secret|a\/path|our mistake|at /);
    const [ours, tooLarge] = openWindow(2).list();
    assert.deepEqual(tooLarge?.failure, { code: 'fileTooLarge', details: { size: 5_000, limit: 4_000 } });
    assert.deepEqual(ours?.failure, { code: undefined, details: {} });
  });

  it('are listed until the same file arrives at the same provider, and not while it is on its way again', () => {
    const window = openWindow(1);
    window.begin(hero).fail(new UploadError('connectionLost', ''));
    window.begin(clip).fail(new UploadError('connectionLost', ''));
    assert.deepEqual(names(window.list()), ['clip.mp4 failed', 'hero.png failed']);
    const cancelled = window.begin(hero);
    assert.deepEqual(names(window.list()), ['clip.mp4 failed']);
    cancelled.cancel();
    assert.deepEqual(names(window.list()), ['clip.mp4 failed', 'hero.png failed']);
    window.begin({ ...hero, provider: 'runware' }).succeed();
    assert.equal(window.list().length, 2);
    window.begin(hero).succeed();
    assert.deepEqual(names(window.list()), ['clip.mp4 failed']);
  });

  it('are listed for each connection they went to, and one that arrives at another takes none away', () => {
    const window = openWindow(1);
    const at = (id: string, label: string) => ({ ...hero, connection: { id, label } });
    const [first, second] = [at('runway', 'Runway (default)'), at('runway-1', 'Runway (Studio)')];
    window.begin(first).fail(new UploadError('connectionLost', ''));
    window.begin(second).fail(new UploadError('connectionLost', ''));
    assert.equal(window.list().length, 2);
    window.begin(first).succeed();
    assert.deepEqual(
      window.list().map(({ connection }) => connection?.label),
      ['Runway (Studio)'],
    );
    // Noted by a version that knew one connection.
    window.begin(hero).fail(new UploadError('connectionLost', ''));
    window.begin(first).succeed();
    assert.equal(window.list().length, 1);
  });

  it('keep the connection they went to, where its form is right', async () => {
    const noted = { ...hero, id: 'a', begunAt: 5, host: 7, state: 'failed' };
    const connection = { id: 'runway-1', label: 'Runway (Studio)' };
    kept = [
      { ...noted, connection },
      { ...noted, id: 'b' },
      { ...noted, id: 'c', connection: 'runway-1' },
    ];
    const [older, first] = openWindow(1).list();
    assert.deepEqual(first?.connection, connection);
    assert.equal(older?.id, 'b');
    assert.equal(older?.connection, undefined);
    assert.equal(openWindow(1).list().length, 2);
  });

  it('are listed once per file and provider, with the last failure', () => {
    const window = openWindow(1);
    window.begin(hero).fail(new UploadError('connectionLost', ''));
    window.begin(hero).fail(new UploadError('serverError', ''));
    assert.deepEqual(
      window.list().map(({ failure }) => failure?.code),
      ['serverError'],
    );
  });

  it('can be dismissed, but not while they run', () => {
    const window = openWindow(1);
    window.begin(hero).fail(new UploadError('connectionLost', ''));
    let changes = 0;
    window.onDidChange(() => {
      changes += 1;
    });
    window.dismiss(window.list());
    assert.deepEqual(window.list(), []);
    assert.equal(changes, 1);
  });

  it('are limited in number: the oldest that failed goes first, and what runs stays', async () => {
    const window = openWindow(1);
    const at = (index: number) => ({ ...hero, fileUri: `file:///project/${index}.png`, fileName: `${index}.png` });
    for (let index = 0; index < 510; index += 1) {
      window.begin(at(index)).fail(new UploadError('connectionLost', ''));
    }
    assert.equal(window.list().length, 500);
    assert.equal(window.list().at(-1)?.fileName, '10.png');
    await window.begin(clip).kept;
    const stored = kept as { readonly fileName: string }[];
    assert.equal(stored.length, 500);
    assert.equal(stored[0]?.fileName, '11.png');
    assert.equal(stored.at(-1)?.fileName, 'clip.mp4');
    assert.equal(window.list().length, 500);
  });

  it('are read back with all that their reason is made of', async () => {
    const details = [
      { status: 401, replyProblem: 'passwordRequired', server: 'nginx' },
      { endpointProblem: 'publicPlainHttp', host: 'comfy.example' },
      { certificateProblem: 'expired', host: 'comfy.example', proxy: 'proxy.example:3128' },
    ] as const;
    const window = openWindow(1);
    for (const [index, each] of details.entries()) {
      const upload = { ...hero, fileUri: `file:///project/${index}.png` };
      window.begin(upload).fail(new UploadError('rejected', '', each));
    }
    window.dispose();
    await undefined;
    const read = openWindow(2)
      .list()
      .map(({ failure }) => ({ ...failure?.details }));
    assert.deepEqual(JSON.parse(JSON.stringify(read.reverse())), details);
  });

  it('are read back without a detail that only a newer version has words for', () => {
    const details = { replyProblem: 'madeUp', server: 'nginx' };
    kept = [{ ...hero, id: 'a', begunAt: 5, host: 7, state: 'failed', failure: { code: 'rejected', details } }];
    const [found] = openWindow(1).list();
    assert.deepEqual(JSON.parse(JSON.stringify(found?.failure?.details)), { server: 'nginx' });
  });

  it('stay listed where a detail of their failure is empty, too long or of another type', () => {
    const long = 'x'.repeat(5_000);
    kept = [{ providerMessage: '' }, { providerMessage: long }, { server: 5, size: -1 }].map((details, index) => ({
      ...hero,
      fileUri: `file:///project/${index}.png`,
      id: `${index}`,
      begunAt: 5,
      host: 7,
      state: 'failed',
      failure: { code: 'rejected', details: { ...details, status: 403 } },
    }));
    const read = openWindow(1)
      .list()
      .map(({ failure }) => failure?.details);
    assert.deepEqual(JSON.parse(JSON.stringify(read)), [{ status: 403 }, { status: 403 }, { status: 403 }]);
  });

  it('are read back without what does not have their form', () => {
    const good = { ...hero, id: 'a', begunAt: 5, host: 7, state: 'failed', failure: { code: 'rejected', details: {} } };
    kept = [
      good,
      null,
      'text',
      { ...good, id: 'b', provider: 'elsewhere' },
      { ...good, id: 'c', fileUri: 'no uri' },
      { ...good, id: 'd', cause: 'because' },
      { ...good, id: 'e', state: 'done' },
      { ...good, id: 'f', failure: { code: 'made up', details: {} } },
      { ...good, id: 'g', failure: { code: 'rejected', details: 'none' } },
      { ...good, id: 'h', fileUri: `file:///${'x'.repeat(10_000)}` },
    ];
    assert.deepEqual(
      openWindow(1)
        .list()
        .map(({ id }) => id),
      ['a'],
    );
    for (const other of [{}, 'text', 5, null, [null]]) {
      kept = other;
      assert.deepEqual(openWindow(1).list(), []);
      assert.equal(mayBeInterrupted(storage), false);
    }
  });

  it('never let a file go that somebody is said to have chosen, once they are read back', () => {
    const causes = ['chosen', 'commandArguments', 'document', 'ownRecord', 'importedRecord', 'programme'] as const;
    kept = causes.map((cause, index) => ({
      ...hero,
      fileUri: `file:///${index}.png`,
      cause,
      id: cause,
      begunAt: 5,
      host: 7,
      state: 'interrupted',
    }));
    assert.deepEqual(
      openWindow(1)
        .list()
        .map(({ id, cause }) => `${id} ${cause}`)
        .reverse(),
      [
        'chosen commandArguments',
        'commandArguments commandArguments',
        'document document',
        'ownRecord unknownRecord',
        'importedRecord importedRecord',
        'programme programme',
      ],
    );
  });
});
