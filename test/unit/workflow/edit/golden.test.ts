import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import type { DialectId } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const folder = join(import.meta.dirname, '../../../fixtures/golden');

/** What takes the place of the local files of a format, in their order. */
const references: Readonly<Record<DialectId, (number: number) => string>> = {
  comfyApi: (number) => `uploads/${number}.png [input]`,
  comfyUi: (number) => `uploads/${number}.mp4`,
  runningHub: (number) => `api/${String(number).repeat(64)}.png`,
  runware: (number) => `989ba605-1449-4e1e-b462-${String(number).repeat(12)}`,
  runway: (number) => `runway://${number}?"quoted"\\`,
  generic: (number) => `openapi/${String(number).repeat(64)}.png`,
};

/** As bytes in one character each, so that a difference in a byte order mark or an encoding shows. */
function bytesOf(name: string, file: 'input' | 'swapped'): Buffer {
  return readFileSync(join(folder, name, `${file}.json`));
}

describe('the golden files', () => {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it('cover every format', () => {
    const found = names.map(({ name }) => scanWorkflow(bytesOf(name, 'input').toString('utf8')).dialect);
    assert.deepEqual(new Set(found), new Set(Object.keys(references)));
  });

  for (const { name } of names) {
    it(`of ${name} are swapped and restored to the byte`, () => {
      const original = bytesOf(name, 'input');
      const text = original.toString('utf8');
      const { dialect = 'generic', inputs } = scanWorkflow(text);
      const local = inputs.filter((input) => input.state === 'local');
      const swap = planSwap(
        text,
        local.map((input, index) => ({ input, newValue: references[dialect](index + 1) })),
      );
      assert.deepEqual(swap.skipped, []);
      const swapped = applyEdits(text, swap.edits);
      assert.equal(swapped, bytesOf(name, 'swapped').toString('utf8'));
      assert.ok(Buffer.from(swapped).equals(bytesOf(name, 'swapped')));
      const restore = planRestore(swapped, swap.restorations);
      assert.ok(Buffer.from(applyEdits(swapped, restore.edits)).equals(original));
    });
  }
});
