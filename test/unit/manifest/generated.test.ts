import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../../generate/generatedFiles.ts';

const root = join(import.meta.dirname, '../../..');

describe('The files generated from the provider registry', () => {
  for (const { path, text } of generatedFiles(root)) {
    it(`include ${path} as it would be written today (npm run generate)`, () => {
      assert.equal(readFileSync(join(root, path), 'utf8'), text);
    });
  }
});
