import assert from 'node:assert/strict';
import fc from 'fast-check';
import { knownReferences } from '../../../../src/core/providers/knownReferences.ts';
import { minRecognisableLength } from '../../../../src/core/providers/reference.ts';
import type { DialectId, InputState } from '../../../../src/core/workflow/mediaInput.ts';
import { splitAnnotation } from '../../../../src/core/workflow/paths/comfyAnnotation.ts';
import { fittingReferences } from '../../../../src/core/workflow/scan/dialects/fittingReferences.ts';
import { couldBeMediaPath, mediaKindOfName, readMediaValue } from '../../../../src/core/workflow/scan/mediaName.ts';
import { referenceState } from '../../../../src/core/workflow/scan/referenceState.ts';

const hash = '9d77b8530f8b3591edc5c4e8f3f55b2cf0960bb2ca35c04e32c1677687866576';

describe('what a value stands for', () => {
  const states: [string, InputState, string[]][] = [
    [`api/${hash}.png`, 'reference', ['runningHub']],
    [`openapi/${hash}.mp4`, 'reference', ['runningHub']],
    [hash, 'hashName', ['runningHub']],
    [`${hash}.jpg`, 'hashName', ['runningHub', 'comfyCloud']],
    [`sub/${hash}.jpg`, 'hashName', ['comfyCloud']],
    [`blake3:${hash}`, 'reference', ['comfyCloud']],
    ['989ba605-1449-4e1e-b462-cd83ec9c1a67', 'reference', ['runware']],
    ['989BA605-1449-4E1E-B462-CD83EC9C1A67', 'reference', ['runware']],
    ['runway://eyJhbGciOi', 'reference', ['runway']],
    [`runway://${'x'.repeat(4990)}`, 'reference', ['runway']],
    ['https://example.com/a.png', 'url', ['runningHub', 'runware', 's3']],
    [`https://example.com/${'x'.repeat(5000)}`, 'url', ['runningHub', 'runware', 's3']],
    ['s3://bucket/a.png', 'url', []],
    ['blob:https://example.com/1', 'url', []],
    ['data:image/png;base64,AAAA', 'dataUri', []],
    [`data:image/png;base64,${'A'.repeat(9000)}`, 'dataUri', []],
    ['A'.repeat(9000), 'dataUri', []],
    ['ComfyUI_00001_.png [output]', 'output', []],
    ['a.png [temp]', 'output', []],
    ['/api/view?filename=a.png', 'output', []],
    ['clipspace/clipspace-mask-1.png [input]', 'clipspace', []],
    ['cat.png', 'unknown', []],
    ['989ba605-1449-4e1e-b462-cd83ec9c1a67.png', 'unknown', []],
    [`api/${hash.slice(1)}.png`, 'unknown', []],
    ['api/cat.png', 'unknown', []],
    ['C:/a.png', 'unknown', []],
    ['file:///a.png', 'unknown', []],
    ['a.png [input]', 'unknown', []],
    ['', 'unknown', []],
  ];
  for (const [value, state, providers] of states) {
    it(`${value.slice(0, 40) || 'nothing'} is ${state} ${providers.join(', ')}`, () => {
      const found = referenceState(value);
      assert.equal(found.state, state);
      assert.deepEqual([...new Set(found.references.map((each) => each.provider))], providers);
    });
  }
});

describe('patterns of references', () => {
  for (const { provider, form, pattern } of knownReferences) {
    if (pattern !== undefined) {
      it(`of ${provider} don’t match what people call a file: ${form}`, () => {
        // The generator knows neither lookahead nor cases; the pattern itself has the last word.
        const wider = new RegExp(
          pattern.source.replace(/\(\?!(?:[^()]|\([^()]*\))*\)/g, ''),
          pattern.flags.replace('i', ''),
        );
        fc.assert(
          fc.property(fc.stringMatching(wider), (value) => {
            fc.pre(pattern.test(value));
            return value.length >= minRecognisableLength || /[:/]/.test(value);
          }),
        );
      });
    }
  }
});

