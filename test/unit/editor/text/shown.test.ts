import '../fakeVscode.ts';
import assert from 'node:assert/strict';

const { joined, nameLength, shown } = await import('../../../../src/editor/text/shown.ts');

/** As VS Code finds links in notifications, progress titles and input boxes. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** As VS Code finds icons in lists and the status bar. */
const icon = /(?<!\\)\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;

describe('Text from outside', () => {
  it('is unchanged where nothing in it needs a change', () => {
    for (const text of ['', 'hero.png', 'été – 夏.png', 'a [1] (2).png', '5 $ (net).png', '👩‍🚀 ❤️.png', "it's 100 %"]) {
      assert.equal(String(shown(text)), text);
    }
  });

  it('holds no link', () => {
    for (const target of ['command:workbench.action.quit', 'https://example.com', 'file:///etc/passwd']) {
      const text = `[Show what went wrong](${target}).png`;
      assert.match(text, link);
      assert.doesNotMatch(shown(text), link);
      assert.doesNotMatch(joined([shown('[Show what went wrong]'), shown(`x](${target})`)], ''), link);
    }
  });

  it('holds no icon', () => {
    assert.match('$(flame) $(loading~spin).png', icon);
    assert.doesNotMatch(shown('$(flame) $(loading~spin).png'), icon);
  });

  it('spells out what turns the order of characters around', () => {
    assert.equal(String(shown('\u202Egnp.exe')), '\\u202Egnp.exe');
    assert.equal(String(shown('\u2066a\u2069\u200F')), '\\u2066a\\u2069\\u200F');
  });

  it('spells out what nobody can see, so that two names never look alike', () => {
    const names = [
      'hero.png',
      'he\u200Bro.png',
      'he\u00ADro.png',
      'he\u2060ro.png',
      'he\uFEFFro.png',
      'he\u3164ro.png',
    ];
    assert.equal(new Set(names.map((name) => shown(name))).size, names.length);
    for (const name of names) {
      assert.match(shown(name), /^[\w.\\]+$/);
    }
  });

  it('tells a character from a name that spells it', () => {
    assert.notEqual(shown('\\u202Ea.png'), shown('\u202Ea.png'));
    assert.notEqual(shown('\\u{E0041}a.png'), shown('\u{E0041}a.png'));
    assert.equal(String(shown('C:\\users\\ursula\\a.png')), 'C:\\users\\ursula\\a.png');
  });

  it('is one line', () => {
    assert.equal(String(shown('a\r\nb\tc\u0000d\u2028e')), 'a\\u000D\\u000Ab\\u0009c\\u0000d\\u2028e');
  });

  it('spells out halves of characters and characters beyond the first plane', () => {
    assert.equal(String(shown('\uD83D.png')), '\\uD83D.png');
    assert.equal(String(shown('\u{E0041}.png')), '\\u{E0041}.png');
  });

  it('lets joiners pass between emoji only', () => {
    assert.equal(String(shown('👨‍👩‍👧.png')), '👨‍👩‍👧.png');
    assert.equal(String(shown('a\u200Db.png')), 'a\\u200Db.png');
  });

  it('keeps its beginning, its end and at most so many characters', () => {
    const name = shown(`portrait-${'x'.repeat(100)}-0042.png`, nameLength);
    assert.equal(name.length, nameLength);
    assert.match(name, /^portrait-x+…x+-0042\.png$/);
    assert.equal(shown('x'.repeat(10_000)).length, 300);
    assert.equal(String(shown('x'.repeat(nameLength), nameLength)), 'x'.repeat(nameLength));
  });

  it('has no character cut in half', () => {
    const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
    assert.doesNotMatch(shown('😀'.repeat(100), nameLength), lone);
    assert.doesNotMatch(shown(`x${'😀'.repeat(100)}`, nameLength), lone);
    assert.equal(String(shown('😀'.repeat(nameLength), nameLength)), '😀'.repeat(nameLength));
  });
});
