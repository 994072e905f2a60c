import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ExportFormat, exportRecords } from '../../../../src/core/history/exchange/exportRecords.ts';
import { type ImportedRecords, importRecords } from '../../../../src/core/history/exchange/importRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { ids, runwayRecord, sampleRecord } from '../sampleRecords.ts';

/** Text as it may stand in a file name, hostile to tables and spreadsheets. */
const hostile = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc
    .array(fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\r', '\n', '\t', 'a', ' ', '＝', '\uFEFF'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((characters) => characters.join('')),
);
const name = hostile.filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
const time = fc.integer({ min: -8.64e15, max: 8.64e15 });
const records: fc.Arbitrary<UploadRecord> = fc
  .record({ number: fc.nat(1000), name, value: name, time, used: time, expiresAt: fc.option(time, { nil: undefined }) })
  .map(({ number, name: fileName, value, time: uploadedAt, used: lastUsedAt, expiresAt }) => {
    const base = number % 2 === 0 ? sampleRecord(number) : runwayRecord(number);
    const reference = { ...base.reference, value, expiresAt };
    const pixelSize = number % 3 === 0 ? undefined : base.pixelSize;
    const workspaceUri = number % 5 === 0 ? undefined : `file:///${fileName}`;
    return { ...base, fileName, reference, alternatives: [reference], uploadedAt, lastUsedAt, pixelSize, workspaceUri };
  });

function exported(originals: readonly UploadRecord[], format: ExportFormat = 'json'): string {
  return [...exportRecords([originals], format)].join('');
}

function imported(text: string): Promise<ImportedRecords> {
  return importRecords(Buffer.from(text));
}

