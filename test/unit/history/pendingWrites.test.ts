import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HistoryQuery } from '../../../src/core/history/historyStore.ts';
import { MemoryRecords } from '../../../src/core/history/memoryRecords.ts';
import { PendingWrites, perform, type RecordWrite } from '../../../src/core/history/pending/pendingWrites.ts';
import type { RecordReader } from '../../../src/core/history/recordStorage.ts';
import { day, runwayRecord, sampleRecord, startOfTests } from './sampleRecords.ts';

const records = Array.from({ length: 12 }, (_, number) =>
  number % 2 === 0 ? runwayRecord(number, { size: 100 }) : sampleRecord(number, { size: 100 + number }),
);
const stamps = [1, 2].map((size) => ({ size, mtimeMs: 1, inode: 1n }));

const record = fc.constantFrom(...records);
const changed = fc.tuple(record, fc.constantFrom(...records)).map(([one, other]) => ({ ...other, id: one.id }));
const write: fc.Arbitrary<RecordWrite> = fc.oneof(
  changed.map((each): RecordWrite => ({ type: 'add', record: each })),
  fc.tuple(fc.array(changed, { maxLength: 4 }), fc.constantFrom('own', 'imported', undefined)).map(
    ([each, provenance]): RecordWrite => ({
      type: 'restore',
      records: each,
      provenances: provenance && Object.fromEntries(each.map(({ id }) => [id, provenance])),
    }),
  ),
  fc
    .tuple(fc.constantFrom('hide', 'remove'), fc.array(record, { maxLength: 4 }))
    .map(([type, each]): RecordWrite => ({ type, ids: each.map(({ id }) => id) })),
  fc
    .tuple(record, fc.integer({ min: startOfTests, max: startOfTests + day }))
    .map(([{ id }, at]): RecordWrite => ({ type: 'markUsed', id, at })),
  fc
    .tuple(fc.constantFrom('file:///a', 'file:///b'), fc.constantFrom(...stamps), fc.constantFrom('one', 'two'))
    .map(([fileUri, stamp, contentHash]): RecordWrite => ({ type: 'rememberHash', fileUri, stamp, contentHash })),
  fc.constant<RecordWrite>({ type: 'forgetHashes' }),
);
const query: fc.Arbitrary<HistoryQuery> = fc.record({
  expiry: fc.constantFrom(undefined, 'valid', 'expired', 'never'),
  now: fc.constantFrom(startOfTests, startOfTests + day + 5_000),
  order: fc.constantFrom('newest', 'expiresFirst'),
  limit: fc.integer({ min: 0, max: 14 }),
  after: fc.constantFrom(undefined, ...records),
});

/** Everything that can be asked, but for `hasSize`, which may say yes too often. */
function answers(reader: RecordReader, asked: HistoryQuery): unknown {
  return {
    listed: reader.query(asked),
    count: reader.count(),
    each: records.map(({ id }) => reader.get(id)),
    hidden: new Set(reader.hidden({ limit: 99 }).map(({ id }) => id)),
    isHidden: records.map(({ id }) => reader.isHidden(id)),
    provenances: records.map(({ id }) => reader.provenanceOf(id)),
    byContent: records.map((each) => reader.findByContent(each, each.contentHash, 1)),
    byReference: records.map(({ reference }) => reader.findByReference(reference.value, 1)),
    byFile: records.map(({ fileUri }) => reader.findByFile(fileUri)),
    living: reader.findLiving(records.slice(3, 6), asked.now ?? startOfTests),
    hashes: ['file:///a', 'file:///b'].map((uri) => stamps.map((stamp) => reader.rememberedHash(uri, stamp))),
  };
}

describe('Writes that wait for a locked database', () => {
  it("change every query's result as if they had been made, and then are made", () => {
    fc.assert(
      fc.property(
        fc.subarray(records),
        fc.array(write, { maxLength: 12 }),
        fc.nat(12),
        query,
        (before, writes, made, asked) => {
          const [storage, model] = [new MemoryRecords(() => startOfTests), new MemoryRecords(() => startOfTests)];
          for (const each of [storage, model]) {
            each.restore(before);
            each.rememberHash('file:///a', { size: 1, mtimeMs: 1, inode: 1n }, 'zero');
          }
          const pending = new PendingWrites({
            now: () => startOfTests,
            storage: () => storage,
            onWrite: () => undefined,
          });
          for (const each of writes) {
            perform(each, pending);
            perform(each, model);
          }
          assert.deepEqual(answers(pending.over(storage), asked), answers(model, asked));
          // While they are being made, some are in the storage already.
          for (let count = 0; pending.first !== undefined; count++) {
            if (count === made) {
              assert.deepEqual(answers(pending.over(storage), asked), answers(model, asked));
            }
            perform(pending.first, storage);
            pending.shift();
          }
          assert.deepEqual(answers(pending.over(storage), asked), answers(model, asked));
          assert.equal(pending.recordCount, 0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('report what they will add and remove', () => {
    const storage = new MemoryRecords(() => startOfTests);
    storage.restore([sampleRecord(1)]);
    const pending = new PendingWrites({ now: () => startOfTests, storage: () => storage, onWrite: () => undefined });
    assert.equal(pending.restore([sampleRecord(1), sampleRecord(2), sampleRecord(2)]), 1);
    assert.deepEqual(pending.remove([sampleRecord(1).id, 'unknown', sampleRecord(2).id]), [
      sampleRecord(2),
      sampleRecord(1),
    ]);
    assert.deepEqual(pending.remove([sampleRecord(1).id]), []);
  });

  it("are kept if the storage can't even be read", () => {
    const locked = new Error('locked');
    const pending = new PendingWrites({
      now: () => startOfTests,
      storage: () => {
        throw locked;
      },
      onWrite: () => undefined,
    });
    pending.add(sampleRecord(1));
    pending.markUsed(sampleRecord(2).id, startOfTests);
    assert.deepEqual(
      pending.all.map(({ type }) => type),
      ['add', 'markUsed'],
    );
  });
});
