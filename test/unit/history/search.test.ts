import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HistoryQuery, HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import {
  day,
  ids,
  makeFolder,
  removeFolders,
  runwayRecord,
  sampleRecord,
  startOfTests,
  testOptions,
} from './sampleRecords.ts';

describe('Searching the upload history', () => {
  let history: HistoryStore;

  beforeEach(async () => {
    history = await openHistory(makeFolder(), testOptions());
  });
  afterEach(() => {
    history.close();
    removeFolders();
  });

  async function addNamed(...names: string[]): Promise<void> {
    await history.restore(
      names.map((fileName, number) =>
        sampleRecord(number, { fileName, fileUri: `file:///home/person/${encodeURIComponent(fileName)}` }),
      ),
    );
  }

  function found(text: string): (string | undefined)[] {
    return history.query({ text: text, limit: 50 }).map(({ fileName }) => fileName);
  }

  it('finds parts of names, folders and references, ignoring case', async () => {
    await history.restore([sampleRecord(1), runwayRecord(2)]);
    assert.deepEqual(ids(history.query({ text: 'PICTURE_1', limit: 9 })), ['record-000001']);
    assert.deepEqual(ids(history.query({ text: 'spring/ASSETS', limit: 9 })), ['record-000002', 'record-000001']);
    assert.deepEqual(ids(history.query({ text: 'Runway://', limit: 9 })), ['record-000002']);
    assert.deepEqual(ids(history.query({ text: 'rh-images.example', limit: 9 })), ['record-000001']);
    assert.deepEqual(ids(history.query({ text: sampleRecord(1).contentHash.slice(20, 30), limit: 9 })), [
      'record-000001',
    ]);
    assert.deepEqual(ids(history.query({ text: 'openapi', limit: 1 })), ['record-000001']);
  });

  it('requires every word, in any order, and lists everything without a word', async () => {
    await addNamed('red cat.png', 'cat blue.png', 'red dog.png');
    assert.deepEqual(found('cat red'), ['red cat.png']);
    assert.deepEqual(found('red'), ['red dog.png', 'red cat.png']);
    assert.equal(found('  \n ').length, 3);
  });

  it('takes quotes, wildcards and SQL literally', async () => {
    const names = [
      'say "hi".png',
      "it's.png",
      '100%.png',
      'a_b.png',
      'aXb.png',
      'x*y.png',
      "'); DROP TABLE records;--",
      'back\\slash',
      'NEAR(a b) OR c',
      '-minus',
      'semi;colon',
      'null\u0001char',
    ];
    await addNamed(...names);
    assert.deepEqual(found('"hi"'), ['say "hi".png']);
    assert.deepEqual(found("it's"), ["it's.png"]);
    assert.deepEqual(found('0%'), ['100%.png']);
    assert.deepEqual(found('a_b'), ['a_b.png']);
    assert.deepEqual(found('*y'), ['x*y.png']);
    assert.deepEqual(found("'); DROP"), ["'); DROP TABLE records;--"]);
    assert.deepEqual(found('\\'), ['back\\slash']);
    assert.deepEqual(found('NEAR( OR'), ['NEAR(a b) OR c']);
    assert.deepEqual(found('"'), ['say "hi".png']);
    assert.deepEqual(found('null\u0001'), ['null\u0001char']);
    assert.equal(history.count(), names.length);
  });

  it('finds names outside ASCII, composed, decomposed or percent-encoded', async () => {
    await addNamed('Übung.png', 'cafe\u0301.png', '写真_01.png', 'my pictures.png', '50%25.png');
    assert.deepEqual(found('übung'), ['Übung.png']);
    assert.deepEqual(found('CAFÉ'), ['cafe\u0301.png']);
    assert.deepEqual(found('写真'), ['写真_01.png']);
    assert.deepEqual(found('my%20pictures'), ['my pictures.png']);
    assert.deepEqual(found('%E5%86%99'), ['写真_01.png']);
    assert.deepEqual(found('50%25'), ['50%25.png']);
  });

  it("finds a name that isn't the end of the URI", () => {
    history.add(sampleRecord(1, { fileUri: 'untitled:clipboard', fileName: 'Pasted.png' }));
    assert.equal(found('pasted clipboard').length, 1);
  });

  it('finds a whole reference of 5,000 characters, but not another that starts the same', () => {
    const start = 'runway://'.padEnd(5000, 'eyJhbGciOiJIUzI1NiJ9');
    for (const number of [1, 2]) {
      history.add(runwayRecord(number, { reference: { ...runwayRecord(1).reference, value: `${start}${number}` } }));
    }
    assert.deepEqual(ids(history.query({ text: `${start}1`, limit: 9 })), ['record-000001']);
    assert.equal(history.query({ text: start.slice(0, 200), limit: 9 }).length, 2);
    assert.equal(history.query({ text: start, limit: 9 }).length, 0);
    assert.equal(history.query({ text: start.repeat(300), limit: 9 }).length, 0);
  });

  it('finds the same as plain code for any combination of filters, order and paging', async () => {
    const model = await openHistory(makeFolder(), { ...testOptions(), sqlite: undefined });
    const records = Array.from({ length: 60 }, (_, number): UploadRecord => {
      const base = number % 2 === 0 ? runwayRecord(number) : sampleRecord(number);
      return {
        ...base,
        kind: (['image', 'video', 'audio'] as const)[number % 3] ?? 'image',
        fileUri: `file:///folder%20${number % 7}/${base.fileName}`,
        uploadedAt: startOfTests + Math.floor(number / 4),
        reference: {
          ...base.reference,
          expiresAt: number % 2 === 0 ? startOfTests + (number % 5) * day : undefined,
        },
      };
    });
    await history.restore(records);
    await model.restore(records);
    const some = <Value>(...values: Value[]): fc.Arbitrary<Value[] | undefined> =>
      fc.option(fc.subarray(values), { nil: undefined });
    const queries: fc.Arbitrary<HistoryQuery> = fc.record({
      text: fc.constantFrom('', 'picture', '1', 'folder 3', 'runway', 'png 2', 'nothing'),
      providers: some('runway' as const, 'runningHub' as const, 'comfyCloud' as const),
      kinds: some('image' as const, 'video' as const, 'archive' as const),
      fileUris: fc.option(fc.subarray(records.map(({ fileUri }) => fileUri)), { nil: undefined }),
      expiry: fc.constantFrom(undefined, 'valid', 'expiring', 'expired', 'never'),
      now: fc.constantFrom(startOfTests, startOfTests + day, startOfTests + 2 * day + 1),
      expiringWithin: fc.constantFrom(0, day, 3 * day),
      order: fc.constantFrom('newest', 'expiresFirst'),
      limit: fc.integer({ min: 0, max: 70 }),
      after: fc.constantFrom(undefined, ...records),
    });
    fc.assert(
      fc.property(queries, (query) => {
        assert.deepEqual(ids(history.query(query)), ids(model.query(query)));
      }),
      { numRuns: 600 },
    );
    model.close();
  });
});
