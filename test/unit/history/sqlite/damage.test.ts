import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryProblem, HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { ids, makeFolder, recordingLog, removeFolders, sampleRecord, testOptions } from '../sampleRecords.ts';
import { startChild } from './childHistory.ts';

const nobody = 65_534;

describe('A damaged or unusable upload history', function () {
  this.timeout(30_000);
  let folder: string;
  let path: string;
  let history: HistoryStore | undefined;

  beforeEach(() => {
    folder = makeFolder();
    path = join(folder, 'uploads.db');
  });
  afterEach(() => {
    history?.close();
    history = undefined;
    removeFolders();
  });

  async function open(log = recordingLog()): Promise<HistoryStore> {
    history = await openHistory(folder, { ...testOptions(), log });
    return history;
  }

  async function fill(count: number): Promise<void> {
    const filled = await openHistory(folder, testOptions());
    await filled.restore(Array.from({ length: count }, (_, number) => sampleRecord(number)));
    filled.close();
  }

  /** It works, on disk, and says once what happened; the original is there, byte by byte. */
  async function assertReplaced(reason: HistoryProblem['reason'], original: Buffer, name: RegExp): Promise<void> {
    const opened = await open();
    assert.equal(opened.problem?.reason, reason);
    assert.equal(opened.problem.inMemoryOnly, false);
    const keptAs = opened.problem.keptAs ?? '';
    assert.match(keptAs, name);
    assert.ok(keptAs.startsWith(folder));
    assert.deepEqual(readFileSync(keptAs), original);
    opened.add(sampleRecord(1));
    opened.close();
    const again = await open();
    assert.equal(again.problem, undefined);
    assert.deepEqual(ids(again.query({ limit: 5 })), [sampleRecord(1).id]);
  }

  it('is quarantined if the file is garbage', async () => {
    writeFileSync(path, 'this was never a database, '.repeat(400));
    await assertReplaced('corrupt', readFileSync(path), /uploads\.damaged-\d{8}T\d{6}Z\.db$/);
  });

  it('is quarantined if the file is shorter than any database', async () => {
    writeFileSync(path, 'SQLite format 3\0');
    await assertReplaced('corrupt', readFileSync(path), /damaged/);
  });

  it('is quarantined if the file was truncated', async () => {
    await fill(300);
    truncateSync(path, 4096 * 5);
    await assertReplaced('corrupt', readFileSync(path), /damaged/);
  });

  it('is quarantined if our tables are missing', async () => {
    await fill(3);
    const database = new DatabaseSync(path);
    database.exec('DROP TABLE settings');
    database.close();
    await assertReplaced('corrupt', readFileSync(path), /damaged/);
  });

  it('is quarantined if it is the database of another application, marked as such or not', async () => {
    for (const mark of ['PRAGMA application_id = 77', 'PRAGMA user_version = 12']) {
      rmSync(path, { force: true });
      const database = new DatabaseSync(path);
      database.exec(`CREATE TABLE bookmarks (url TEXT); ${mark}`);
      database.close();
      await assertReplaced('foreign', readFileSync(path), /uploads\.not-a-history-/);
      history?.close();
    }
  });

  it('is left as it is if a newer version has written it, and can still be read', async () => {
    await fill(5);
    const database = new DatabaseSync(path);
    database.exec('ALTER TABLE records ADD COLUMN colour TEXT; PRAGMA user_version = 99');
    database.close();
    const original = readFileSync(path);
    const opened = await open();
    assert.deepEqual(opened.problem, { reason: 'newerVersion', keptAs: undefined, inMemoryOnly: true });
    opened.add(sampleRecord(7));
    assert.equal(opened.count(), 6);
    opened.close();
    assert.deepEqual(readFileSync(path), original);
    assert.deepEqual(
      readdirSync(folder).filter((name) => /^uploads\..*db$|unsaved/.test(name)),
      ['uploads.db'],
    );
  });

  it("is quarantined with the log that belongs to it, and a second one doesn't overwrite the first", async () => {
    for (const round of [1, 2]) {
      for (const suffix of ['', '-wal', '-shm']) {
        writeFileSync(path + suffix, `garbage ${round}${suffix} ${'.'.repeat(200)}`);
      }
      const keptAs = (await open()).problem?.keptAs ?? '';
      for (const suffix of ['', '-wal', '-shm']) {
        assert.match(readFileSync(keptAs + suffix, 'utf8'), new RegExp(`^garbage ${round}${suffix} `));
      }
      history?.close();
    }
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.db')).length, 3);
  });

  it('is quarantined if it is a directory', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'inside'), '');
    const opened = await open();
    assert.equal(opened.problem?.reason, 'corrupt');
    assert.ok(existsSync(join(opened.problem.keptAs ?? '', 'inside')));
    opened.add(sampleRecord(1));
    assert.equal(opened.count(), 1);
  });

  it('is created in an empty file', async () => {
    writeFileSync(path, '');
    assert.equal((await open()).problem, undefined);
    (await open()).add(sampleRecord(1));
  });

  it("is replaced if its pages turn out to be damaged while it is in use, and the upload isn't lost", async () => {
    await fill(2000);
    const opened = await open();
    const size = statSync(path).size;
    const damaged = readFileSync(path);
    // The first page, which is looked at when opening, stays as it is.
    damaged.fill(0xa5, 4096, size);
    writeFileSync(path, damaged);
    opened.add(sampleRecord(5000));
    assert.deepEqual(ids(opened.query({ limit: 3 })), [sampleRecord(5000).id]);
    assert.equal(opened.problem?.reason, 'corrupt');
    assert.equal(opened.problem.inMemoryOnly, false);
    assert.equal(statSync(opened.problem.keptAs ?? '').size, size);
  });

  it('is replaced once if several windows find the damage at the same time', async () => {
    writeFileSync(path, 'garbage '.repeat(1000));
    const children = [1, 2, 3, 4].map((number) => startChild(['write', folder, number * 10, 10]));
    await Promise.all(children.map(({ ended }) => ended));
    assert.equal((await open()).count(), 40);
    assert.equal(readdirSync(folder).filter((name) => name.includes('damaged')).length, 1);
    const notified = children.filter(({ lines }) => lines.at(-1)?.includes('corrupt'));
    assert.equal(notified.length, 1);
  });

  it("doesn't wait forever for a window that died while it replaced the file", async () => {
    writeFileSync(path, 'garbage '.repeat(1000));
    writeFileSync(`${path}.lock`, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${path}.lock`, longAgo, longAgo);
    assert.equal((await open()).problem?.inMemoryOnly, false);
    assert.ok(!existsSync(`${path}.lock`));
  });

  it('stays in memory if a file is in the place of its folder', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    const opened = await open();
    assert.deepEqual(opened.problem, { reason: 'unwritable', keptAs: undefined, inMemoryOnly: true });
    opened.add(sampleRecord(1));
    assert.equal(opened.findByReference(sampleRecord(1).reference.value)?.id, sampleRecord(1).id);
    assert.equal(readFileSync(folder, 'utf8'), 'in the way');
  });

  it('stays in memory without SQLite', async () => {
    history = await openHistory(folder, { ...testOptions(), sqlite: undefined });
    assert.deepEqual(history.problem, { reason: 'unavailable', keptAs: undefined, inMemoryOnly: true });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('shows its records and keeps new uploads in memory if the file is read-only', async function () {
    if (process.getuid === undefined) {
      this.skip();
    }
    await fill(3);
    // Permissions do not bind root, so the window is somebody else's then.
    const asOther = process.getuid() === 0 ? { uid: nobody, gid: nobody } : {};
    if (process.getuid() === 0) {
      chownSync(folder, nobody, nobody);
    }
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const child = startChild(['add', folder], asOther);
    assert.equal(await child.ended, 0);
    chmodSync(folder, 0o755);
    assert.deepEqual(child.lines.slice(0, 3), [
      'before 3',
      'after 4',
      'problem {"reason":"unwritable","inMemoryOnly":true}',
    ]);
    assert.equal((await open()).count(), 3);
  });

  it('keeps new uploads in memory if the file may not even be read, and leaves it alone', async function () {
    if (process.getuid?.() !== 0) {
      this.skip();
    }
    await fill(3);
    chmodSync(folder, 0o700);
    const child = startChild(['add', folder], { uid: nobody, gid: nobody });
    assert.equal(await child.ended, 0);
    assert.deepEqual(child.lines.slice(0, 2), ['before 0', 'after 1']);
    assert.equal((await open()).count(), 3);
  });

  it('continues in memory if the disk is full, without losing an upload of this session', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await fill(100);
    // No file may grow beyond so many blocks: the log runs into it, as it would into the end of the disk.
    const blocks = Math.ceil(statSync(path).size / 512) + 64;
    const child = startChild(['write', folder, 1000, 400], {}, ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh']);
    assert.equal(await child.ended, 0);
    assert.equal(child.lines.filter((line) => line.startsWith('done')).length, 400);
    assert.equal(child.lines.at(-1), 'problem {"reason":"unwritable","inMemoryOnly":true}');
    const count = (await open()).count();
    assert.ok(count >= 100 && count < 500, `${count} records on disk`);
    assert.equal((await open()).problem, undefined);
  });

  it('is opened again if it is deleted while it is in use', async () => {
    await fill(2);
    const opened = await open();
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(path + suffix, { force: true });
    }
    opened.add(sampleRecord(7));
    opened.close();
    assert.deepEqual(ids((await open()).query({ limit: 5 })), [sampleRecord(7).id]);
  });

  it('is opened again if another window has replaced the file', async () => {
    await fill(2);
    const opened = await open();
    renameSync(path, `${path}.old`);
    await fill(1);
    opened.add(sampleRecord(7));
    assert.equal(opened.count(), 2);
    assert.equal((await open()).count(), 2);
  });

  it('continues in memory if a newer version changes the tables while it is in use', async () => {
    await fill(3);
    const opened = await open();
    const newer = new DatabaseSync(path);
    newer.exec('ALTER TABLE listing RENAME TO listing_2; PRAGMA user_version = 2');
    newer.close();
    opened.add(sampleRecord(9));
    assert.equal(opened.problem?.reason, 'newerVersion');
    assert.equal(opened.problem.inMemoryOnly, true);
    assert.equal(opened.get(sampleRecord(9).id)?.id, sampleRecord(9).id);
    assert.ok(existsSync(path));
  });

  it('notifies listeners when it fails later', async () => {
    await fill(200);
    const opened = await open();
    const notice = new Promise<void>((resolve) => opened.onDidChange(resolve));
    writeFileSync(path, 'garbage '.repeat(1000));
    assert.equal(opened.query({ text: 'nothing', limit: 5 }).length, 0);
    assert.equal(opened.count(), 0);
    await notice;
    assert.equal(opened.problem?.reason, 'corrupt');
  });
});
