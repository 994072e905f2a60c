import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import type { JsonPath, WorkflowScan } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

interface ExpectedInput {
  readonly path: JsonPath;
  readonly value: string;
  readonly linked?: readonly { readonly path: JsonPath; readonly value: string }[];
}

interface Expected {
  readonly dialect: 'comfyui-ui' | 'comfyui-api';
  readonly must: readonly ExpectedInput[];
  readonly mustNot: readonly ExpectedInput[];
}

const folder = join(import.meta.dirname, '../../../../../shared/corpus');
const dialects = { 'comfyui-ui': 'comfyUi', 'comfyui-api': 'comfyApi' } as const;

function at(scan: WorkflowScan, path: JsonPath): WorkflowScan['inputs'][number] | undefined {
  const key = JSON.stringify(path);
  return scan.inputs.find((input) => JSON.stringify(input.path) === key);
}

describe('published workflow files', () => {
  const list = join(folder, 'expected.json');
  if (!existsSync(list)) {
    it.skip('are checked only where the collection of files lies next to the project; it is not part of it');
    return;
  }
  const expectations = Object.entries(JSON.parse(readFileSync(list, 'utf8')) as Record<string, Expected>);
  const documents = expectations.map(([name, expected]) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return { name, expected, text, scan: scanWorkflow(text) };
  });

  it('are recognised', () => {
    assert.ok(documents.length > 0);
    for (const { name, expected, scan } of documents) {
      assert.equal(scan.dialect, dialects[expected.dialect], name);
    }
  });

  it('give every file of a known loader, with what is linked to it', () => {
    for (const { name, expected, scan } of documents) {
      for (const { path, value, linked = [] } of expected.must) {
        const input = at(scan, path);
        assert.deepEqual([input?.value, input?.state], [value, 'local'], `${name} ${path.join('/')}`);
        for (const each of linked) {
          const found = input?.linked.find((candidate) => JSON.stringify(candidate.path) === JSON.stringify(each.path));
          assert.equal(found?.value, each.value, name);
        }
      }
    }
  });

  it('never offer an output, an address or an uploaded file as local', () => {
    for (const { name, expected, scan } of documents) {
      for (const { path } of expected.mustNot) {
        assert.notEqual(at(scan, path)?.state, 'local', `${name} ${path.join('/')}`);
      }
    }
  });

  it('come back byte for byte after a swap and a restore', () => {
    for (const { name, text, scan } of documents) {
      const swap = planSwap(
        text,
        scan.inputs.map((input, index) => ({ input, newValue: `api/${index}.png` })),
      );
      const swapped = applyEdits(text, swap.edits);
      assert.doesNotThrow(() => JSON.parse(swapped), name);
      assert.equal(applyEdits(swapped, planRestore(swapped, swap.restorations).edits), text, name);
    }
  });
});
