import assert from 'node:assert/strict';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import { longestUsable } from '../../../src/core/uploads/reuse.ts';
import { hour, runwayRecord, sampleRecord, startOfTests } from '../history/sampleRecords.ts';

const now = startOfTests + hour;

/** An upload whose reference has this long left, in milliseconds. */
function endingIn(left: number, number: number): UploadRecord {
  const record = runwayRecord(number);
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

function chosenOf(...records: readonly UploadRecord[]): string | undefined {
  const account: Account = {
    provider: providerById('runway'),
    endpoint: new URL('https://api.dev.runwayml.com'),
    key: 'a key',
    options: {},
  };
  return longestUsable(records, { account, form: undefined }, now)?.id;
}

describe('The upload that is reused', () => {
  it('is one that still works, although a newer one has expired', () => {
    const [older, newer] = [endingIn(2 * hour, 1), endingIn(-hour, 2)];
    assert.equal(chosenOf(newer, older), older.id);
  });

  it('is the one that works longest', () => {
    const [oldest, older, newer] = [endingIn(2 * hour, 1), endingIn(9 * hour, 2), endingIn(hour, 3)];
    assert.equal(chosenOf(newer, older, oldest), older.id);
  });

  it('is the newest where none of them ends', () => {
    const [older, newer] = [sampleRecord(1), sampleRecord(2)];
    assert.equal(chosenOf(newer, older), newer.id);
  });

  it('is none that ends while a job may be queued', () => {
    assert.equal(chosenOf(endingIn(14 * 60_000, 1)), undefined);
  });
});
