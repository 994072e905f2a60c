import assert from 'node:assert/strict';
import { MemoryRecords } from '../../../../src/core/history/memoryRecords.ts';
import { pageSize, readPage } from '../../../../src/editor/uploadsView/rows/recordPages.ts';
import { ids, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';

function historyOf(count: number): MemoryRecords {
  const history = new MemoryRecords(() => startOfTests);
  history.restore(Array.from({ length: count }, (_, number) => sampleRecord(number)));
  return history;
}

describe('A page of uploads', () => {
  it('holds as many as were requested, and says whether there are more', async () => {
    const history = historyOf(5);
    const page = await readPage(history, { query: {}, limit: 3 });
    assert.deepEqual(ids(page.records), ['record-000004', 'record-000003', 'record-000002']);
    assert.equal(page.more, true);
    assert.equal((await readPage(history, { query: {}, limit: 5 })).more, false);
    assert.deepEqual(await readPage(history, { query: { text: 'nothing' }, limit: 5 }), { records: [], more: false });
  });

  it('searches for accepted records across pages of the history', async () => {
    const history = historyOf(900);
    const even = async ({ size }: { size: number }): Promise<boolean> => size % 300 === 0;
    const page = await readPage(history, { query: {}, limit: 3, accept: even });
    assert.deepEqual(
      page.records.map(({ size }) => size),
      [10_800, 10_500, 10_200],
    );
    assert.equal(page.more, false);
    assert.equal((await readPage(history, { query: {}, limit: 2, accept: even })).more, true);
  });

  it('stops searching when hardly any record is accepted, and says that there may be more', async () => {
    const history = historyOf(pageSize * 30);
    let looks = 0;
    const page = await readPage(history, {
      query: {},
      limit: 10,
      accept: () => {
        looks++;
        return false;
      },
    });
    assert.deepEqual(page, { records: [], more: true });
    assert.ok(looks < pageSize * 25, `${looks} files were looked at`);
  });
});
