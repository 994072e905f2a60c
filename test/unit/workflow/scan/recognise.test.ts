import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import { isWorkflowInSlices } from '../../../../src/core/workflow/scan/recognise.ts';
import { WorkflowRecogniser } from '../../../../src/core/workflow/scan/recognition/recogniser.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { Random } from '../../../fuzz/random.ts';
import { mutate, workflowText } from '../../../fuzz/workflowTexts.ts';
import { awakeDocuments, sleepingDocuments } from './recogniseSamples.ts';

const corpus = join(import.meta.dirname, '../../../../../shared/corpus');
const fixtures = join(import.meta.dirname, '../../../fixtures/workflows');
const never = new AbortController().signal;

function isWorkflow(text: string): boolean {
  return inPieces(text, Number.POSITIVE_INFINITY);
}

function inPieces(text: string, length: number): boolean {
  const recogniser = new WorkflowRecogniser();
  for (let start = 0; start < text.length; start += length) {
    if (recogniser.push(text.slice(start, start + length))) {
      return true;
    }
  }
  return recogniser.end();
}

describe('recognising a workflow', () => {
  for (const [what, document] of Object.entries(awakeDocuments)) {
    it(`recognises ${what}`, () => {
      assert.equal(isWorkflow(JSON.stringify(document)), true);
      assert.equal(isWorkflow(JSON.stringify(document, null, 2)), true);
    });
  }

  for (const [what, document] of Object.entries(sleepingDocuments)) {
    it(`leaves asleep ${what}`, () => {
      assert.equal(isWorkflow(JSON.stringify(document)), false);
      assert.equal(isWorkflow(JSON.stringify(document, null, 2)), false);
    });
  }

  for (const name of readdirSync(fixtures).filter((each) => /\.jsonc?$/.test(each))) {
    it(`recognises the fixture ${name}`, () => {
      assert.equal(isWorkflow(readFileSync(join(fixtures, name), 'utf8')), true);
    });
  }

  it('recognises every published workflow file with a media input', function () {
    if (!existsSync(corpus)) {
      // The collection isn't part of the project.
      this.skip();
    }
    const expected = JSON.parse(readFileSync(join(corpus, 'expected.json'), 'utf8')) as Record<
      string,
      { readonly must: readonly unknown[] }
    >;
    for (const [name, { must }] of Object.entries(expected)) {
      const text = readFileSync(join(corpus, name), 'utf8');
      assert.ok(must.length === 0 || isWorkflow(text), name);
    }
  });

  it('leaves the files of this project asleep', () => {
    const root = join(import.meta.dirname, '../../../..');
    for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'package.nls.json']) {
      assert.equal(isWorkflow(readFileSync(join(root, name), 'utf8')), false, name);
    }
    assert.equal(isWorkflow(readFileSync(join(root, 'l10n/bundle.l10n.json'), 'utf8')), false);
  });

  it('recognises whatever the scan finds media inputs of a known format in, however damaged', () => {
    let checked = 0;
    for (let seed = 0; seed < 6_000; seed++) {
      const random = new Random(seed);
      const whole = workflowText(random);
      const text = random.chance(0.5) ? mutate(whole, random) : whole;
      const { dialect, inputs } = scanWorkflow(text);
      if (dialect !== undefined && dialect !== 'generic' && inputs.length > 0) {
        checked++;
        assert.equal(isWorkflow(text), true, `${dialect} ${seed}: ${text}`);
      }
    }
    assert.ok(checked > 1_500, `${checked} documents`);
  });

  it('recognises other JSON only where the scan finds a media input', () => {
    for (const [what, document] of Object.entries(awakeDocuments)) {
      assert.ok(scanWorkflow(JSON.stringify(document)).inputs.length > 0, what);
    }
  });

  it('recognises a workflow whose only mark is at its very end', () => {
    const filler = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, number) => [`note${number}`, 'words '.repeat(5)]),
    );
    const document = { ...filler, 7: { inputs: { image: 'a.png' }, class_type: 'LoadImage' } };
    assert.equal(isWorkflow(JSON.stringify(document)), true);
  });

  it('reads names that are written with escapes, and over comments', () => {
    assert.equal(isWorkflow('{"1": {"class\\u005ftype": "LoadImage"}}'), true);
    assert.equal(isWorkflow('// "\n{/* "class_type": */ "image" /**/ : /* * / */ "a\\u002epng"}'), true);
    assert.equal(isWorkflow('{/* "class_type": "x" */ "a": 1} // "class_type": 1'), false);
    assert.equal(isWorkflow('{"a": "\\"class_type\\": 1"}'), false);
  });

  it('decides the same wherever the pieces end', () => {
    const documents = [...Object.values(awakeDocuments), ...Object.values(sleepingDocuments)].map((each) =>
      JSON.stringify(each, null, 1),
    );
    for (const text of [...documents, '{/* * **/ "ima\\u0067e"://\r\n"a\\\\b.png"}', '{"image": "a.png', '"']) {
      for (const length of [1, 2, 3, 7, 64]) {
        assert.equal(inPieces(text, length), isWorkflow(text), `${length}: ${text}`);
      }
    }
  });

  it('isn’t stopped by brackets without end, strings without end, or names without number', () => {
    const depth = 300_000;
    assert.equal(isWorkflow(`${'['.repeat(depth)}${']'.repeat(depth)}`), false);
    assert.equal(isWorkflow(`{"image": ${'['.repeat(depth)}"a.png"`), false);
    assert.equal(isWorkflow(`${'{"a":'.repeat(depth)}{"class_type": "LoadImage"`), true);
    assert.equal(isWorkflow(`{"image": "${'a'.repeat(5_000_000)}.png"}`), false);
    assert.equal(isWorkflow(`{${Array.from({ length: 50_000 }, (_, number) => `"x${number}": 1`).join()}}`), false);
  });
});

