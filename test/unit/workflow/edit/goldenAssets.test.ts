import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replacementBy } from '../../../../src/core/workflow/edit/replacementBy.ts';
import { addOriginals, carryOriginals, readOriginals } from '../../../../src/core/workflow/edit/restorations.ts';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import type { EditPlan } from '../../../../src/core/workflow/edit/textEdit.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const folder = join(import.meta.dirname, '../../../fixtures/goldenAssets');

/** The id of an asset that takes the place of an input; `batch` tells those of a swap from those of its renewal. */
function assetId(batch: number, number: number): string {
  return `${String(batch).repeat(8)}-4e1e-4462-8d83-${String(number).padStart(12, '0')}`;
}

function bytesOf(name: string, file: 'input' | 'swapped' | 'renewed'): Buffer {
  return readFileSync(join(folder, name, `${file}.json`));
}

/** Replaces the inputs of a state by assets. */
function planAssets(text: string, state: 'local' | 'reference', batch: number): EditPlan {
  const inputs = scanWorkflow(text).inputs.filter(
    (input) => input.state === state && (state === 'local' || input.writtenAs !== undefined),
  );
  const plan = planSwap(
    text,
    inputs.map((input, index) => replacementBy(input, { form: 'assetId', value: assetId(batch, index + 1) })),
  );
  assert.deepEqual(plan.skipped, []);
  assert.equal(plan.edits.length, inputs.length);
  return plan;
}

describe('the golden files of assets', () => {
  for (const name of readdirSync(folder)) {
    it(`of ${name} hold objects after the swap, other objects after the renewal, and come back to the byte`, () => {
      const original = bytesOf(name, 'input');
      const text = original.toString('utf8');
      const swap = planAssets(text, 'local', 1);
      const swapped = applyEdits(text, swap.edits);
      assert.equal(swapped, bytesOf(name, 'swapped').toString('utf8'));
      const renewal = planAssets(swapped, 'reference', 2);
      const renewed = applyEdits(swapped, renewal.edits);
      assert.equal(renewed, bytesOf(name, 'renewed').toString('utf8'));

      // Back from the renewal alone, which puts objects back …
      assert.equal(applyEdits(renewed, planRestore(renewed, renewal.restorations).edits), swapped);
      // … and from both, as the history of a document remembers them, also across a restart.
      const remembered = carryOriginals(addOriginals([], swap.restorations), renewal.restorations);
      const restored = planRestore(renewed, readOriginals(JSON.parse(JSON.stringify(remembered))));
      if (name === 'written') {
        // The other objects were there before: nobody here knows of a path they replaced.
        assert.equal(restored.restorations.length, swap.restorations.length);
      } else {
        assert.ok(Buffer.from(applyEdits(renewed, restored.edits)).equals(original));
      }
    });
  }
});