describe('media names', () => {
  it('mean the same whether they are plain or written with an annotation', () => {
    const units = [...'aZ09.._-图', 'png', '.png', '.mp4', '.MP3', '.zip', '.safetensors', '.png_'];
    const name = fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(name, (value) => {
        assert.deepEqual(readMediaValue(value), readMediaValue(`${value} [input]`));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell their kind by extension, in any case, with an annotation or a query behind it', () => {
    assert.equal(mediaKindOfName('a.PNG'), 'image');
    assert.equal(mediaKindOfName('a.mp4 [input]'), 'video');
    assert.equal(mediaKindOfName('https://example.com/a.mp3?x=1.png'), 'audio');
    assert.equal(mediaKindOfName('frames.zip'), 'archive');
    assert.equal(mediaKindOfName('.webp'), 'image');
    assert.equal(mediaKindOfName('a.png '), 'image');
  });

  it('aren’t media with other extensions, however much they look like a type', () => {
    for (const name of ['index.ts', 'icon.svg', 'model.safetensors', 'png', 'a.', '', 'a.png.txt', 'image/png']) {
      assert.equal(mediaKindOfName(name), undefined, name);
    }
  });

  it('could be paths when they have the form of one', () => {
    for (const value of [
      'a.png',
      '../b c/d (1).jpg',
      'C:\\x\\y.mp4',
      '~/a.wav',
      'file:///a.png',
      '日本語.webp',
      'a%20b.png',
      'two\nlines.png',
      'say "cheese".png',
      '<3 & >2.png',
      `${hash}.png`,
    ]) {
      assert.ok(couldBeMediaPath(value), value);
    }
  });

  it('can’t be paths when they are references, addresses, patterns or prose', () => {
    const prose = 'a picture of a cat\nin the style of b.png';
    for (const value of [
      `api/${hash}.png`,
      'https://a.b/c.png',
      '*.png',
      prose,
      'a|b.png',
      '/view?filename=a.png',
      '',
    ]) {
      assert.ok(!couldBeMediaPath(value), value);
    }
    assert.ok(!couldBeMediaPath(`${'x'.repeat(5000)}.png`));
  });
});

describe('the annotation of a ComfyUI value', () => {
  it('names the folder of the server, and is no part of the path', () => {
    assert.deepEqual(splitAnnotation('a/x (1).png [output]'), { path: 'a/x (1).png', folder: 'output' });
    assert.deepEqual(splitAnnotation('a\\x.png[TEMP]'), { path: 'a\\x.png', folder: 'temp' });
    assert.deepEqual(splitAnnotation('x.png [input] '), { path: 'x.png', folder: 'input' });
  });

  it('is only one of the three, and only at the end', () => {
    for (const value of ['x.png', 'x [1].png', 'x.png [2]', 'input]', '[input] x.png', 'x.png [inputs]', '', ']']) {
      assert.deepEqual(splitAnnotation(value), { path: value, folder: undefined }, value);
    }
  });
});

describe('references that fit', () => {
  it('exist in every dialect, and come from the dialect’s own provider where it has one', () => {
    const first: Record<DialectId, string> = {
      comfyApi: 'comfyServer',
      comfyUi: 'comfyServer',
      runningHub: 'runningHub',
      runware: 'runware',
      runway: 'runway',
      generic: 'runningHub',
    };
    for (const dialect of Object.keys(first) as DialectId[]) {
      assert.equal(fittingReferences(dialect)[0]?.provider, first[dialect]);
    }
  });

  it('are RunningHub’s alone for an archive', () => {
    assert.deepEqual(fittingReferences('comfyUi', 'archive'), [{ provider: 'runningHub', form: 'fileName' }]);
    assert.deepEqual(fittingReferences('runway', 'archive'), []);
  });
});
