import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSqlite } from '../../../../src/core/history/sqlite/sqliteModule.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { LeaseDatabase } from '../../../../src/core/uploads/leases/leaseDatabase.ts';
import type { FakeProvider } from '../../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../../fakes/startFakeProvider.ts';
import { type ChildScript, startScript } from '../../childScript.ts';
import { until } from '../../http/loopback.ts';
import { RecordingLog } from '../fakeTime.ts';
import { mp4, png } from '../mediaSamples.ts';

const script = fileURLToPath(new URL('windowChild.ts', import.meta.url));

/** Real processes, as windows are. The fake server holds the first upload back until the test lets it go. */
describe('Several windows that upload at the same moment', function () {
  this.timeout(90_000);
  let provider: ProviderId;
  let fakeProvider: FakeProvider;
  let folder: string;
  let windows: ChildScript[];

  beforeEach(async () => {
    windows = [];
    folder = await mkdtemp(join(tmpdir(), 'workflow-assets-'));
    await startFake('comfyCloud');
  });

  async function startFake(id: ProviderId): Promise<void> {
    provider = id;
    fakeProvider = await startFakeProvider(id);
  }

  afterEach(async () => {
    for (const { process } of windows) {
      process.kill('SIGKILL');
    }
    await Promise.all(windows.map(({ ended }) => ended));
    await fakeProvider.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function file(name: string, bytes = mp4(2_000_000)): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }

  /** A window for each file, loaded and told nothing yet. */
  async function openWindows<Paths extends string[]>(
    ...paths: Paths
  ): Promise<{ [Index in keyof Paths]: ChildScript }> {
    const opened = paths.map((path) =>
      startScript(script, [join(folder, 'storage'), provider, fakeProvider.url, fakeProvider.key, path]),
    );
    windows.push(...opened);
    await Promise.all(opened.map((window) => window.says('ready')));
    return opened as { [Index in keyof Paths]: ChildScript };
  }

  /** Keeps the next upload from ending, or from being read. */
  function holdBack(when: 'duringBody' | 'afterBody'): { letGo(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    fakeProvider.inject({ what: 'stall', when, until: promise });
    return { letGo: resolve };
  }

  async function result(window: ChildScript): Promise<{ readonly reference: string; readonly reused: boolean }> {
    return JSON.parse((await window.says('done')).slice('done'.length));
  }

  async function assertNoLeaseIsLeft(): Promise<void> {
    await Promise.all(windows.map(({ ended }) => ended));
    const leases = new LeaseDatabase(join(folder, 'storage'), new RecordingLog(), loadSqlite);
    assert.deepEqual((await leases.change((table) => table.all()))?.result, []);
  }

  it('send one file once: the others wait and use its record', async () => {
    const path = await file('cat.mp4');
    const held = holdBack('afterBody');
    const three = await openWindows(path, path, path);
    for (const window of three) {
      window.tell('upload');
    }
    // Whichever is the first: the two others wait.
    const waiters = (): ChildScript[] => three.filter(({ lines }) => lines.includes('waits'));
    await until(() => fakeProvider.requests.length > (waiters().length === 2 ? 0 : 1));
    assert.equal(waiters().length, 2);
    for (const { says } of waiters()) {
      await says('phase elsewhere');
    }
    held.letGo();
    const results = await Promise.all(three.map(result));
    assert.equal(fakeProvider.requests.length, 1);
    assert.deepEqual(
      results.map(({ reference }) => reference),
      Array(3).fill(fakeProvider.files[0]?.reference),
    );
    assert.deepEqual(results.map(({ reused }) => reused).sort(), [false, true, true]);
    await assertNoLeaseIsLeft();
  });

  it('send the same content once, whatever its name', async () => {
    const path = await file('cat.mp4');
    const copy = join(folder, 'copy.mp4');
    await copyFile(path, copy);
    const held = holdBack('afterBody');
    const [sender, waiter] = await openWindows(path, copy);
    sender.tell('upload');
    await until(() => fakeProvider.requests.length === 1);
    waiter.tell('upload');
    await waiter.says('waits');
    held.letGo();
    const [sent, used] = await Promise.all([result(sender), result(waiter)]);
    assert.equal(fakeProvider.requests.length, 1);
    assert.deepEqual(sent, { reference: fakeProvider.files[0]?.reference, reused: false });
    assert.deepEqual(used, { reference: fakeProvider.files[0]?.reference, reused: true });
    await assertNoLeaseIsLeft();
  });

  it('send the ZIP of one folder once, although each makes an archive of its own', async () => {
    await fakeProvider.close();
    await startFake('runningHub');
    const images = join(folder, 'images');
    await mkdir(images);
    await Promise.all(['a.png', 'b.png'].map((name, index) => writeFile(join(images, name), png(50_000 + index))));
    const held = holdBack('afterBody');
    const [sender, waiter] = await openWindows(images, images);
    sender.tell('upload');
    await until(() => fakeProvider.requests.length === 1);
    waiter.tell('upload');
    await until(() => fakeProvider.requests.length > 1 || waiter.lines.includes('waits'));
    held.letGo();
    const [sent, used] = await Promise.all([result(sender), result(waiter)]);
    assert.equal(fakeProvider.requests.length, 1);
    assert.deepEqual([sent.reused, used.reused], [false, true]);
    assert.equal(used.reference, sent.reference);
    await assertNoLeaseIsLeft();
  });

  it("don't wait for other content of the same size", async () => {
    const [path, other] = await Promise.all([file('cat.mp4'), file('dog.mp4')]);
    const held = holdBack('afterBody');
    const [first, second] = await openWindows(path, other);
    first.tell('upload');
    await until(() => fakeProvider.requests.length === 1);
    second.tell('upload');
    // It ends while the first is still held back.
    assert.equal((await result(second)).reused, false);
    held.letGo();
    assert.equal((await result(first)).reused, false);
    assert.equal(new Set(fakeProvider.files.map(({ sha256 }) => sha256)).size, 2);
    await assertNoLeaseIsLeft();
  });

  it('continue when a window is killed in the middle of a file', async () => {
    const path = await file('cat.mp4');
    holdBack('duringBody');
    const [killed, survivor] = await openWindows(path, path);
    killed.tell('upload');
    await until(() => (fakeProvider.requests[0]?.bytes ?? 0) > 500_000);
    survivor.tell('upload');
    await survivor.says('waits');
    killed.process.kill('SIGKILL');
    const { reference, reused } = await result(survivor);
    assert.equal(reused, false);
    assert.equal(fakeProvider.requests.length, 2);
    assert.deepEqual(
      fakeProvider.files.map((received) => received.reference),
      [reference],
    );
    await assertNoLeaseIsLeft();
  });

  it('continue when a window cancels', async () => {
    const path = await file('cat.mp4');
    holdBack('duringBody');
    const [cancelled, other] = await openWindows(path, path);
    cancelled.tell('upload');
    await until(() => fakeProvider.requests.length === 1);
    other.tell('upload');
    await other.says('waits');
    cancelled.tell('cancel');
    await cancelled.says('failed CancelledError');
    assert.equal((await result(other)).reference, fakeProvider.files[0]?.reference);
    assert.equal(fakeProvider.files.length, 1);
    await assertNoLeaseIsLeft();
  });
});
