import '../fakeVscode.ts';
import assert from 'node:assert/strict';

const { shortened } = await import('../../../../src/editor/text/names.ts');

describe('A shortened name', () => {
  it('is unchanged where it fits', () => {
    assert.equal(shortened('hero.png'), 'hero.png');
    assert.equal(shortened('x'.repeat(40)), 'x'.repeat(40));
  });

  it('keeps its beginning, its end and its length', () => {
    const name = shortened(`portrait-${'x'.repeat(100)}-0042.png`);
    assert.equal(name.length, 40);
    assert.match(name, /^portrait-x+…x+-0042\.png$/);
  });

  it('has no character cut in half', () => {
    assert.doesNotMatch(
      shortened('😀'.repeat(100)),
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    );
  });
});
