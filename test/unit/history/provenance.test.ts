import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import { loadSqlite } from '../../../src/core/history/sqlite/sqliteModule.ts';
import { makeFolder, removeFolders, sampleRecord, testOptions } from './sampleRecords.ts';

const kinds = [
  { name: 'in a database', sqlite: loadSqlite() },
  { name: 'in memory, without SQLite', sqlite: undefined },
];
const [one, other] = [sampleRecord(1), sampleRecord(2)];

for (const { name, sqlite } of kinds) {
  describe(`How records came into the history ${name}`, () => {
    let history: HistoryStore;

    beforeEach(async () => {
      history = await openHistory(makeFolder(), { ...testOptions(), sqlite });
    });
    afterEach(() => {
      history.close();
      removeFolders();
    });

    it('is kept for those made here, those imported, and nothing else', async () => {
      history.add(one);
      assert.equal(await history.import([other]), 1);
      assert.deepEqual(
        [one.id, other.id, 'nothing'].map((id) => history.provenanceOf(id)),
        ['own', 'imported', undefined],
      );
    });

    it('is not changed by an import of a record that is there', async () => {
      history.add(one);
      assert.equal(await history.import([{ ...one, fileUri: 'file:///etc/passwd' }]), 0);
      assert.equal(history.provenanceOf(one.id), 'own');
      assert.equal(history.get(one.id)?.fileUri, one.fileUri);
    });

    for (const removal of ['hide', 'hideExpired', 'hideAll'] as const) {
      it(`stays while ${removal} takes the record from the list, and when that is undone`, async () => {
        const expired = { ...one.reference, expiresAt: 1 };
        history.add({ ...one, reference: expired });
        await history.import([{ ...other, reference: expired }]);
        const removed = await {
          hide: () => history.hide([one.id, other.id]),
          hideExpired: () => history.hideExpired(2),
          hideAll: () => history.hideAll(),
        }[removal]();
        assert.equal(history.count(), 0);
        assert.equal(history.provenanceOf(other.id), 'imported');
        assert.equal(await history.restore(removed), 2);
        assert.deepEqual(
          [one.id, other.id].map((id) => history.provenanceOf(id)),
          ['own', 'imported'],
        );
      });
    }

    it('of a removed record is not inherited by an imported one with its id', async () => {
      history.add(one);
      await history.remove([one.id]);
      await history.import([one]);
      assert.equal(history.provenanceOf(one.id), 'imported');
    });
  });
}

describe('How a record came into a database', () => {
  afterEach(removeFolders);

  it('is unknown of one that was written by a version that keeps no note of it', async () => {
    const folder = makeFolder();
    const [first, { log, clock }] = [await openHistory(folder, testOptions()), testOptions()];
    first.add(one);
    first.close();
    const database = new DatabaseSync(join(folder, 'uploads.db'));
    // What 0.1.0 does when it replaces a record: a new row, and nothing else.
    database.exec('CREATE TEMP TABLE copy AS SELECT * FROM records; DELETE FROM records');
    database.exec('INSERT INTO records SELECT * FROM copy');
    database.close();
    const second = await openHistory(folder, { log, clock });
    assert.equal(second.count(), 1);
    assert.equal(second.provenanceOf(one.id), undefined);
    second.close();
  });

  it('is the same in another window, and after a restart', async () => {
    const folder = makeFolder();
    const first = await openHistory(folder, testOptions());
    const second = await openHistory(folder, testOptions());
    await first.import([one]);
    assert.equal(second.provenanceOf(one.id), 'imported');
    first.close();
    second.close();
    const third = await openHistory(folder, testOptions());
    assert.equal(third.provenanceOf(one.id), 'imported');
    third.close();
  });
});
