import assert from 'node:assert/strict';
import { UploadError } from '../../../src/core/errors.ts';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { loadSqlite } from '../../../src/core/history/sqlite/sqliteModule.ts';
import {
  day,
  hour,
  ids,
  makeFolder,
  removeFolders,
  runwayRecord,
  sampleRecord,
  startOfTests,
  testOptions,
} from './sampleRecords.ts';

const kinds = [
  { name: 'in a database', sqlite: loadSqlite() },
  { name: 'in memory, without SQLite', sqlite: undefined },
];

for (const { name, sqlite } of kinds) {
  describe(`The upload history ${name}`, () => {
    let history: HistoryStore;

    beforeEach(async () => {
      history = await openHistory(makeFolder(), { ...testOptions(), sqlite });
    });
    afterEach(() => {
      history.close();
      removeFolders();
    });

    it('returns exactly what was added', () => {
      const records = [
        sampleRecord(1),
        runwayRecord(2),
        sampleRecord(3, { pixelSize: undefined, workspaceUri: undefined, alternatives: [], account: '' }),
        sampleRecord(4, { fileName: '写真 "1" \u{1F600}.png', mtimeMs: -12.75, lastUsedAt: startOfTests - 400 * day }),
      ];
      for (const record of records) {
        history.add(record);
      }
      assert.deepEqual(history.query({ limit: 10 }), [...records].reverse());
      assert.deepEqual(history.get('record-000002'), records[1]);
      assert.equal(history.get('nothing'), undefined);
      assert.equal(history.count(), 4);
    });

    it('replaces a record of the same id, which its old contents no longer find', () => {
      history.add(sampleRecord(1));
      const changed = sampleRecord(1, { ...runwayRecord(9), id: sampleRecord(1).id });
      history.add(changed);
      assert.deepEqual(history.query({ limit: 5 }), [changed]);
      assert.equal(history.findByReference(sampleRecord(1).reference.value), undefined);
      assert.deepEqual(history.query({ text: 'picture_1', limit: 5 }), []);
    });

    it('lists the newest first, page by page, and equal times in a stable order', () => {
      for (let number = 0; number < 25; number++) {
        history.add(sampleRecord(number, { uploadedAt: startOfTests + Math.floor(number / 10) }));
      }
      const seen: string[] = [];
      for (let after: UploadRecord | undefined, pages = 0; pages < 10; pages++) {
        const page = history.query({ limit: 7, after });
        seen.push(...ids(page));
        after = page.at(-1) ?? after;
      }
      assert.deepEqual(seen, ids(history.query({ limit: 100 })));
      assert.equal(new Set(seen).size, 25);
      assert.equal(seen[0], 'record-000024');
    });

    it('neither repeats nor skips a record while others are added and removed between pages', async () => {
      for (let number = 0; number < 20; number++) {
        history.add(sampleRecord(number));
      }
      const first = history.query({ limit: 5 });
      history.add(sampleRecord(100));
      await history.remove(ids(first.slice(-1)));
      const second = history.query({ limit: 5, after: first.at(-1) });
      assert.deepEqual(ids(second), [
        'record-000014',
        'record-000013',
        'record-000012',
        'record-000011',
        'record-000010',
      ]);
    });

    it('removes, and restores what was removed', async () => {
      const records = [3, 2, 1].map((number) => sampleRecord(number));
      assert.equal(await history.restore(records), 3);
      const removed = await history.remove(['record-000001', 'unknown', 'record-000003']);
      assert.deepEqual(ids(removed), ['record-000003', 'record-000001']);
      assert.equal(history.findByReference(sampleRecord(1).reference.value), undefined);
      assert.deepEqual(await history.remove(ids(removed)), []);
      assert.equal(await history.restore(removed), 2);
      assert.deepEqual(history.query({ limit: 10 }), records);
      assert.deepEqual(history.findByReference(sampleRecord(1).reference.value), sampleRecord(1));
    });

    it("doesn't overwrite existing records when it restores others", async () => {
      history.add(sampleRecord(1, { size: 5 }));
      assert.equal(await history.restore([sampleRecord(1), sampleRecord(2), sampleRecord(2)]), 1);
      assert.equal(history.get('record-000001')?.size, 5);
    });

    it('clears what has expired and keeps what has no end', async () => {
      await history.restore([runwayRecord(1), runwayRecord(2), sampleRecord(3)]);
      const now = runwayRecord(1).uploadedAt + day;
      const cleared = await history.hideExpired(now);
      assert.deepEqual(cleared, [runwayRecord(1)]);
      assert.deepEqual(ids(history.query({ limit: 5 })), ['record-000003', 'record-000002']);
      await history.restore(cleared);
      assert.equal(history.count(), 3);
    });

    it('removes every upload of one account with the same primary reference, hidden ones included', async () => {
      const removed = sampleRecord(1);
      const { reference } = removed;
      const others = [
        sampleRecord(3, { reference, account: 'other' }),
        sampleRecord(4, { reference, origin: 'https://elsewhere.example' }),
        sampleRecord(5, { reference, provider: 'runway' }),
        sampleRecord(6, { alternatives: [reference] }),
        sampleRecord(7, { reference: { ...reference, form: 'downloadUrl' } }),
      ];
      await history.restore([removed, sampleRecord(2, { reference }), ...others]);
      await history.hide([sampleRecord(2).id]);
      assert.deepEqual(ids(await history.removeByReference(removed)), ['record-000002', 'record-000001']);
      assert.deepEqual(history.query({ limit: 9 }), [...others].reverse());
      assert.equal(history.hiddenCount(5), 0);
      assert.deepEqual(await history.removeByReference(removed), []);
    });

    it('forgets everything, hidden records and remembered hashes included', async () => {
      const stamp = { size: 1, mtimeMs: 2.5, inode: 3n };
      await history.restore([runwayRecord(1), sampleRecord(2)]);
      await history.hide([sampleRecord(2).id]);
      history.rememberHash('file:///a', stamp, 'hash');
      await history.removeAll();
      assert.equal(history.count(), 0);
      assert.equal(history.hiddenCount(5), 0);
      assert.deepEqual(history.query({ text: 'picture', limit: 5 }), []);
      assert.equal(history.findByReference(sampleRecord(2).reference.value), undefined);
      assert.equal(history.rememberedHash('file:///a', stamp), undefined);
    });

    it('removes records neither made nor used within the retention time, and none if that is 0 days', async () => {
      const old = { uploadedAt: startOfTests - 40 * day };
      await history.restore([
        sampleRecord(1, { ...old, lastUsedAt: startOfTests - 31 * day }),
        sampleRecord(2, { ...old, lastUsedAt: startOfTests - 29 * day }),
        sampleRecord(3, { uploadedAt: startOfTests + 300 * day, lastUsedAt: 0 }),
        sampleRecord(4),
      ]);
      assert.equal(await history.applyRetention(0, startOfTests), 0);
      assert.equal(await history.applyRetention(30, startOfTests), 1);
      assert.deepEqual(ids(history.query({ limit: 9 })), ['record-000003', 'record-000004', 'record-000002']);
    });

    it('finds uploads of the same bytes only within the same account', () => {
      const record = sampleRecord(1);
      history.add(record);
      history.add(sampleRecord(2, { contentHash: record.contentHash, size: record.size }));
      assert.deepEqual(ids(history.findByContent(record, record.contentHash)), ['record-000002', 'record-000001']);
      assert.equal(history.hasSize(record, record.size), true);
      assert.equal(history.hasSize(record, record.size + 77), false);
      for (const other of [
        { ...record, account: 'other' },
        { ...record, origin: 'https://elsewhere.example' },
        { ...record, provider: 'runway' as const },
      ]) {
        assert.deepEqual(history.findByContent(other, record.contentHash), []);
        assert.equal(history.hasSize(other, record.size), false);
      }
    });

    it('finds a record by any of its references, however long, and the newest of several', () => {
      const long = `runway://${'eyJhbGciOiJIUzI1NiJ9'.repeat(250)}`;
      const reference = { ...runwayRecord(1).reference, value: `${long}1` };
      history.add(runwayRecord(1, { reference }));
      history.add(sampleRecord(2));
      history.add(sampleRecord(3, { alternatives: sampleRecord(2).alternatives }));
      assert.equal(history.findByReference(`${long}1`)?.id, 'record-000001');
      assert.equal(history.findByReference(long), undefined);
      assert.equal(history.findByReference(sampleRecord(2).alternatives[0]?.value ?? '')?.id, 'record-000003');
    });

    it('keeps a record whose references have the same text in two forms', () => {
      const { reference } = sampleRecord(1);
      const record = sampleRecord(1, { alternatives: [{ ...reference, form: 'inputName' }] });
      history.add(record);
      assert.deepEqual(history.findByReference(reference.value), record);
    });

    it('lists the uploads of one file, newest first', async () => {
      await history.restore([sampleRecord(1), sampleRecord(2), sampleRecord(3, { fileUri: sampleRecord(1).fileUri })]);
      assert.deepEqual(ids(history.findByFile(sampleRecord(1).fileUri)), ['record-000003', 'record-000001']);
      assert.deepEqual(history.findByFile('file:///nowhere'), []);
    });

    it('remembers when a reference was last used, and never goes back in time', () => {
      history.add(sampleRecord(1));
      history.markUsed('record-000001', startOfTests + day);
      history.markUsed('record-000001', startOfTests);
      history.markUsed('unknown', startOfTests);
      assert.equal(history.get('record-000001')?.lastUsedAt, startOfTests + day);
    });

    it('remembers a hash only as long as size, time and inode stay the same', () => {
      const stamp = { size: 10, mtimeMs: 1_700_000_000_000.123, inode: 2n ** 60n };
      history.rememberHash('file:///a.png', stamp, 'first');
      history.rememberHash('file:///a.png', { ...stamp, size: 11 }, 'second');
      assert.equal(history.rememberedHash('file:///a.png', { ...stamp, size: 11 }), 'second');
      assert.equal(history.rememberedHash('file:///a.png', stamp), undefined);
      assert.equal(history.rememberedHash('file:///a.png', { size: 11, mtimeMs: 1, inode: 2n ** 60n }), undefined);
      assert.equal(history.rememberedHash('file:///a.png', { ...stamp, size: 11, inode: 1n }), undefined);
      assert.equal(history.rememberedHash('file:///b.png', stamp), undefined);
    });

    it('lists each record in one state', async () => {
      await history.restore([runwayRecord(0), runwayRecord(3600), runwayRecord(7200), sampleRecord(4)]);
      const now = startOfTests + day;
      for (const expiry of ['expired', 'expiring', 'valid', 'never'] as const) {
        for (const order of ['newest', 'expiresFirst'] as const) {
          assert.equal(history.query({ expiry, now, expiringWithin: hour, order, limit: 9 }).length, 1, expiry);
        }
      }
    });

    it('sorts what expires first to the top and what never expires to the bottom', async () => {
      await history.restore([sampleRecord(9), runwayRecord(2), runwayRecord(1), sampleRecord(8)]);
      const all = history.query({ order: 'expiresFirst', limit: 9 });
      assert.deepEqual(ids(all), ['record-000001', 'record-000002', 'record-000009', 'record-000008']);
      assert.deepEqual(history.query({ order: 'expiresFirst', limit: 9, after: all[2] }), all.slice(3));
      assert.deepEqual(history.query({ order: 'expiresFirst', limit: 1, after: all[0] }), all.slice(1, 2));
    });

    it('compares the end with its own clock if no time is given', async () => {
      await history.restore([
        runwayRecord(1, { reference: { ...runwayRecord(1).reference, expiresAt: startOfTests } }),
      ]);
      assert.equal(history.query({ expiry: 'expired', limit: 1 }).length, 1);
      assert.equal(history.query({ expiry: 'valid', limit: 1 }).length, 0);
    });

    it('finds nothing for an empty list of providers, kinds or files', () => {
      history.add(sampleRecord(1));
      assert.equal(history.query({ providers: [], limit: 1 }).length, 0);
      assert.equal(history.query({ kinds: [], limit: 1 }).length, 0);
      assert.equal(history.query({ fileUris: [], limit: 1 }).length, 0);
      assert.equal(history.query({ limit: 0 }).length, 0);
      assert.equal(history.query({ limit: -1 }).length, 0);
    });

    it('keeps records from the future, left by a clock that was set back, and lists them first', async () => {
      await history.restore([sampleRecord(1), sampleRecord(2, { uploadedAt: startOfTests + 4000 * day })]);
      assert.equal(history.query({ limit: 1 })[0]?.id, 'record-000002');
      assert.equal(await history.applyRetention(1, startOfTests), 0);
    });

    it("refuses records that would bloat it, and values that aren't numbers", async () => {
      const reference = sampleRecord(1).reference;
      const refused = [
        sampleRecord(1, { reference: { ...reference, value: 'x'.repeat(3_000_000) } }),
        sampleRecord(1, { fileUri: `file:///${'y'.repeat(70_000)}` }),
        sampleRecord(1, { alternatives: Array.from({ length: 50 }, () => reference) }),
        sampleRecord(1, { size: Number.NaN }),
        sampleRecord(1, { uploadedAt: 2 ** 60 }),
      ];
      for (const record of refused) {
        assert.throws(
          () => history.add(record),
          (error) => UploadError.is(error, 'unexpectedReply') && error.message.length < 200,
        );
      }
      await assert.rejects(history.restore([sampleRecord(2), refused[0] ?? sampleRecord(1)]), {
        code: 'unexpectedReply',
      });
      assert.equal(history.count(), 0);
    });

    it('lists what was uploaded within a period, without its end', async () => {
      await history.restore([1, 2, 3, 4].map((number) => sampleRecord(number)));
      const [, second, , fourth] = [1, 2, 3, 4].map((number) => sampleRecord(number).uploadedAt);
      const found = history.query({ uploadedFrom: second, uploadedBefore: fourth, limit: 9 });
      assert.deepEqual(ids(found), ['record-000003', 'record-000002']);
      assert.deepEqual(history.query({ uploadedFrom: (fourth ?? 0) + 1, limit: 9 }), []);
    });

    it('lists records by their ids, in the order of the list', async () => {
      await history.restore([1, 2, 3].map((number) => sampleRecord(number)));
      const found = history.query({ ids: ['record-000001', 'record-000003', 'unknown'], limit: 9 });
      assert.deepEqual(ids(found), ['record-000003', 'record-000001']);
      assert.deepEqual(history.query({ ids: [], limit: 9 }), []);
    });

    it('lists records in any of several states', async () => {
      await history.restore([
        sampleRecord(1),
        runwayRecord(2),
        runwayRecord(3, { id: 'ended', uploadedAt: startOfTests - 9 }),
      ]);
      history.add({ ...runwayRecord(4), reference: { ...runwayRecord(4).reference, expiresAt: startOfTests - 1 } });
      const query = { now: startOfTests, expiringWithin: hour, limit: 9 } as const;
      assert.deepEqual(ids(history.query({ ...query, expiry: ['expired', 'never'] })), [
        'record-000004',
        'record-000001',
      ]);
      assert.deepEqual(ids(history.query({ ...query, expiry: ['valid'], order: 'expiresFirst' })), [
        'record-000002',
        'ended',
      ]);
      assert.deepEqual(history.query({ ...query, expiry: [] }), []);
      assert.equal(history.query({ ...query, expiry: ['valid', 'expiring', 'expired', 'never'] }).length, 4);
    });

    it('has a salt of its own', () => {
      assert.match(history.accountSalt, /^[0-9a-f]{32}$/);
    });
  });
}
