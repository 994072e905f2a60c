import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { MemoryRecords } from '../../../../src/core/history/memoryRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { ids, runwayRecord, startOfTests } from '../../history/sampleRecords.ts';
import { connectionWorld, studio } from '../connections/connectionWorld.ts';

const { groupsOf } = await import('../../../../src/editor/uploadsView/rows/grouping.ts');

describe('Uploads grouped by provider', () => {
  let world: ReturnType<typeof connectionWorld>;
  let history: MemoryRecords;

  beforeEach(async () => {
    world = connectionWorld();
    history = new MemoryRecords(() => startOfTests);
    history.restore([
      { ...(await world.uploadedWith('runware')), id: 'first' },
      { ...(await world.uploadedWith(studio.id)), id: 'second' },
      { ...(await world.uploadedWith(studio.id)), id: 'third' },
      runwayRecord(1),
    ]);
  });

  async function groups(accept?: (record: UploadRecord) => Promise<boolean>) {
    const connections = await world.recordConnections.load(['runware', 'runway']);
    const context = {
      ...{ history: history as unknown as HistoryStore, query: {}, accept, now: startOfTests, connections },
      usage: () => assert.fail('Not asked for'),
    };
    const { groups: found } = await groupsOf('provider', context, 10);
    return Promise.all(
      found.map(async ({ label, count, page }) => [label, count, ids((await page(10)).records).sort()]),
    );
  }

  it('have one group each where there is one connection, with a count', async () => {
    world.setAdded([]);
    assert.deepEqual(await groups(), [
      ['Runware', 3, ['first', 'second', 'third']],
      ['Runway', 1, ['record-000001']],
    ]);
  });

  it('have one group per connection where there are several', async () => {
    assert.deepEqual(await groups(), [
      ['Runware (default)', 1, ['first']],
      ['Runware (Studio)', 2, ['second', 'third']],
      ['Runway', 1, ['record-000001']],
    ]);
    assert.deepEqual(await groups(async ({ id }) => id === 'third'), [['Runware (Studio)', undefined, ['third']]]);
  });

  it("aren't counted by connection where there are more than one list shows", async () => {
    const record = await world.uploadedWith(studio.id);
    history.restore(Array.from({ length: 200 }, (_, index) => ({ ...record, id: `more-${index}` })));
    assert.deepEqual(
      (await groups()).map(([label, count]) => [label, count]),
      [
        ['Runware (default)', undefined],
        ['Runware (Studio)', undefined],
        ['Runway', 1],
      ],
    );
  });

  it('are gathered where none of several connections has made them, as they are now', async () => {
    world.setKey(studio.id, 'another-key');
    assert.deepEqual(await groups(), [
      ['Runware (default)', 1, ['first']],
      ['Runware (other connections)', 2, ['second', 'third']],
      ['Runway', 1, ['record-000001']],
    ]);
  });
});