/** The rows of what `exportRecords` wrote, whose cells are all quoted. */
function tableRows(csv: string): string[][] {
  return [...csv.matchAll(/((?:"(?:[^"]|"")*",?)+)\r\n/g)].map(([, row = '']) =>
    [...row.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"')),
  );
}

describe('Exporting the upload history as a table', () => {
  it('writes one row of equally many cells for each record, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 5 }), (originals) => {
        const [heading = [], ...rows] = tableRows(exported(originals, 'csv'));
        assert.equal(rows.length, originals.length);
        for (const [index, row] of rows.entries()) {
          assert.equal(row.length, heading.length);
          const cell = row[heading.indexOf('fileName')] ?? '';
          const { fileName } = originals[index] ?? sampleRecord(0);
          assert.ok(cell === fileName || cell === `'${fileName}`, cell);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('writes no cell that a spreadsheet would run', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r', "'", '＝']) {
      const [heading = [], row = []] = tableRows(exported([sampleRecord(1, { fileName: `${start}1` })], 'csv'));
      assert.equal(row[heading.indexOf('fileName')], `'${start}1`);
    }
  });

  it('starts with the mark by which spreadsheets recognise UTF-8, also when it is empty', () => {
    const text = exported([], 'csv');
    assert.ok(text.startsWith('\uFEFF"id","fileName",'));
    assert.equal(tableRows(text).length, 1);
  });

  it('contains times people can read', () => {
    assert.ok(exported([sampleRecord(0)], 'csv').includes('"2026-05-01T12:00:00.000Z"'));
  });
});

describe('Exporting and importing the upload history as JSON', () => {
  it('returns every record as it was, however many batches they were read in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(records, { selector: ({ id }) => id, maxLength: 5 }),
        fc.nat(5),
        async (originals, split) => {
          const batches = [originals.slice(0, split), originals.slice(split)];
          const text = [...exportRecords(batches, 'json')].join('');
          assert.deepEqual(await imported(text), { records: originals, problems: [] });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads the indented JSON of version 0.1.0', async () => {
    const document = { format: 'workflow-assets-uploads', version: 1, records: [sampleRecord(1), runwayRecord(2)] };
    const { records: found, problems } = await imported(`${JSON.stringify(document, undefined, 2)}\n`);
    assert.deepEqual(found, document.records);
    assert.deepEqual(problems, []);
  });

  it('never throws for text that is damaged', async () => {
    const valid = exported([sampleRecord(1), runwayRecord(2)]);
    const damage = fc.string({ unit: 'binary', maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.nat(valid.length), fc.nat(40), damage, async (at, length, other) => {
        const text = valid.slice(0, at) + other + valid.slice(at + length);
        const { records: found, problems } = await imported(text);
        assert.ok(found.length <= 2);
        if (!isJson(text)) {
          assert.deepEqual(problems, [{ reason: 'unreadable' }]);
        }
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => (await imported(text)).records.length === 0),
    );
  });

  it('refuses whatever JSON.parse refuses, and takes what it takes', async () => {
    const { id, ...rest } = sampleRecord(1);
    const one = JSON.stringify({ id, ...rest });
    const document = (array: string): string => `{"format":"workflow-assets-uploads","version":1,"records":${array}}`;
    const arrays = [
      '[]',
      '[ ]',
      `[${one}]`,
      `[\n${one}\n]`,
      `[${one},]`,
      `[,${one}]`,
      `[${one} ${one}]`,
      `[${one}`,
      `[${one}}`,
      `[${one}]]`,
      `[${one.slice(0, -1)}]`,
      `[${one.replace('picture_1', 'a ] } , [ { \\" \\\\')}]`,
    ];
    for (const array of arrays) {
      const text = document(array);
      const isUnreadable = (await imported(text)).problems.some(({ reason }) => reason === 'unreadable');
      assert.equal(isUnreadable, !isJson(text), text);
    }
  });

  it('leaves out what is wrong and takes the rest', async () => {
    const wrong = { ...sampleRecord(2), contentHash: 'ABC' };
    const { records: found, problems } = await imported(
      exported([sampleRecord(1), wrong, runwayRecord(3), sampleRecord(1)]),
    );
    assert.deepEqual(ids(found), [sampleRecord(1).id, runwayRecord(3).id]);
    assert.deepEqual(problems, [
      { reason: 'invalidField', record: 2, field: 'contentHash' },
      { reason: 'duplicateId', record: 4 },
    ]);
  });

  it('takes an empty history for one', async () => {
    assert.deepEqual(await imported(exported([])), { records: [], problems: [] });
  });

  it('names the field that is wrong', async () => {
    const valid = sampleRecord(1);
    const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
      ['id', { id: '' }],
      ['id', { id: 5 }],
      ['fileUri', { fileUri: '/no/scheme' }],
      ['fileName', { fileName: 'nul\0' }],
      ['fileName', { fileName: 'half \ud83d' }],
      ['size', { size: -1 }],
      ['mtimeMs', { mtimeMs: null }],
      ['mediaType', { mediaType: 'png' }],
      ['kind', { kind: 'toString' }],
      ['provider', { provider: 'elsewhere' }],
      ['origin', { origin: 'https://host/path' }],
      ['origin', { origin: 'file:///etc' }],
      ['pixelSize', { pixelSize: 'big' }],
      ['pixelSize.width', { pixelSize: { width: 1.5, height: 2 } }],
      ['uploadedAt', { uploadedAt: 1e300 }],
      ['lastUsedAt', { lastUsedAt: '2026-01-01' }],
      ['reference', { reference: undefined }],
      ['reference.value', { reference: { ...valid.reference, value: 'x'.repeat(100_000) } }],
      ['reference.value', { reference: { ...valid.reference, form: 'assetId', value: 'a text' } }],
      ['alternatives[0].value', { alternatives: [{ ...valid.reference, form: 'assetId', value: '../jobs' }] }],
      ['reference.form', { reference: { ...valid.reference, form: 'shape' } }],
      ['reference.lifetime.type', { reference: { ...valid.reference, lifetime: { type: 'long' } } }],
      ['reference.lifetime.milliseconds', { reference: { ...valid.reference, lifetime: { type: 'fixed' } } }],
      ['reference.expiresAt', { reference: { ...valid.reference, expiresAt: 'soon' } }],
      ['alternatives', { alternatives: {} }],
      ['alternatives', { alternatives: Array(17).fill(valid.reference) }],
      ['alternatives[0]', { alternatives: [null] }],
      ['workspaceUri', { workspaceUri: 7 }],
    ];
    const documentWith = (record: unknown): string =>
      JSON.stringify({ format: 'workflow-assets-uploads', version: 1, records: [record] });
    for (const [field, change] of wrong) {
      const { problems } = await imported(documentWith({ ...valid, ...change }));
      assert.deepEqual(problems, [{ reason: 'invalidField', record: 1, field }]);
    }
    const { problems } = await imported(documentWith(null));
    assert.deepEqual(problems, [{ reason: 'invalidField', record: 1, field: 'record' }]);
  });

  it("ignores a byte order mark, and fields it doesn't know", async () => {
    const extended = { ...sampleRecord(1), colour: 'red', reference: { ...sampleRecord(1).reference, weight: 5 } };
    const document = { records: [extended], extra: { records: [] }, format: 'workflow-assets-uploads', version: 1 };
    const text = `\uFEFF${JSON.stringify(document)}`;
    assert.deepEqual(await imported(text), { records: [sampleRecord(1)], problems: [] });
  });

  it('refuses files of other kinds as a whole', async () => {
    const reasons: readonly (readonly [text: string, reason: string])[] = [
      ['', 'unreadable'],
      ['{', 'unreadable'],
      ['id,fileName\nx,5', 'unreadable'],
      ['null', 'notHistory'],
      ['["records", []]', 'notHistory'],
      ['{"3": {"class_type": "LoadImage"}}', 'notHistory'],
      ['{"records": [{"id": 5}]}', 'notHistory'],
      ['{"format": "workflow-assets-uploads", "version": 1, "records": {"a": []}}', 'notHistory'],
      ['{"format": "workflow-assets-uploads", "version": 2, "records": []}', 'newerVersion'],
      [JSON.stringify({ text: 'x'.repeat(2_000_000) }), 'notHistory'],
    ];
    for (const [text, reason] of reasons) {
      assert.deepEqual((await imported(text)).problems, [{ reason }], text.slice(0, 99));
    }
  });

  it('lets other work run while it reads a large file', async () => {
    const many = Array.from({ length: 5_000 }, (_, number) => sampleRecord(number));
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const { records: found } = await imported(exported(many));
    clearInterval(ticking);
    assert.equal(found.length, many.length);
    assert.ok(turns > 1, `${turns} turns`);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
