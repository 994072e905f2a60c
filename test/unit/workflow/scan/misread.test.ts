import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MediaInput } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const folder = join(import.meta.dirname, '../../../fixtures/misread');

/** One line per input: its state, its kind, its path, and its value. */
function listing(inputs: readonly MediaInput[]): string {
  return inputs.map(line).join('');
}

function line({ state, kind, path, value, fits }: MediaInput): string {
  const offered = fits.length > 0 ? 'offered' : 'not offered';
  return `${state}, ${kind ?? 'any kind'}, ${offered}: ${path.join('/')} = ${JSON.stringify(value)}\n`;
}

describe('Documents that are easily misread', () => {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));

  for (const name of names) {
    it(`list their inputs: ${name.replaceAll('-', ' ')}`, () => {
      const { inputs } = scanWorkflow(readFileSync(join(folder, `${name}.json`), 'utf8'));
      assert.equal(listing(inputs), readFileSync(join(folder, `${name}.txt`), 'utf8'));
    });
  }
});
