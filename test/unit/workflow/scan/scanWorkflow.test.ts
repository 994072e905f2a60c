import assert from 'node:assert/strict';
import { visit } from 'jsonc-parser';
import { CancelledError } from '../../../../src/core/errors.ts';
import { scanWorkflow, scanWorkflowInSlices } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { hostileDocuments } from '../../../bench/hostileWorkflow.ts';
import { fixture, largePrompt, localValues, scanFixture } from '../fixture.ts';

describe('scanning a document', () => {
  it('reads over a byte order mark, and counts it in offsets', () => {
    const text = fixture('byte-order-mark.json');
    assert.equal(text.charCodeAt(0), 0xfeff);
    const [input] = scanWorkflow(text).inputs;
    assert.equal(text.slice(input?.offset, (input?.offset ?? 0) + (input?.length ?? 0)), '"cat.png"');
  });

  it('reads over comments and trailing commas', () => {
    assert.deepEqual(localValues(scanFixture('comments.jsonc')), ['cat.png']);
  });

  it('decodes escapes in values', () => {
    const values = localValues(scanFixture('odd-names.json'));
    assert.equal(values[0], '../bilder/café 😀.png');
    assert.equal(values[3], '\\\\server\\share\\a.png');
    assert.equal(values.length, 8);
  });

  it('keeps what it understood of a text that is being typed, and leaves alone strings that have no value yet', () => {
    assert.deepEqual(localValues(scanFixture('being-typed.json')), ['whole.png', 'no-comma.png']);
  });

  it('survives any prefix of a document', () => {
    const text = fixture('comfy-ui-minified.json');
    const all = localValues(scanWorkflow(text));
    for (let end = 0; end < text.length; end += 7) {
      const some = localValues(scanWorkflow(text.slice(0, end)));
      assert.deepEqual(
        some.filter((value) => !all.includes(value)),
        [],
      );
    }
  });

  it('survives brackets nested deeper than any call stack', () => {
    const depth = 200_000;
    const text = `${'['.repeat(depth)}"a.png"${']'.repeat(depth)}`;
    assert.deepEqual(scanWorkflow(text).inputs, []);
    assert.equal(scanWorkflow(`${'['.repeat(30)}"a.png"`).inputs[0]?.path.length, 30);
    assert.equal(scanWorkflow('{"a":'.repeat(depth)).inputs.length, 0);
    assert.equal(scanWorkflow(']}'.repeat(depth)).inputs.length, 0);
  });

  it('accepts empty and meaningless texts', () => {
    for (const text of ['', ' ', '\uFEFF', 'null', '12', '"', '{', '[', '//', '/*', ',,,', '{"a"', '\0']) {
      assert.deepEqual(scanWorkflow(text).inputs, [], JSON.stringify(text));
    }
  });

  it('is not confused by property names of the language itself', () => {
    const scan = scanWorkflow('{"__proto__": {"class_type": "constructor", "inputs": {"toString": "a.png"}}}');
    assert.deepEqual(scan.inputs[0]?.path, ['__proto__', 'inputs', 'toString']);
  });

  it('lists inputs in the order of the text', () => {
    const scan = scanWorkflow(largePrompt(500));
    const offsets = scan.inputs.map((input) => input.offset);
    assert.equal(offsets.length, 25);
    assert.deepEqual(
      offsets,
      offsets.toSorted((a, b) => a - b),
    );
  });
});

describe('scanning a hostile document', () => {
  for (const { of, text } of hostileDocuments(300_000)) {
    it(`takes about as long as any reader of JSON takes for it: ${of}`, () => takesAsLongAsAVisit(text));
  }

  function takesAsLongAsAVisit(text: string): void {
    const time = (work: () => unknown): number => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    const scans = Array.from({ length: 5 }, () => time(() => scanWorkflow(text)));
    const visits = Array.from({ length: 5 }, () => time(() => visit(text, { onLiteralValue: () => undefined })));
    // Far from what it should be, and as far from the hundreds of times it takes where anything grows with the square.
    assert.ok(Math.min(...scans) < 30 * Math.min(...visits), `${Math.min(...scans)} ms, ${Math.min(...visits)} ms`);
  }

  it('keeps no paths as long as the document is deep', () => {
    const names = Array.from({ length: 10_000 }, () => '"a.png"').join();
    assert.deepEqual(scanWorkflow(`${'['.repeat(100_000)}${names}`).inputs, []);
  });
});

describe('scanning a large document', () => {
  const text = largePrompt(12_000);

  it('gives the same in slices as at once', async () => {
    assert.deepEqual(await scanWorkflowInSlices(text), scanWorkflow(text));
  });

  it('reads a string in parts, and a node of many names', async () => {
    const long = `{"1": {"class_type": "LoadImage", "inputs": {"image": "data:image/png;base64,${'QUJD'.repeat(2_000_000)}"}}}`;
    const names = Array.from({ length: 50_000 }, (_, number) => `"${number}.png"`).join();
    const many = `{"1": {"class_type": "Custom", "inputs": {"files": {"__value__": [${names}]}}}}`;
    for (const document of [long, many]) {
      let turns = 0;
      const count = setInterval(() => turns++, 0);
      const { inputs } = await scanWorkflowInSlices(document);
      clearInterval(count);
      assert.ok(inputs.length > 0);
      assert.ok(turns > 1, `${turns} turns`);
    }
  });

  it('lets other work run in between', async () => {
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns++;
      if (!done) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    await scanWorkflowInSlices(text);
    done = true;
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it('ends when it is no longer wanted', async () => {
    const controller = new AbortController();
    const scanning = scanWorkflowInSlices(text, { signal: controller.signal });
    controller.abort();
    await assert.rejects(scanning, CancelledError);
    let asked = 0;
    assert.throws(() => scanWorkflow(text, { isCancelled: () => ++asked > 2 }), CancelledError);
    assert.equal(asked, 3);
  });

  it('does not begin when it was cancelled before', async () => {
    await assert.rejects(scanWorkflowInSlices('{}', { isCancelled: () => true }), CancelledError);
  });
});
