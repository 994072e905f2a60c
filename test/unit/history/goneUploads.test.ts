import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markGone } from '../../../src/core/history/goneUploads.ts';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { lifetimeState } from '../../../src/core/history/lifetime.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { ids, runwayRecord, sampleRecord, startOfTests, testOptions } from './sampleRecords.ts';

const now = startOfTests + 60_000;
const hour = 3_600_000;

/** Like `sampleRecord`, at a server that keeps uploads. */
function keptRecord(number: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  return sampleRecord(number, {
    provider: 'comfyServer',
    origin: 'http://127.0.0.1:8188',
    account: '',
    reference: { form: 'inputName', value: `cat-${number}.png`, lifetime: { type: 'kept' }, expiresAt: undefined },
    alternatives: [],
    ...changes,
  });
}

describe('uploads that their provider no longer has', () => {
  let folder: string;
  let history: HistoryStore;

  const stored = (record: UploadRecord): UploadRecord => {
    const found = history.findByReference(record.reference.value);
    assert.ok(found);
    return found;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workflow-assets-'));
    history = await openHistory(folder, testOptions());
  });
  afterEach(async () => {
    history.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('have ended, although such uploads never end by themselves', async () => {
    const record = keptRecord(1);
    history.add(record);
    await markGone(history, record, now);
    const { reference } = stored(record);
    assert.deepEqual(reference, { ...record.reference, expiresAt: now });
    assert.equal(lifetimeState(reference, now, hour), 'expired');
    assert.deepEqual(ids(history.query({ expiry: 'expired', now, limit: 9 })), [record.id]);
  });

  it('end with all their references, and not later than they would have', async () => {
    const sample = sampleRecord(1);
    const ended = runwayRecord(2, {
      reference: { ...runwayRecord(2).reference, expiresAt: now - hour },
    });
    for (const record of [sample, ended]) {
      history.add(record);
      await markGone(history, record, now);
    }
    assert.deepEqual(
      stored(sample).alternatives.map(({ expiresAt }) => expiresAt),
      [now],
    );
    assert.equal(stored(ended).reference.expiresAt, now - hour);
  });

  it('take along other uploads with the same reference, and no other reference of the same bytes', async () => {
    const { contentHash } = keptRecord(1);
    const same = { ...keptRecord(2, { contentHash }), reference: keptRecord(1).reference };
    const other = keptRecord(3, { contentHash });
    for (const each of [keptRecord(1), same, other]) {
      history.add(each);
    }
    await markGone(history, keptRecord(1), now);
    assert.deepEqual(ids(history.query({ expiry: 'expired', now, limit: 9 })).sort(), [keptRecord(1).id, same.id]);
    assert.equal(history.livingRenewalOf(stored(keptRecord(1)), { now })?.id, other.id);
  });

  it('stay what they were: imported, or of unknown origin', async () => {
    const [imported, unknown, own] = [keptRecord(1), keptRecord(2), keptRecord(3)];
    await history.import([imported]);
    await history.restore([unknown]);
    history.add(own);
    for (const record of [imported, unknown, own]) {
      await markGone(history, record, now);
      assert.equal(stored(record).reference.expiresAt, now);
    }
    assert.deepEqual(
      [imported, unknown, own].map(({ id }) => history.provenanceOf(id)),
      ['imported', undefined, 'own'],
    );
  });

  it('stay out of the lists that they were removed from', async () => {
    const record = keptRecord(1);
    history.add(record);
    await history.hide([record.id]);
    await markGone(history, record, now);
    assert.equal(history.count(), 0);
    assert.equal(stored(record).reference.expiresAt, now);
  });
});
