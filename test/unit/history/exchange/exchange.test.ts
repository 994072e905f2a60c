import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCsv, writeCsv } from '../../../../src/core/history/exchange/csv.ts';
import { exportRecords } from '../../../../src/core/history/exchange/exportRecords.ts';
import { importRecords } from '../../../../src/core/history/exchange/importRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/record.ts';
import { ids, runwayRecord, sampleRecord } from '../sampleRecords.ts';

const formats = ['json', 'csv'] as const;

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

function csvWith(change: (row: string[], column: (name: string) => number) => void): string {
  const table = readCsv(exportRecords([sampleRecord(1)], 'csv'));
  assert.ok('rows' in table);
  const [heading = [], row = []] = table.rows.map((cells) => [...cells]);
  change(row, (column) => heading.indexOf(column));
  return writeCsv([heading, row]);
}

describe('A table of comma-separated values', () => {
  it('gives back any cells it was made of', () => {
    const cell = fc.oneof(hostile, fc.constant(''));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        assert.deepEqual(readCsv(writeCsv(rows)), { rows });
      }),
      { numRuns: 1000 },
    );
  });

  it('holds no cell that a spreadsheet would run', () => {
    const text = writeCsv([['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", 'a=1', '']]);
    assert.equal(text, `\uFEFF"'=1+1","'+1","'-1","'@SUM(A1)","'\t=1","'\r=1","'＝1","''=1","a=1",""\r\n`);
  });

  it('is read as spreadsheets write it: bare cells, semicolons, other line ends, no last line end', () => {
    assert.deepEqual(readCsv('a;b;c\n1;"2;""x""";\n\n;;'), {
      rows: [
        ['a', 'b', 'c'],
        ['1', '2;"x"', ''],
        ['', '', ''],
      ],
    });
    assert.deepEqual(readCsv('a,b\r1,2\r\n3,"4\n5"'), {
      rows: [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4\n5'],
      ],
    });
    assert.deepEqual(readCsv("a,b\n'abc,don't"), {
      rows: [
        ['a', 'b'],
        ["'abc", "don't"],
      ],
    });
    assert.deepEqual(readCsv(''), { rows: [] });
  });

  it('says in which line it is broken', () => {
    assert.deepEqual(readCsv('a,b\n"x\ny",z\n1,"2'), { brokenAtLine: 4 });
    assert.deepEqual(readCsv('a,b\n1,"2"3'), { brokenAtLine: 2 });
    assert.deepEqual(readCsv('a,b\n1,2"3"'), { brokenAtLine: 2 });
  });
});

describe('Exporting and importing the upload history', () => {
  for (const format of formats) {
    it(`gives back every record by way of ${format}`, () => {
      fc.assert(
        fc.property(fc.uniqueArray(records, { selector: ({ id }) => id, maxLength: 5 }), (originals) => {
          assert.deepEqual(importRecords(exportRecords(originals, format), format), {
            records: originals,
            problems: [],
          });
        }),
        { numRuns: 300 },
      );
    });

    it(`never throws for text that is no ${format}`, () => {
      const sound = exportRecords([sampleRecord(1), runwayRecord(2)], format);
      fc.assert(
        fc.property(
          fc.nat(sound.length),
          fc.nat(40),
          fc.string({ unit: 'binary', maxLength: 5 }),
          (at, length, other) => {
            const { records: found, problems } = importRecords(
              sound.slice(0, at) + other + sound.slice(at + length),
              format,
            );
            assert.ok(found.length <= 2 && Array.isArray(problems));
          },
        ),
        { numRuns: 500 },
      );
      fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => importRecords(text, format).records.length === 0));
    });

    it(`leaves out what is wrong in ${format} and takes the rest`, () => {
      const wrong = { ...sampleRecord(2), contentHash: 'ABC' };
      const text = exportRecords([sampleRecord(1), wrong, runwayRecord(3), sampleRecord(1)], format);
      const imported = importRecords(text, format);
      assert.deepEqual(ids(imported.records), [sampleRecord(1).id, runwayRecord(3).id]);
      assert.deepEqual(imported.problems, [
        { reason: 'invalidField', record: 2, field: 'contentHash' },
        { reason: 'duplicateId', record: 4 },
      ]);
    });

    it(`takes an empty history for one in ${format}`, () => {
      assert.deepEqual(importRecords(exportRecords([], format), format), { records: [], problems: [] });
    });
  }

  it('names the field that is wrong', () => {
    const sound = sampleRecord(1);
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
      ['reference.value', { reference: { ...sound.reference, value: 'x'.repeat(100_000) } }],
      ['reference.form', { reference: { ...sound.reference, form: 'shape' } }],
      ['reference.lifetime.type', { reference: { ...sound.reference, lifetime: { type: 'long' } } }],
      ['reference.lifetime.milliseconds', { reference: { ...sound.reference, lifetime: { type: 'fixed' } } }],
      ['reference.expiresAt', { reference: { ...sound.reference, expiresAt: 'soon' } }],
      ['alternatives', { alternatives: {} }],
      ['alternatives', { alternatives: Array(17).fill(sound.reference) }],
      ['alternatives[0]', { alternatives: [null] }],
      ['workspaceUri', { workspaceUri: 7 }],
    ];
    for (const [field, change] of wrong) {
      const text = JSON.stringify({
        format: 'workflow-assets-uploads',
        version: 1,
        records: [{ ...sound, ...change }],
      });
      assert.deepEqual(importRecords(text, 'json').problems, [{ reason: 'invalidField', record: 1, field }]);
    }
    const notObject = JSON.stringify({ format: 'workflow-assets-uploads', version: 1, records: [null] });
    assert.deepEqual(importRecords(notObject, 'json').problems, [
      { reason: 'invalidField', record: 1, field: 'record' },
    ]);
  });

  it('names the cell that is wrong', () => {
    for (const [column, value] of [
      ['size', ''],
      ['width', ''],
      ['uploadedAt', 'yesterday'],
      ['alternatives', '{'],
      ['lifetime', 'fixed:'],
    ] as const) {
      const text = csvWith((row, indexOf) => {
        row[indexOf(column)] = value;
      });
      const [problem] = importRecords(text, 'csv').problems;
      assert.ok(problem?.reason === 'invalidField', column);
      assert.ok(problem.field.toLowerCase().includes(column.toLowerCase()), `${problem.field} for ${column}`);
    }
  });

  it('ignores fields, columns and an order of columns it does not know', () => {
    const extended = { ...sampleRecord(1), colour: 'red', reference: { ...sampleRecord(1).reference, weight: 5 } };
    const text = JSON.stringify({ format: 'workflow-assets-uploads', version: 1, extra: true, records: [extended] });
    assert.deepEqual(importRecords(`\uFEFF${text}`, 'json'), { records: [sampleRecord(1)], problems: [] });
    const table = readCsv(exportRecords([sampleRecord(1)], 'csv'));
    assert.ok('rows' in table);
    const turned = writeCsv(table.rows.map((row, index) => [index === 0 ? 'colour' : 'red', ...[...row].reverse()]));
    assert.deepEqual(importRecords(turned, 'csv').records, [sampleRecord(1)]);
  });

  it('refuses files of other kinds as a whole', () => {
    assert.deepEqual(importRecords('{', 'json').problems, [{ reason: 'unreadable', line: undefined }]);
    assert.deepEqual(importRecords('null', 'json').problems, [{ reason: 'notHistory' }]);
    assert.deepEqual(importRecords('{"3": {"class_type": "LoadImage"}}', 'json').problems, [{ reason: 'notHistory' }]);
    const newer = JSON.stringify({ format: 'workflow-assets-uploads', version: 2, records: [] });
    assert.deepEqual(importRecords(newer, 'json').problems, [{ reason: 'newerVersion' }]);
    assert.deepEqual(importRecords('', 'csv').problems, [{ reason: 'notHistory' }]);
    assert.deepEqual(importRecords('name,age\nx,5', 'csv').problems, [{ reason: 'notHistory' }]);
    assert.deepEqual(importRecords('id,fileName\nx,5', 'csv').problems, [
      { reason: 'missingColumn', field: 'fileUri' },
    ]);
    assert.deepEqual(importRecords('id\n"x', 'csv').problems, [{ reason: 'unreadable', line: 2 }]);
  });

  it('contains times people can read', () => {
    assert.ok(exportRecords([sampleRecord(0)], 'csv').includes('"2026-05-01T12:00:00.000Z"'));
  });
});
