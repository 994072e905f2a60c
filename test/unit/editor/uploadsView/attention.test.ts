import assert from 'node:assert/strict';
import type { HistoryQuery } from '../../../../src/core/history/historyStore.ts';
import { MemoryRecords } from '../../../../src/core/history/memoryRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { livingRenewals } from '../../../../src/core/history/renewals.ts';
import { attentionOf } from '../../../../src/editor/uploadsView/attention.ts';
import { day, hour, ids, runwayRecord, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';

const now = startOfTests + 10 * day;
const warning = 6 * hour;

/** An upload whose reference ends so many milliseconds from now. */
function ending(number: number, left: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  const record = runwayRecord(number, changes);
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

function attention(records: readonly UploadRecord[], used: readonly string[] = ids(records)) {
  const stored = new MemoryRecords(() => now);
  stored.restore(records);
  const history = {
    query: (query: HistoryQuery) => stored.query(query),
    livingRenewals: (due: readonly UploadRecord[], at: number) => livingRenewals(stored, due, { now: at }),
  };
  return attentionOf(history, { now, warning, used });
}

describe('Attention is needed', () => {
  it('by what has expired, however long ago, and by what soon will, the most urgent first', () => {
    const { expiring, expired, records } = attention([
      ending(1, 7 * hour),
      ending(2, 5 * hour),
      ending(3, 1),
      ending(4, -1),
      ending(6, -25 * day),
      sampleRecord(7),
    ]);
    assert.deepEqual({ expiring, expired }, { expiring: 2, expired: 2 });
    assert.deepEqual(ids(records), ['record-000006', 'record-000004', 'record-000003', 'record-000002']);
  });

  it('by nothing that no workflow uses', () => {
    const records = [ending(1, hour), ending(2, -hour)];
    assert.deepEqual(ids(attention(records, ['record-000002']).records), ['record-000002']);
    assert.deepEqual(attention(records, []).records, []);
  });

  it('by nothing that has been renewed at the same provider', () => {
    const old = ending(1, -hour);
    const again = ending(2, 20 * hour, { fileUri: old.fileUri });
    assert.equal(attention([old, again]).expired, 0);
    assert.equal(attention([old, sampleRecord(2, { fileUri: old.fileUri })]).expired, 1);
  });

  it('anew when a reference is about to expire, when it expires, and when a renewal does', () => {
    assert.equal(attention([]).nextChange, undefined);
    assert.equal(attention([sampleRecord(1)]).nextChange, undefined);
    assert.equal(attention([ending(1, -hour)]).nextChange, undefined);
    assert.equal(attention([ending(1, 20 * hour)]).nextChange, now + 14 * hour);
    assert.equal(attention([ending(1, 20 * hour), ending(2, 2 * hour)]).nextChange, now + 2 * hour);
    const old = ending(1, -hour);
    const renewal = ending(2, 4 * hour, { fileUri: old.fileUri });
    assert.equal(attention([old, renewal], [old.id]).nextChange, now + 4 * hour);
  });
});
