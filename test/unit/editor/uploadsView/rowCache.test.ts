import assert from 'node:assert/strict';
import { shown } from '../../../../src/editor/text/shown.ts';
import { RowCache, sameRows } from '../../../../src/editor/uploadsView/rows/rowCache.ts';
import type { UploadGroup } from '../../../../src/editor/uploadsView/rows/uploadNodes.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';
import { onlyConnection } from '../connections/onlyConnection.ts';

const facts = { isRenewed: false, connection: onlyConnection('RunningHub') };

function group(key: string): UploadGroup {
  return { key, label: shown(key), count: undefined, page: async () => ({ records: [], more: false }) };
}

describe('The rows that are shown', () => {
  it('are the same objects as long as they are shown, brought up to date', () => {
    const cache = new RowCache();
    const first = cache.record(sampleRecord(1), undefined, facts);
    cache.show(undefined, [first]);
    const changed = sampleRecord(1, { lastUsedAt: 5 });
    assert.equal(cache.record(changed, undefined, facts), first);
    assert.equal(first.record, changed);
  });

  it('are forgotten when they leave their list', () => {
    const cache = new RowCache();
    const first = cache.record(sampleRecord(1), undefined, facts);
    cache.show(undefined, [first]);
    cache.show(undefined, []);
    assert.notEqual(cache.record(sampleRecord(1), undefined, facts), first);
  });

  it('differ between groups, and leave with their group', () => {
    const cache = new RowCache();
    const [one, other] = [cache.group(group('one')), cache.group(group('other'))];
    const inOne = cache.record(sampleRecord(1), one, facts);
    const inOther = cache.record(sampleRecord(1), other, facts);
    assert.notEqual(inOne, inOther);
    assert.notEqual(inOne.key, inOther.key);
    cache.show(undefined, [one, other]);
    cache.show(one, [inOne]);
    cache.show(other, [inOther]);
    assert.equal(cache.records().length, 2);
    cache.show(undefined, [other]);
    assert.deepEqual(cache.records(), [inOther]);
    assert.equal(cache.shown(one), undefined);
  });

  it('differ from others by order and number', () => {
    const cache = new RowCache();
    const [a, b] = [1, 2].map((number) => cache.record(sampleRecord(number), undefined, facts));
    assert.ok(a && b);
    assert.ok(sameRows([a, b], [a, b]));
    assert.ok(!sameRows([a, b], [b, a]));
    assert.ok(!sameRows([a], [a, b]));
  });
});
