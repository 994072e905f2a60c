import assert from 'node:assert/strict';
import { nameFinder } from '../../../../src/core/workflow/scan/nameInBytes.ts';

describe('Looking for file names in the bytes of documents', () => {
  const isIn = (text: string, ...names: string[]): boolean => nameFinder(names)(new TextEncoder().encode(text));

  const spellings: readonly (readonly [name: string, written: string])[] = [
    ['hero.png', '"hero.png"'],
    ['hero.png', '"shots/Hero.PNG [input]"'],
    ['hero.png', '"shots\\\\hero.png"'],
    ['hero.png', '"shots\\/hero.png"'],
    ['hero.png', '"\\u0068er\\u006F.png"'],
    ['hero.png', '"%68ero%2Epng"'],
    ['my hero (1).png', '"my%20hero%20%281%29.png"'],
    ['100% [a].png', '"100%25%20%5ba%5D.png"'],
    ['a"b\\c.png', '"a\\"b\\\\c.png"'],
    ['caf\u00e9.png', '"caf\u00e9.png"'],
    ['caf\u00e9.png', '"cafe\u0301.png"'],
    ['cafe\u0301.png', '"caf\u00e9.png"'],
    ['caf\u00e9.png', '"CAF\u00c9.PNG"'],
    ['caf\u00e9.png', '"caf\\u00e9.png"'],
    ['caf\u00e9.png', '"caf\\u00C9.png"'],
    ['caf\u00e9.png', '"cafe\\u0301.png"'],
    ['caf\u00e9.png', '"caf%C3%A9.png"'],
    ['caf\u00e9.png', '"cafe%cc%81.png"'],
    ['\u65e5\u672c.png', '"\u65e5\\u672c.png"'],
    ['\ud55c.png', '"\u1112\u1161\u11ab.png"'],
    ['\u{1f600}.png', '"\\ud83d\\uDE00.png"'],
  ];
  for (const [name, written] of spellings) {
    it(`finds ${name} written as ${written}`, () => {
      assert.equal(isIn(`{"a": 1, "image": ${written}}`, name), true);
    });
  }

  it('passes over documents that name other files', () => {
    for (const text of ['{}', '{"image": "zero.png"}', '{"image": "heroXpng"}', '{"image": "h\\u0065r.png"}']) {
      assert.equal(isIn(text, 'hero.png'), false, text);
    }
    assert.equal(isIn('{"image": "caf\u00e8.png"}', 'caf\u00e9.png'), false);
  });

  it('finds any of several names', () => {
    assert.equal(isIn('{"image": "b.png"}', 'a.png', 'b.png'), true);
    assert.equal(isIn('{"image": "c.png"}', 'a.png', 'b.png'), false);
  });

  it('goes by the extensions of very many names, so that a thousand files take no longer than one', () => {
    const names = Array.from({ length: 1000 }, (_none, index) => `frame${index}.png`);
    assert.equal(isIn('{"image": "frame999.png"}', ...names), true);
    assert.equal(isIn('{"image": "frame999.jpg"}', ...names), false);
  });

  it('takes no longer for a long name where a document names nearly the same file', () => {
    // Time that doubles with each character would be over here in some centuries.
    for (const part of [
      'comfyui_result_of_a_long_prompt',
      '\u00e9\u00c9'.repeat(30),
      '\u65e5k'.repeat(30),
      '%25'.repeat(30),
    ]) {
      for (const written of [part, part.normalize('NFD'), part.toUpperCase(), encodeURI(part)]) {
        assert.equal(isIn(`{"image": "${written.repeat(3)}_2.png", "more": "%20"}`, `${part.repeat(3)}_1.png`), false);
      }
    }
  });
});
