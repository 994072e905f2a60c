import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaInput, WorkflowScan } from '../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../src/core/workflow/scan/scanWorkflow.ts';

/** Text of a document in test/fixtures/workflows, byte for byte. */
export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../fixtures/workflows', name), 'utf8');
}

export function scanFixture(name: string): WorkflowScan {
  return scanWorkflow(fixture(name));
}

/** Values of the inputs that name local files. */
export function localValues(scan: WorkflowScan): string[] {
  return scan.inputs.filter((input) => input.state === 'local').map((input) => input.value);
}

/** The input with this value; fails the test where there is none. */
export function inputOf(scan: WorkflowScan, value: string): MediaInput {
  const found = scan.inputs.find((input) => input.value === value);
  if (found === undefined) {
    throw new Error(`no input ${value} among ${scan.inputs.map((input) => input.value).join(', ')}`);
  }
  return found;
}

/** A text of one line: a ComfyUI prompt with a loader every so many nodes. */
export function largePrompt(nodes: number): string {
  const prompt: Record<string, unknown> = {};
  for (let id = 0; id < nodes; id++) {
    prompt[id] =
      id % 20 === 0
        ? { class_type: 'LoadImage', inputs: { image: `picture ${id} {x}, [1].png`, upload: 'image' } }
        : { class_type: 'CLIPTextEncode', inputs: { text: `a "cat", {number: ${id}}, \\ [on] a mat`, clip: ['4', 1] } };
  }
  return JSON.stringify(prompt);
}
