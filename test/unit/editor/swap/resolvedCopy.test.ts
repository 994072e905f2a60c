import '../fakeVscode.ts';
import assert from 'node:assert/strict';

const { resolvedTitle } = await import('../../../../src/editor/text/names.ts');

describe('A workflow with references', () => {
  it('is named after its file, and always JSON', () => {
    for (const [name, title] of [
      ['portrait.json', 'portrait (with references).json'],
      ['notes.JSONC', 'notes (with references).JSONC'],
      ['batch.jsonl', 'batch (with references).jsonl'],
      ['Untitled-1', 'Untitled-1 (with references).json'],
      ['a.b.json', 'a.b (with references).json'],
    ] as const) {
      assert.equal(resolvedTitle(name), title);
    }
  });
});
