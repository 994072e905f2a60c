import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { recordingLog } from '../../history/sampleRecords.ts';

const { UsedUploads } = await import('../../../../src/editor/uploadsView/usedUploads.ts');

function memento(): Memento {
  const stored = new Map<string, unknown>();
  return {
    keys: () => [...stored.keys()],
    get: (key: string) => stored.get(key),
    update: async (key: string, value: unknown) => {
      stored.set(key, JSON.parse(JSON.stringify(value)));
    },
  } as Memento;
}

describe('The uploads that workflows use', () => {
  it('are those of every workflow, each once, and are remembered', () => {
    const state = memento();
    const used = new UsedUploads(state, recordingLog());
    used.note('file:///a.json', ['one', 'two']);
    used.note('file:///b.json', ['two', 'three']);
    assert.deepEqual(used.ids, ['one', 'two', 'three']);
    assert.deepEqual(new UsedUploads(state, recordingLog()).ids, ['one', 'two', 'three']);
  });

  it('change with a document, and with each search of the workspace', () => {
    const used = new UsedUploads(memento(), recordingLog());
    let changes = 0;
    used.onDidChange(() => changes++);
    used.note('file:///a.json', ['one']);
    used.note('file:///a.json', ['one']);
    assert.equal(changes, 1, 'nothing has changed');
    used.note('file:///a.json', []);
    assert.deepEqual(used.ids, []);
    used.note('file:///gone.json', ['one']);
    used.noteAll(new Map([['file:///b.json', new Set(['two'])]]));
    assert.deepEqual(used.ids, ['two']);
    assert.equal(changes, 4);
  });

  it('are bounded, and whatever else is stored under their name is ignored', () => {
    const state = memento();
    const used = new UsedUploads(state, recordingLog());
    for (let number = 0; number < 600; number++) {
      used.note(
        `file:///${number}.json`,
        Array.from({ length: 10 }, (_, index) => `${number} ${index}`),
      );
    }
    assert.equal(used.ids.length, 2_000);
    for (const strange of [null, 7, ['a'], { 'file:///a.json': 'one', 'file:///b.json': [1] }]) {
      void state.update('usedUploads', strange);
      assert.deepEqual(new UsedUploads(state, recordingLog()).ids, []);
    }
  });
});
