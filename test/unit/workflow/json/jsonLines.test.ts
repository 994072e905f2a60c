import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsAtOnce } from '../../../../src/core/timeSlice.ts';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import { findValues } from '../../../../src/core/workflow/json/findValues.ts';
import { insertPlaceAt } from '../../../../src/core/workflow/json/insertPlace.ts';
import { isJsonLines } from '../../../../src/core/workflow/json/jsonLines.ts';
import { parsedDocument } from '../../../../src/core/workflow/json/parsedDocument.ts';
import { pathAt } from '../../../../src/core/workflow/json/pathAt.ts';
import { findReferences } from '../../../../src/core/workflow/scan/findReferences.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { Random } from '../../../fuzz/random.ts';
import { workflowText } from '../../../fuzz/workflowTexts.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/workflows');

function task(seedImage: string): string {
  return JSON.stringify({ taskType: 'imageInference', seedImage });
}

function pathsIn(text: string): string[] {
  return scanWorkflow(text).inputs.map(({ path, value }) => `${path.join('/')}=${value}`);
}

describe('JSON Lines', () => {
  it('are known by a line that is a whole value and one that begins with a bracket', () => {
    for (const text of [
      '{}\n{}',
      '\uFEFF{"a":1}\r\n{"b":2}\r\n',
      '\n\n[1]  \n\n[2]',
      '{"image": "a\n{"image":"b.png"}\n{"image":"c.png"}',
      '{"image": }\n{"image":"b.png"}',
      '{"link": "https://example.com/*", "quoted": "\\"}\\\\"}\n{"image":"c.png"}',
      `{"image": "data:image/png;base64,${'A/'.repeat(1024 * 1024)}"}\n{"image":"c.png"}`,
    ]) {
      assert.equal(isJsonLines(text), true, JSON.stringify(text));
    }
  });

  it('aren’t JSON over several lines, a single line, or other lines', () => {
    for (const text of [
      '',
      '{}',
      '{}\n',
      '{\n  "a": 1\n}\n',
      '[\n{"a":1},\n{"b":2}\n]',
      '[{"a":1}\n,{"b":2}]',
      '{"nodes": [\n  {"id": 1}\n  {"id": 2}\n]}',
      '// comment\n{}\n{}',
      '"a.png"\n{}\n{}',
      'a,b\n{}\n{}',
      '{ /* }\n{ */ "nodes": []}',
      '{ // }\n"a": [\n{}\n{}]}',
      '{"a": 1} /* }\n{ */',
      '[\n{"a":1}\n{"b":2}\n]',
      '{\n{"a":1}\n{"b":2}\n}',
      '[{"a":1}\n{"b":2}]',
      '{"nodes": [{"a":1}\n{"b":2}]}',
      `[${'{},'.repeat(1024 * 1024)}\n{"b":2}]`,
    ]) {
      assert.equal(isJsonLines(text), false, JSON.stringify(text));
    }
  });

  it('are looked for in the first lines only', () => {
    assert.equal(isJsonLines(`${'\n'.repeat(1000)}{}\n{}`), true);
    assert.equal(isJsonLines(`${'\n'.repeat(1_000_000)}{}\n{}`), false);
    assert.equal(isJsonLines(`${'{"a\n'.repeat(1_000_000)}{}\n{}`), false);
  });

  it('are never a valid document', () => {
    for (const name of readdirSync(fixtures)) {
      assert.equal(isJsonLines(readFileSync(join(fixtures, name), 'utf8')), false, name);
    }
    const random = new Random(11);
    for (let count = 0; count < 300; count++) {
      const text = workflowText(random);
      assert.equal(isJsonLines(text), false, text);
    }
  });

  it('are read line by line, and a path begins with the number of the line', () => {
    const text = [task('a.png'), '', task('b.png'), task('c.png')].join('\n');
    assert.deepEqual(pathsIn(text), ['0/seedImage=a.png', '2/seedImage=b.png', '3/seedImage=c.png']);
    assert.equal(scanWorkflow(text).dialect, 'runware');
    assert.equal(scanWorkflow(text).preferredProvider, 'runware');
  });

  it('have offsets in the whole text, with carriage returns and a byte order mark, too', () => {
    const text = `\uFEFF${task('ä.png')}\r\n${task('b\\u0041.png')}\r\n`;
    for (const { offset, length, value, path } of scanWorkflow(text).inputs) {
      assert.equal(JSON.parse(text.slice(offset, offset + length)), value);
      assert.deepEqual(pathAt(text, offset), path);
    }
    assert.equal(scanWorkflow(text).inputs.length, 2);
  });

  for (const [what, broken] of [
    ['an open object', '{"taskType":"x","seedImage":"broken.png","more":{"a":[1'],
    ['an open string', '{"taskType":"x","prompt":"a'],
    ['an open comment', '{"taskType":"x" /* what follows'],
    ['a line comment', '// {'],
    ['brackets that fit nothing', '}]}]{]]'],
    ['a comma in front', ',{"taskType":"x"}'],
    ['a second value', '{} {"taskType":"x","seedImage":"second.png"}'],
    ['a bare word', 'null'],
    ['an unpaired quote at its end', '{}"'],
  ] as const) {
    it(`stay apart where one of them is broken: ${what}`, () => {
      const text = [task('a.png'), task('b.png'), broken, task('c.png')].join('\n');
      const found = pathsIn(text).filter((each) => !each.startsWith('2/'));
      assert.deepEqual(found, ['0/seedImage=a.png', '1/seedImage=b.png', '3/seedImage=c.png']);
      assert.equal(
        pathsIn(text).some((each) => each.includes('second')),
        false,
      );
    });
  }

  it('are edited one by one, and restored, each other line to the byte', () => {
    const lines = [task('a.png'), '{"broken": [', task('a.png'), task('b.png')];
    const text = `${lines.join('\r\n')}\r\n`;
    for (const input of scanWorkflow(text).inputs) {
      const line = input.path[0] as number;
      const plan = planSwap(text, [{ input, newValue: 'new.png' }]);
      const edited = applyEdits(text, plan.edits);
      const expected = lines.with(line, task('new.png'));
      assert.equal(edited, `${expected.join('\r\n')}\r\n`);
      assert.equal(applyEdits(edited, planRestore(edited, plan.restorations).edits), text);
    }
  });

  it('are left alone where a line has moved', () => {
    const text = [task('a.png'), task('b.png')].join('\n');
    const [, input] = scanWorkflow(text).inputs;
    assert.ok(input);
    const later = [task('a.png'), task('new.png'), task('b.png')].join('\n');
    assert.deepEqual(planSwap(later, [{ input, newValue: 'x' }]).edits, []);
  });

  it('are searched in a single pass, and line by line for references', async () => {
    const text = [task('a.png'), task('3f2504e0-4f89-41d3-9a0c-0305e82c3301'), '{"note":"a.png"}'].join('\n');
    const found = stepsAtOnce(findValues(text, [[2, 'note'], [0, 'seedImage'], ['seedImage'], [9, 'note']]));
    assert.deepEqual(
      found.map((token) => token?.value),
      ['a.png', 'a.png', undefined, undefined],
    );
    const wanted = { provider: 'runware', form: 'mediaUuid', value: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' } as const;
    const [usage, ...others] = await findReferences(text, [wanted]);
    assert.deepEqual([usage?.path, others], [[1, 'seedImage'], []]);
  });

  it('take an inserted value inside a line only', () => {
    const text = '{"a": "x"}\n{"list": [1, 2], "broken": [\n{"list": []}\n\n';
    const at = (needle: string): number => text.indexOf(needle);
    assert.equal(insertPlaceAt(text, at('x'))?.isForValue, true);
    const inList = insertPlaceAt(text, at('[]') + 1);
    assert.deepEqual([inList?.offset, inList?.before, inList?.after], [at('[]') + 1, '', '']);
    assert.equal(insertPlaceAt(text, text.length - 1), undefined);
    assert.equal(insertPlaceAt(text, at('\n'))?.isForValue, false);
    assert.equal(insertPlaceAt(text, at('x'), at('list')), undefined);
  });

  it('are read in time proportional to their length', () => {
    const text = `{}\n${'{"a":[{\n'.repeat(50_000)}${'{}\n'.repeat(50_000)}${task('a.png')}`;
    assert.deepEqual(pathsIn(text), ['100001/seedImage=a.png']);
  });
});

describe('A document as a value', () => {
  it('is a list of lines where each of them is a document', () => {
    assert.deepEqual(parsedDocument('{"a":1}\n\n{"b":\n[2]\n'), [{ a: 1 }, undefined, undefined, [2], undefined]);
    assert.deepEqual(parsedDocument('{\n"a": 1\n}'), { a: 1 });
    assert.equal(parsedDocument('{"a": 1,}'), undefined);
  });
});
