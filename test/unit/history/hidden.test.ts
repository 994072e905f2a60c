import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import { loadSqlite } from '../../../src/core/history/sqlite/sqliteModule.ts';
import {
  day,
  ids,
  makeFolder,
  removeFolders,
  runwayRecord,
  sampleRecord,
  startOfTests,
  testOptions,
} from './sampleRecords.ts';

const [kept, hidden] = [sampleRecord(1), runwayRecord(2)];
const now = startOfTests + 5 * day;

const kinds = [
  { name: 'in a database', sqlite: loadSqlite() },
  { name: 'in memory', sqlite: undefined },
];

for (const { name, sqlite } of kinds) {
  describe(`A hidden record ${name}`, () => {
    let history: HistoryStore;

    beforeEach(async () => {
      history = await openHistory(makeFolder(), { ...testOptions(), sqlite });
      history.add(kept);
      history.add(hidden);
      assert.deepEqual(await history.hide([hidden.id, hidden.id, 'nothing']), [hidden]);
    });
    afterEach(() => {
      history.close();
      removeFolders();
    });

    it('is in no list, and is reused for nothing', () => {
      assert.deepEqual(history.query({ limit: 9 }), [kept]);
      assert.deepEqual(history.query({ limit: 9, ids: [hidden.id] }), []);
      assert.deepEqual(history.query({ limit: 9, text: hidden.fileName }), []);
      assert.equal(history.count(), 1);
      assert.deepEqual(history.findByFile(hidden.fileUri), []);
      assert.deepEqual(history.findByContent(hidden, hidden.contentHash), []);
      const ended = { ...hidden, id: 'ended', reference: { ...hidden.reference, expiresAt: 1 } };
      assert.equal(history.livingRenewalOf(ended, { now: startOfTests }), undefined);
    });

    it('is known by its reference, for the documents that hold it', () => {
      assert.deepEqual(history.findByReference(hidden.reference.value), hidden);
      assert.deepEqual(history.get(hidden.id), hidden);
      assert.equal(history.provenanceOf(hidden.id), 'own');
    });

    it('is listed again as it was when that is undone, once', async () => {
      assert.deepEqual(await history.hide([hidden.id]), []);
      assert.equal(await history.restore([hidden]), 1);
      assert.equal(await history.restore([hidden]), 0);
      assert.deepEqual(ids(history.query({ limit: 9 })), [hidden.id, kept.id]);
      assert.deepEqual(history.findByContent(hidden, hidden.contentHash), [hidden]);
      assert.equal(history.provenanceOf(hidden.id), 'own');
      assert.equal(history.hiddenCount(9), 0);
    });

    it('stays hidden when it is used, and is listed when it is added again', () => {
      history.markUsed(hidden.id, now);
      assert.equal(history.count(), 1);
      assert.equal(history.findByReference(hidden.reference.value)?.lastUsedAt, now);
      history.add(hidden);
      assert.equal(history.count(), 2);
      assert.equal(history.hiddenCount(9), 0);
    });

    it('can be deleted for good', async () => {
      assert.equal((await history.remove([hidden.id])).length, 1);
      assert.equal(history.findByReference(hidden.reference.value), undefined);
      assert.equal(history.hiddenCount(9), 0);
      assert.equal(history.count(), 1);
    });

    it('is deleted once it is older than the retention time', async () => {
      history.markUsed(hidden.id, now);
      assert.equal(await history.applyRetention(1, now), 1);
      assert.ok(history.get(hidden.id));
      assert.equal(await history.applyRetention(1, now + 2 * day), 1);
      assert.equal(history.get(hidden.id), undefined);
    });

    it('can be one of many', async () => {
      await history.restore(Array.from({ length: 400 }, (_, number) => sampleRecord(10 + number)));
      assert.equal((await history.hideAll()).length, 401);
      assert.equal(history.count(), 0);
      assert.equal(history.hiddenCount(1_000), 402);
      await history.removeAll();
      assert.equal(history.hiddenCount(1_000), 0);
    });
  });
}

describe('A record hidden in a database', () => {
  afterEach(removeFolders);

  it('is hidden in other windows, and after a restart', async () => {
    const folder = makeFolder();
    const [mine, other] = [await openHistory(folder, testOptions()), await openHistory(folder, testOptions())];
    mine.add(hidden);
    await mine.hide([hidden.id]);
    assert.equal(other.count(), 0);
    assert.deepEqual(other.findByReference(hidden.reference.value), hidden);
    mine.close();
    other.close();
    const later = await openHistory(folder, testOptions());
    assert.deepEqual(later.query({ limit: 9 }), []);
    assert.equal(later.hiddenCount(9), 1);
    later.close();
  });
});
