import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/core/errors.ts';
import type { DialectId } from '../../../../src/core/workflow/mediaInput.ts';
import { findKeysInSlices } from '../../../../src/core/workflow/scan/keysInFile.ts';

const hex = (length: number): string => '0123456789abcdef4c1b7a9e'.repeat(10).slice(0, length);
const runwayKey = `key_${hex(128)}`;
const comfyKey = `comfyui-${hex(64)}`;
const plainKey = '4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c';
const mixedKey = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0hL';

async function keysIn(text: string, dialect: DialectId | undefined): Promise<readonly [string, string | undefined][]> {
  const found = await findKeysInSlices(text, dialect);
  for (const { value, offset, length } of found) {
    assert.equal(text.slice(offset, offset + length), `"${value}"`);
  }
  return found.map(({ key, provider }) => [key, provider]);
}

const pair = (name: string, value: string): string => JSON.stringify({ image: 'a.png', [name]: value }, null, 2);

describe('An API key in a workflow', () => {
  it('is found by the name of its property in documents for a provider', async () => {
    for (const name of ['apiKey', 'apikey', 'api_key', 'api-key', 'X-API-Key', 'RUNWARE_API_KEY', 'Authorization']) {
      assert.deepEqual(await keysIn(pair(name, plainKey), 'runningHub'), [[plainKey, 'runningHub']], name);
      assert.deepEqual(await keysIn(pair(name, mixedKey), 'runware'), [[mixedKey, 'runware']], name);
      assert.deepEqual(await keysIn(pair(name, mixedKey), 'runway'), [[mixedKey, undefined]], name);
    }
    assert.deepEqual(await keysIn(pair('Authorization', `Bearer ${plainKey}`), 'runware'), [[plainKey, 'runware']]);
  });

  it('is found by its form wherever it is, in each format', async () => {
    for (const dialect of ['comfyApi', 'comfyUi', 'runningHub', 'runware', 'runway'] as const) {
      const text = `{"a": ["${runwayKey}"], "Authorization": "Bearer ${comfyKey}", "widgets": [ 1, "${comfyKey}" ]}`;
      const expected = [
        [runwayKey, 'runway'],
        [comfyKey, 'comfyCloud'],
        [comfyKey, 'comfyCloud'],
      ];
      assert.deepEqual(await keysIn(text, dialect), expected, dialect);
    }
  });

  it('is found where ComfyUI takes it, but not in a node that needs one of its own', async () => {
    assert.deepEqual(await keysIn(pair('api_key_comfy_org', mixedKey), 'comfyApi'), [[mixedKey, 'comfyCloud']]);
    for (const dialect of ['comfyApi', 'comfyUi'] as const) {
      assert.deepEqual(await keysIn(pair('api_key', mixedKey), dialect), []);
    }
  });

  const others: Readonly<Record<string, string>> = {
    'an empty one': pair('apiKey', ''),
    'a short one': pair('apiKey', 'abc123'),
    'a placeholder': pair('apiKey', 'YOUR_RUNNINGHUB_API_KEY_0123456789'),
    'a variable': pair('apiKey', ['$', '{RUNWARE_API_KEY}'].join('')),
    'a row of one letter': pair('apiKey', 'x1'.repeat(16)),
    'a UUID': pair('apiKey', '7b9e4f3a-2b1c-4d9e-8f7a-6b5c4f9a8b7c'),
    'words without digits': pair('apiKey', 'somethingThatNobodyEverUsesAsOne'),
    'a hash under another name': pair('sha256', hex(64)),
    'a file name': pair('fileName', `api/${hex(64)}.png`),
    'a long prompt': pair('prompt', 'a key_0123456789 in a lock, 4k, apiKey'),
    'a key of another length': pair('key', `key_${hex(127)}`),
    'a name that only contains the word': pair('apiKeyHash', plainKey),
    'JSON inside a string': pair('text', JSON.stringify({ apiKey: plainKey })),
    'a number': '{"apiKey": 12345678901234567890123456789012}',
  };
  for (const [name, text] of Object.entries(others)) {
    it(`isn't ${name}`, async () => {
      for (const dialect of ['runningHub', 'runware', 'runway', 'comfyApi', 'comfyUi'] as const) {
        assert.deepEqual(await keysIn(text, dialect), [], dialect);
      }
    });
  }

  it("isn't looked for in other JSON, whose programs need it", async () => {
    assert.deepEqual(await keysIn(pair('apiKey', plainKey), 'generic'), []);
    assert.deepEqual(await keysIn(pair('apiKey', runwayKey), undefined), []);
  });

  it('is found once, wherever in a long document the search is cut', async () => {
    const property = `"apiKey" : "${plainKey}"`;
    for (let before = 65_536 - property.length - 3; before < 65_536 + 3; before++) {
      const text = `{"p": "${' '.repeat(before - 8)}", ${property}}`;
      assert.deepEqual(await keysIn(text, 'runware'), [[plainKey, 'runware']], String(before));
    }
  });

  it('is searched for in turns, and the search can be cancelled', async () => {
    const ended = new AbortController();
    ended.abort();
    await assert.rejects(
      findKeysInSlices(pair('apiKey', plainKey), 'runware', { signal: ended.signal }),
      CancelledError,
    );
  });

  it('is warned of a limited number of times', async () => {
    const many = `[${Array.from({ length: 500 }, () => `{"apiKey": "${plainKey}"}`).join(', ')}]`;
    assert.equal((await keysIn(many, 'runware')).length, 20);
  });
});