describe('recognising a large workflow', () => {
  const large = `{"rows": [${'{"name": "some words", "value": 12.5},'.repeat(200_000)}{}], "image": "a.png"}`;

  it('gives the same in slices as at once, whatever the pieces are', async () => {
    assert.equal(await isWorkflowInSlices([large], { signal: never }), true);
    assert.equal(await isWorkflowInSlices(['{\n', '"image": "a.', 'png"', '\n}'], { signal: never }), true);
    assert.equal(await isWorkflowInSlices(['{}'], { signal: never }), false);
    assert.equal(await isWorkflowInSlices([], { signal: never }), false);
  });

  it('lets other work run in between', async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await isWorkflowInSlices([large], { signal: never });
    clearInterval(count);
    assert.ok(turns > 2, `${turns} turns`);
  });

  it('reads no further than it has to', async () => {
    function* pieces(): Iterable<string> {
      yield '{"1": {"class_type":';
      yield '"LoadImage"';
      assert.fail('It went on');
    }
    assert.equal(await isWorkflowInSlices(pieces(), { signal: never }), true);
  });

  it('takes JSON Lines for a workflow only in a known format, and by their first megabytes', async () => {
    const recognised = (lines: Iterable<string>): Promise<boolean> =>
      isWorkflowInSlices(lines, { signal: never, isJsonLines: true });
    const row = '{"image": "train/0001.jpg", "text": "a cat"}\n';
    assert.equal(await recognised([row, row]), false);
    assert.equal(await recognised([row, '{"taskType":"imageInference","seedImage":"a.png"}\n']), true);
    let count = 0;
    function* rows(): Iterable<string> {
      for (;;) {
        count++;
        yield row.repeat(100);
      }
    }
    assert.equal(await recognised(rows()), false);
    assert.ok(count * row.length * 100 < 5_000_000, `${count} pieces`);
  });

  it('ends when it is no longer wanted', async () => {
    await assert.rejects(isWorkflowInSlices(['{}'], { signal: AbortSignal.abort() }), CancelledError);
    const cancelling = new AbortController();
    setImmediate(() => cancelling.abort());
    await assert.rejects(isWorkflowInSlices([large], { signal: cancelling.signal }), CancelledError);
  });
});
