import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { translatableTexts } from '../../generate/translatableTexts.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'l10n');

function texts(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
}

/** Placeholders such as {0}, sorted: a translation may change their order, but has to use the same ones. */
function placeholders(text: string): string[] {
  return (text.match(/\{\d+\}/g) ?? []).sort();
}

describe('The texts of the extension', () => {
  const english = texts('bundle.l10n.json');

  it('are all exported, without leftovers (npm run l10n)', async () => {
    assert.deepEqual(Object.keys(english).sort(), await translatableTexts(root));
  }).timeout(120_000);

  for (const name of readdirSync(folder).filter((file) => file !== 'bundle.l10n.json')) {
    it(`are all translated in ${name}, with the same placeholders`, () => {
      const translated = texts(name);
      assert.deepEqual(Object.keys(translated).sort(), Object.keys(english).sort());
      for (const [key, value] of Object.entries(translated)) {
        assert.equal(typeof value, 'string', key);
        assert.deepEqual(placeholders(String(value)), placeholders(key), key);
      }
    });
  }
});
