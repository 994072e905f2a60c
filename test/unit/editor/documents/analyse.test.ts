import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const { analyse } = await import('../../../../src/editor/documents/analyse.ts');

const context = { documentFolder: undefined, assetFolders: [], workspaceFolders: [], homeFolder: undefined };

/** Values looked up in the history while a document is analysed. `undefined` where the history isn't even opened. */
async function lookedUp(text: string): Promise<readonly string[] | undefined> {
  let values: string[] | undefined;
  const history = async () => {
    values ??= [];
    return { findByReference: (value: string) => void values?.push(value) } as unknown as HistoryStore;
  };
  await analyse(scanWorkflow(text), { version: 1, context, history, isCancelled: () => false });
  return values;
}

function comfy(...images: readonly string[]): string {
  return JSON.stringify(images.map((image) => ({ class_type: 'LoadImage', inputs: { image } })));
}

describe('Analysing a document', () => {
  it('opens no history for paths that no provider would hand out', async () => {
    assert.equal(await lookedUp(comfy('./a.png', '../b.png', '/c.png', '~/d.png', 'C:\\e.png')), undefined);
  });

  it('opens no history for file names in JSON of no known format', async () => {
    assert.equal(await lookedUp('{ "image": "a.png" }'), undefined);
  });

  it('looks up what may be a reference, each value once', async () => {
    assert.deepEqual(await lookedUp(comfy('./a.png', 'b.png', 'b.png', 'sub/c.png')), ['b.png', 'sub/c.png']);
    assert.deepEqual(await lookedUp('{ "promptImage": "runway://abc", "model": "gen4_turbo" }'), ['runway://abc']);
  });
});
