import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonWalker } from '../../../../src/core/workflow/json/jsonWalker.ts';
import { pathAt } from '../../../../src/core/workflow/json/pathAt.ts';
import { stringAt } from '../../../../src/core/workflow/json/stringAt.ts';
import { guessDialect } from '../../../../src/core/workflow/scan/guessDialect.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { fixture, largePrompt } from '../fixture.ts';

function at(text: string, part: string): ReturnType<typeof stringAt> {
  return stringAt(text, text.indexOf(part));
}

/** All string values of a text, by walking it from its beginning. */
function allStrings(text: string): { offset: number; length: number; value: string }[] {
  const found: { offset: number; length: number; value: string }[] = [];
  new JsonWalker<object>(text, {
    enter: () => ({}),
    string: (_container, _key, token) => {
      found.push(token);
    },
  }).walk();
  return found;
}

describe('the string at an offset', () => {
  const text = '{\n  "image": "a \\"b\\".png", // "not.png"\n  "list": [ "x.png", 12, "" ]\n}';

  it('is found from its opening quote to right after its closing one', () => {
    const start = text.indexOf('"a \\');
    const end = start + '"a \\"b\\".png"'.length;
    for (let offset = start; offset <= end; offset++) {
      const found = stringAt(text, offset);
      assert.deepEqual(found, { offset: start, length: end - start, value: 'a "b".png' });
    }
    assert.equal(stringAt(text, start - 1), undefined);
    assert.equal(stringAt(text, end + 1), undefined);
  });

  it('may be empty', () => {
    assert.equal(stringAt(text, text.indexOf('""') + 1)?.value, '');
  });

  it('is never a property name, nor in a comment', () => {
    assert.equal(at(text, 'image'), undefined);
    assert.equal(at(text, 'not.png'), undefined);
    assert.equal(at('{"a.png": 1}', 'a.png'), undefined);
  });

  it('is undefined outside the text or while the string is unfinished', () => {
    assert.equal(stringAt(text, -1), undefined);
    assert.equal(stringAt(text, text.length + 1), undefined);
    assert.equal(stringAt('{"image": "a.p', 12), undefined);
    assert.equal(stringAt('', 0), undefined);
  });

  it('is found behind a comment of several lines', () => {
    assert.equal(at('{ /* "it\ng" { */ "image": "a.png" }', 'a.png')?.value, 'a.png');
  });

  it('is found on a line that is broken elsewhere', () => {
    assert.equal(at('{ "x": , "image": "a.png", "y": [ }', 'a.png')?.value, 'a.png');
  });

  it('is found in one endless line with strings full of quotes, brackets and commas', () => {
    const line = largePrompt(3000);
    const strings = allStrings(line).filter((_, index) => index % 97 === 0);
    assert.ok(strings.length > 50);
    for (const { offset, length, value } of strings) {
      const found = stringAt(line, offset + Math.floor(length / 2), 4096);
      assert.deepEqual([found?.offset, found?.length, found?.value], [offset, length, value]);
    }
  });

  it('is found behind a string longer than the window, and not found when it is that string itself', () => {
    const long = `{"data": "${'A'.repeat(300_000)}", "image": "a.png"}`;
    assert.equal(at(long, 'a.png')?.value, 'a.png');
    assert.equal(stringAt(long, 150_000), undefined);
  });

  it('is found behind a long run of backslashes', () => {
    const run = `{"a":"${'\\'.repeat(5000)}","b":"x.png"}`;
    assert.equal(stringAt(run, run.indexOf('x.png'), 64)?.value, 'x.png');
  });

  it('is the same as in the whole text, whatever the window', () => {
    const json = fc.json({ maxDepth: 4, stringUnit: 'grapheme' });
    fc.assert(
      fc.property(json, fc.nat(), (document, seed) => {
        const filler = '{"class_type":"KSampler","inputs":{"steps":20,"model":["4",0]}},';
        const line = `[${filler.repeat(8)}${document},${filler.repeat(8)}0]`;
        const strings = allStrings(line);
        const picked = strings[seed % strings.length];
        assert.ok(picked);
        const found = stringAt(line, picked.offset + 1, 100_000);
        assert.deepEqual([found?.offset, found?.value], [picked.offset, picked.value]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('costs the same in a document of any size', () => {
    const small = largePrompt(2000);
    const large = largePrompt(80_000);
    const time = (line: string): number => {
      const begin = performance.now();
      for (let turn = 1; turn <= 200; turn++) {
        stringAt(line, Math.floor((line.length * turn) / 201));
      }
      return performance.now() - begin;
    };
    time(small);
    // A walk from the beginning would be forty times slower here.
    assert.ok(time(large) < 10 * time(small) + 20);
  });
});

describe('the path at an offset', () => {
  it('is the one the scan gives', () => {
    for (const name of ['comfy-ui.json', 'runware.json', 'being-typed.json', 'byte-order-mark.json']) {
      const text = fixture(name);
      for (const input of scanWorkflow(text).inputs) {
        assert.deepEqual(pathAt(text, input.offset), input.path);
      }
    }
  });

  it('is undefined where no string value begins', () => {
    assert.equal(pathAt('{"a": "b"}', 1), undefined);
    assert.equal(pathAt('{"a": "b"}', 7), undefined);
    assert.deepEqual(pathAt('{"a": "b"}', 6), ['a']);
  });
});

describe('the guessed dialect', () => {
  it('agrees with the scan on documents whose head reveals the format', () => {
    for (const name of [
      'comfy-api.json',
      'comfy-ui.json',
      'comfy-ui-minified.json',
      'comfy-request.json',
      'runninghub.json',
    ]) {
      assert.equal(guessDialect(fixture(name)), scanWorkflow(fixture(name)).dialect, name);
    }
    for (const name of ['runware.json', 'runway.json', 'generic.json', 'byte-order-mark.json', 'odd-names.json']) {
      assert.equal(guessDialect(fixture(name)), scanWorkflow(fixture(name)).dialect, name);
    }
  });

  it('looks around the offset if the head doesn’t reveal the format', () => {
    const text = `{"comment": "${'x'.repeat(100_000)}", "1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}}`;
    assert.equal(guessDialect(text), 'generic');
    assert.equal(guessDialect(text, text.length - 10), 'comfyApi');
  });

  it('is undefined for a text that isn’t JSON', () => {
    assert.equal(guessDialect('# a heading'), undefined);
    assert.equal(guessDialect(''), undefined);
  });
});
