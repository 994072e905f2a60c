import assert from 'node:assert/strict';
import { chmodSync, chownSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { RecoveryFile } from '../../../../src/core/history/pending/recoveryFile.ts';
import { loadSqlite } from '../../../../src/core/history/sqlite/sqliteModule.ts';
import { LeaseDatabase } from '../../../../src/core/uploads/leases/leaseDatabase.ts';
import { copyProfile } from '../../upgrade/recordedProfile.ts';
import { makeFolder, recordingLog, removeFolders, sampleRecord, testOptions } from '../sampleRecords.ts';

const nobody = 65_534;

describe('The files of the history', () => {
  let history: HistoryStore | undefined;
  let umask: number | undefined;

  before(function () {
    if (process.platform === 'win32') {
      // Permissions are those of the user's profile there.
      this.skip();
    }
    // The umask under which every new file can be read by everybody.
    umask = process.umask(0o022);
  });

  after(() => {
    if (umask !== undefined) {
      process.umask(umask);
    }
  });

  afterEach(() => {
    history?.close();
    history = undefined;
    removeFolders();
  });

  async function open(folder: string): Promise<HistoryStore> {
    history = await openHistory(folder, testOptions());
    history.add(sampleRecord(1));
    return history;
  }

  /** Files of the folder that others than their owner may read or write, by name. */
  function openToOthers(folder: string): readonly string[] {
    return readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
  }

  function modeOf(path: string): string {
    return (statSync(path).mode & 0o7777).toString(8);
  }

  async function changeLeases(folder: string, during: () => void = () => undefined): Promise<void> {
    const leases = new LeaseDatabase(folder, recordingLog(), loadSqlite);
    const row = { id: 'a', owner: 'b', pid: 1, scope: 'c', fileUri: 'file:///d', renewedAt: 1 };
    const done = await leases.change((table) => {
      table.insert({ ...row, stamp: { size: 1, mtimeMs: 1, inode: 1n } });
      during();
    });
    assert.ok(done);
  }

  it("can be read by their owner only, with SQLite's log and index, in a folder that is closed to others", async () => {
    const folder = join(makeFolder(), 'storage', 'history');
    await open(folder);
    const wanted = ['uploads.db', 'uploads.db-shm', 'uploads.db-wal'];
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => wanted.includes(name))
        .sort(),
      wanted,
    );
    assert.equal(modeOf(join(folder, 'uploads.db')), '600');
    assert.deepEqual(
      openToOthers(folder).filter((name) => name.startsWith('uploads')),
      [],
    );
    assert.equal(modeOf(folder), '700');
    assert.equal(modeOf(join(folder, '..')), '700');
  });

  it('are private where they hold the leases, the rollback journal included', async () => {
    const folder = makeFolder();
    const during: string[] = [];
    await changeLeases(folder, () => during.push(...readdirSync(folder), ...openToOthers(folder)));
    assert.deepEqual(during.sort(), ['claims.db', 'claims.db-journal']);
    assert.equal(modeOf(join(folder, 'claims.db')), '600');
  });

  it('of 0.1.0 are closed to others when they are opened, also while an old window has them open', async () => {
    const folder = copyProfile();
    chmodSync(folder, 0o755);
    for (const name of ['uploads.db', 'claims.db']) {
      chmodSync(join(folder, name), 0o644);
    }
    const oldWindow = new DatabaseSync(join(folder, 'uploads.db'));
    oldWindow.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS written_by_old_window (x); ');
    assert.ok(openToOthers(folder).includes('uploads.db-wal'));
    await open(folder);
    await changeLeases(folder);
    assert.deepEqual(
      openToOthers(folder).filter((name) => /^(uploads|claims)/.test(name)),
      [],
    );
    assert.equal(modeOf(folder), '700');
    assert.equal(history?.problem, undefined);
    oldWindow.exec('DROP TABLE written_by_old_window');
    oldWindow.close();
  });

  it('are private while they keep what waits for a locked database, and when the window leaves that to the next', () => {
    const folder = makeFolder();
    const file = new RecoveryFile(folder, recordingLog());
    const write = { type: 'add', record: sampleRecord(1) } as const;
    file.append(write);
    assert.equal(readdirSync(folder).length, 1);
    assert.deepEqual(openToOthers(folder), []);
    file.leave([write]);
    assert.equal(readdirSync(folder).length, 1);
    assert.deepEqual(openToOthers(folder), []);
  });

  it('are private when they were quarantined', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'uploads.db'), 'no database '.repeat(100), { mode: 0o644 });
    const { problem } = await open(folder);
    assert.equal(modeOf(problem?.keptAs ?? ''), '600');
  });

  it("keep the mode of what a link leads to, and a shared folder's", async () => {
    const folder = makeFolder();
    const elsewhere = join(makeFolder(), 'shared.db');
    new DatabaseSync(elsewhere).close();
    writeFileSync(elsewhere, '');
    chmodSync(elsewhere, 0o644);
    symlinkSync(elsewhere, join(folder, 'uploads.db'));
    chmodSync(folder, 0o1777);
    assert.equal((await open(folder)).problem, undefined);
    assert.equal(modeOf(elsewhere), '644');
    assert.equal(modeOf(folder), '1777');
  });

  it("work where modes can't be changed, in another user's folder", async function () {
    if (process.getuid?.() !== 0) {
      // Only root can give a file away.
      this.skip();
    }
    const folder = makeFolder();
    (await open(folder)).close();
    chownSync(join(folder, 'uploads.db'), nobody, nobody);
    chmodSync(join(folder, 'uploads.db'), 0o666);
    assert.equal((await open(folder)).problem, undefined);
    assert.equal(modeOf(join(folder, 'uploads.db')), '666');
  });
});
