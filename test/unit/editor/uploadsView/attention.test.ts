import assert from 'node:assert/strict';
import type { HistoryQuery } from '../../../../src/core/history/historyStore.ts';
import { MemoryRecords } from '../../../../src/core/history/memoryRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { livingRenewals } from '../../../../src/core/history/renewals.ts';
import { countAttention } from '../../../../src/editor/uploadsView/attention.ts';
import { day, hour, runwayRecord, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';

const now = startOfTests + 10 * day;
const warning = 6 * hour;

/** An upload whose reference ends so many milliseconds from now. */
function ending(number: number, left: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  const record = runwayRecord(number, changes);
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

function attention(records: readonly UploadRecord[], isOurs: (record: UploadRecord) => boolean = () => true) {
  const stored = new MemoryRecords(() => now);
  stored.restore(records);
  const history = {
    query: (query: HistoryQuery) => stored.query(query),
    livingRenewals: (due: readonly UploadRecord[], at: number) => livingRenewals(stored, due, { now: at }),
  };
  return countAttention(history, { now, warning, isOurs });
}

describe('The badge counts', () => {
  it('what expires soon and what expired within the last day', () => {
    const { expiring, expired } = attention([
      ending(1, 7 * hour),
      ending(2, 5 * hour),
      ending(3, 1),
      ending(4, -1),
      ending(5, -23 * hour),
      ending(6, -25 * hour),
      sampleRecord(7),
    ]);
    assert.deepEqual({ expiring, expired }, { expiring: 2, expired: 2 });
  });

  it('nothing of other workspaces', () => {
    const { expiring, expired } = attention([ending(1, hour), ending(2, -hour)], ({ id }) => id === 'record-000002');
    assert.deepEqual({ expiring, expired }, { expiring: 0, expired: 1 });
  });

  it('nothing that was uploaded again to the same provider', () => {
    const old = ending(1, -hour);
    const again = ending(2, 20 * hour, { fileUri: old.fileUri });
    assert.equal(attention([old, again]).expired, 0);
    assert.equal(attention([old, sampleRecord(2, { fileUri: old.fileUri })]).expired, 1);
  });

  it('again when a reference is about to expire, expires, or expired a day ago', () => {
    assert.equal(attention([]).nextChange, undefined);
    assert.equal(attention([sampleRecord(1)]).nextChange, undefined);
    assert.equal(attention([ending(1, 20 * hour)]).nextChange, now + 14 * hour);
    assert.equal(attention([ending(1, 20 * hour), ending(2, 2 * hour)]).nextChange, now + 2 * hour);
    assert.equal(attention([ending(1, -20 * hour), ending(2, 5 * hour)]).nextChange, now + 4 * hour);
  });
});
