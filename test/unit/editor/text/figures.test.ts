import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providers } from '../../../../src/core/providers/registry.ts';
import { mebibyte } from '../../../../src/core/units.ts';

const { env } = await import('vscode');
const { formatBytes, formatLimit, formatNumber } = await import('../../../../src/editor/text/figures.ts');
const { formatList } = await import('../../../../src/editor/text/names.ts');
const { Moments } = await import('../../../../src/editor/text/moments.ts');
const { shown } = await import('../../../../src/editor/text/shown.ts');

const names = ['a', 'b', 'c'].map((name) => shown(name));

function speak(language: string): void {
  Object.assign(env, { language });
}

describe('Sizes, numbers, lists and dates', () => {
  afterEach(() => speak('en'));

  it('are short, with the right plural of bytes', () => {
    const sizes = [0, 1, 812, 999, 1000, 4_250, 9_949, 9_950, 31_400_000, 999_499, 999_500, 1_500_000_000, 3e15];
    assert.deepEqual(sizes.map(formatBytes), [
      '0 bytes',
      '1 byte',
      '812 bytes',
      '999 bytes',
      '1 kB',
      '4.3 kB',
      '9.9 kB',
      '10 kB',
      '31 MB',
      '999 kB',
      '1 MB',
      '1.5 GB',
      '3,000 TB',
    ]);
  });

  it("are written as in VS Code's language", () => {
    speak('de');
    assert.equal(formatBytes(4_200), '4,2 kB');
    assert.equal(formatNumber(12_345), '12.345');
    speak('zh-cn');
    assert.equal(String(formatList(names)), 'a、b、c');
    assert.match(new Moments().text(Date.UTC(2026, 6, 3, 12)), /2026年7月3日/);
    speak('en');
    assert.equal(String(formatList(names)), 'a, b, c');
    assert.match(new Moments().text(Date.UTC(2026, 6, 3, 12)), /Jul 3, 2026/);
  });

  it('state limits in the unit of the provider', () => {
    assert.equal(formatLimit(30 * mebibyte), '30 MB');
    assert.equal(formatLimit(50_000_000), '50 MB');
    assert.equal(formatLimit(512), '512 bytes');
    assert.equal(formatLimit(0), '0 bytes');
    const stated: Readonly<Record<string, readonly string[]>> = {
      runningHub: ['30 MB'],
      comfyApi: ['50 MB', '200 MB'],
      comfyCloud: ['50 MB'],
      runway: ['200 MB'],
      s3: ['5 GB'],
    };
    for (const { id, limits } of providers) {
      const shown = limits.flatMap(({ maxBytes }) => (maxBytes === undefined ? [] : [String(formatLimit(maxBytes))]));
      assert.deepEqual([...new Set(shown)], stated[id] ?? [], id);
    }
  });
});
