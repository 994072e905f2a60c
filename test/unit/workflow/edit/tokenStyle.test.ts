import assert from 'node:assert/strict';
import { escapedLike } from '../../../../src/core/workflow/edit/tokenStyle.ts';

describe('A string that takes the place of another one', () => {
  const rows: readonly (readonly [original: string, value: string, expected: string])[] = [
    ['"a/b.png"', 'c/d.png', '"c/d.png"'],
    ['"a\\/b.png"', 'c/d.png', '"c\\/d.png"'],
    ['"b.png"', 'c/d.png', '"c/d.png"'],
    ['"caf\\u00e9.png"', '\u00e9t\u00e9.png', '"\\u00e9t\\u00e9.png"'],
    ['"\\ud83d\\ude00.png"', '\u{1f600}\u{1f601}.png', '"\\ud83d\\ude00\\ud83d\\ude01.png"'],
    ['"caf\u00e9.png"', '\u00e9t\u00e9.png', '"\u00e9t\u00e9.png"'],
    ['"cafe.png"', '\u00e9t\u00e9.png', '"\u00e9t\u00e9.png"'],
    ['"C:\\\\users\\\\a.png"', 'C:\\users\\\u00e9.png', '"C:\\\\users\\\\\u00e9.png"'],
    ['"\\u0061\\u0009.png"', '\u00e9.png', '"\u00e9.png"'],
  ];
  for (const [original, value, expected] of rows) {
    it(`is written as ${expected} in place of ${original}`, () => {
      assert.equal(escapedLike(original, JSON.stringify(value)), expected);
      assert.equal(JSON.parse(expected), value);
    });
  }
});
