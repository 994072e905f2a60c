import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { loadSqlite } from '../../../../src/core/history/sqlite/sqliteModule.ts';
import { TransferLeases } from '../../../../src/core/uploads/leases/transferLeases.ts';
import { png } from '../mediaSamples.ts';
import { useLeases } from './leaseWorld.ts';

describe('Leases in a file that cannot be used', () => {
  const leases = useLeases();
  const { openWindow, twoWindows, file, begin, sends, otherWindowLease } = leases;

  it('are recreated when it is damaged', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    writeFileSync(leases.path, 'no database '.repeat(1_000));
    writeFileSync(`${leases.path}-journal`, 'nor a journal');
    await begin(one, cat);
    await otherWindowLease(other, cat);
    assert.equal(leases.log.text, '');
  });

  it('are recreated when it is damaged while they are held', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    const sending = await begin(one, cat);
    writeFileSync(leases.path, 'no database '.repeat(1_000));
    await begin(other, cat);
    sending.end();
    await sending.ended;
    await otherWindowLease(one, cat);
  });

  it('are recreated when its table has other columns', async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    const sqlite = loadSqlite() ?? assert.fail('There is no SQLite');
    const foreign = new sqlite.DatabaseSync(leases.path);
    foreign.exec('CREATE TABLE claims_1 (something TEXT)');
    foreign.close();
    await begin(one, cat);
    await otherWindowLease(other, cat);
  });

  it("are done without, with one warning, when it can't be written", async () => {
    const [one, other] = twoWindows();
    const cat = await file('cat.png', png());
    mkdirSync(leases.path);
    await begin(one, cat);
    await begin(one, cat);
    assert.equal(leases.log.lines.length, 1, leases.log.text);
    assert.ok(await sends(other, cat));
    assert.ok(statSync(leases.path).isDirectory());
  });

  it('are done without when another process keeps it locked', async () => {
    const cat = await file('cat.png', png());
    const sqlite = loadSqlite() ?? assert.fail('There is no SQLite');
    const locking = new sqlite.DatabaseSync(leases.path);
    try {
      locking.exec('BEGIN EXCLUSIVE');
      assert.ok(await sends(openWindow(), cat));
    } finally {
      locking.close();
    }
    assert.match(leases.log.text, /^warn .*locked/);
  });

  it('are gone without where Node.js has no SQLite, and where the history is in memory', async () => {
    const { folder, history, clock, log } = leases;
    const cat = await file('cat.png', png());
    const without = new TransferLeases({ folder, history, clock, log, loadSqlite: () => undefined });
    assert.ok(await sends(without, cat));
    const forgetful = await openHistory(folder, { log, clock, sqlite: undefined });
    assert.ok(await sends(new TransferLeases({ folder, history: forgetful, clock, log }), cat));
    forgetful.close();
    assert.ok(!existsSync(leases.path));
  });
});
