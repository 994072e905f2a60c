import assert from 'node:assert/strict';
import { providersOfKey } from '../../../src/core/providers/keyForms.ts';

describe('The form of an API key', () => {
  for (const [key, providers] of [
    [`key_${'0a'.repeat(64)}`, ['runway']],
    [`comfyui-${'0a'.repeat(32)}`, ['comfyCloud', 'comfyApi']],
    ['0123456789abcdef0123456789abcdef', []],
    [`key_${'0a'.repeat(63)}`, []],
    [`Key_${'0a'.repeat(64)}`, []],
    [` comfyui-${'0a'.repeat(32)}`, []],
    ['', []],
  ] as const) {
    it(`${providers.length === 0 ? 'tells nothing' : `is of ${providers.join(' and ')}`}: ${key.slice(0, 12)}… (${key.length})`, () => {
      assert.deepEqual(providersOfKey(key), providers);
    });
  }
});
