import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AssetState } from '../../../../src/core/history/assetState.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { day, hour, runwayRecord, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';

const { acceptStates } = await import('../../../../src/editor/uploadsView/rows/recordStates.ts');

const now = startOfTests + 10 * day;
const folder = mkdtempSync(join(tmpdir(), 'states-'));
const file = join(folder, 'hero.png');
writeFileSync(file, 'content');
const { size, mtimeMs } = statSync(file);
const there: Partial<UploadRecord> = { fileUri: pathToFileURL(file).href, size, mtimeMs };

function ending(left: number, changes: Partial<UploadRecord>): UploadRecord {
  const record = runwayRecord(1, changes);
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

describe('A filter by state', () => {
  after(() => rmSync(folder, { recursive: true }));

  async function accepted(record: UploadRecord, renewal?: UploadRecord): Promise<readonly AssetState[]> {
    const states: readonly AssetState[] = ['valid', 'expiring', 'expired', 'renewed', 'changed', 'missing'];
    const found: AssetState[] = [];
    for (const state of states) {
      const accept = acceptStates({ livingRenewalOf: () => renewal }, [state], { now, expiringWithin: hour });
      if (await accept?.(record)) {
        found.push(state);
      }
    }
    return found;
  }

  it('accepts each upload in its state', async () => {
    assert.deepEqual(await accepted(ending(2 * hour, there)), ['valid']);
    assert.deepEqual(await accepted(sampleRecord(1, there)), ['valid']);
    assert.deepEqual(await accepted(ending(1, there)), ['expiring']);
    assert.deepEqual(await accepted(ending(-1, there)), ['expired']);
    assert.deepEqual(await accepted(ending(-1, there), sampleRecord(2)), ['renewed']);
    assert.deepEqual(await accepted(ending(2 * hour, { ...there, size: 1 })), ['changed']);
  });

  it('finds what has become of the file beside the end of its reference', async () => {
    assert.deepEqual(await accepted(ending(-1, {})), ['expired', 'missing']);
    assert.deepEqual(await accepted(ending(2 * hour, {})), ['missing']);
  });

  it('looks at no file where no state is chosen', () => {
    assert.equal(acceptStates({ livingRenewalOf: () => undefined }, [], { now, expiringWithin: hour }), undefined);
  });
});
