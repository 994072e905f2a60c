import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type DurationSetting, durationOf } from '../../../src/core/providers/providerSetting.ts';
import { hour } from '../../../src/core/units.ts';

const setting: DurationSetting = {
  name: 'expiresIn',
  description: 'How long.',
  format: 'Hours or days.',
  minHours: 1,
  maxHours: 168,
};

describe('a setting that is a duration', () => {
  const durations: readonly (readonly [string, number | undefined])[] = [
    ['1h', hour],
    ['36h', 36 * hour],
    ['3d', 72 * hour],
    [' 3d ', 72 * hour],
    ['', undefined],
    ['  ', undefined],
    ['3', undefined],
    ['0h', undefined],
    ['-1d', undefined],
    ['1.5d', undefined],
    ['3 days', undefined],
    ['1234567d', undefined],
  ];
  for (const [text, expected] of durations) {
    it(`reads "${text}" as ${expected === undefined ? "the provider's own duration" : `${expected / hour} hours`}`, () => {
      assert.equal(durationOf(setting, { expiresIn: text }), expected);
    });
  }

  it('is left to the provider where nothing is set', () => {
    assert.equal(durationOf(setting, {}), undefined);
  });

  it('stays within its bounds', () => {
    assert.equal(durationOf(setting, { expiresIn: '8d' }), 168 * hour);
    assert.equal(durationOf({ ...setting, minHours: 6 }, { expiresIn: '2h' }), 6 * hour);
  });

  it('is marked in the settings editor exactly where it is ignored', () => {
    const root = new URL('../../../package.json', import.meta.url);
    const { configuration } = JSON.parse(readFileSync(root, 'utf8')).contributes;
    const { pattern } = configuration
      .map(({ properties }: { properties: Record<string, { pattern: string }> }) => properties)
      .map((properties: Record<string, unknown>) => properties['workflowAssets.comfyApi.expiresIn'])
      .find((each: unknown) => each !== undefined);
    for (const [text, expected] of durations.filter(([text]) => text === text.trim())) {
      assert.equal(new RegExp(pattern).test(text), text === '' || expected !== undefined, text);
    }
  });
});
