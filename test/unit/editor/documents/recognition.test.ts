import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { Recognition } from '../../../../src/editor/documents/recognition.ts';

/** As much of a document as recognition reads. `reads` counts lines. */
class FakeDocument {
  version = 1;
  isClosed = false;
  reads = 0;
  lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }

  get lineCount(): number {
    return this.lines.length;
  }

  lineAt(line: number): { readonly text: string } {
    this.reads += 1;
    return { text: this.lines[line] ?? '' };
  }

  edit(lines: readonly string[]): void {
    this.lines = lines;
    this.version += 1;
  }

  get asDocument(): TextDocument {
    return this as unknown as TextDocument;
  }
}

const workflow = ['{ "1": { "class_type": "LoadImage",', '  "inputs": { "image": "a.png" } } }'];
const other = ['{ "name": "x", "version": "1.0.0",', '  "icon": "media/icon.png", "devDependencies": {} }'];
/** Long enough to be read in several turns. */
const long = ['{', ...Array.from({ length: 200_000 }, (_, index) => `"key ${index}": ${index},`), '"end": 0 }'];

describe('Recognising a workflow', () => {
  let recognition: Recognition;

  beforeEach(() => {
    recognition = new Recognition();
  });

  it('tells it from other JSON', async () => {
    assert.equal(await recognition.isWorkflow(new FakeDocument(workflow).asDocument), true);
    assert.equal(await recognition.isWorkflow(new FakeDocument(other).asDocument), false);
  });

  it('reads a document once per version, and not at every keystroke', async () => {
    const document = new FakeDocument(other);
    await recognition.check(document.asDocument);
    await recognition.check(document.asDocument);
    assert.equal(document.reads, 2);
    document.edit(workflow);
    assert.equal(await recognition.isWorkflow(document.asDocument), false, 'the answer of the last check');
    assert.equal(document.reads, 2);
    assert.equal(await recognition.check(document.asDocument), true);
    assert.equal(await recognition.isWorkflow(document.asDocument), true);
  });

  it('keeps a workflow that is being rewritten', async () => {
    const document = new FakeDocument(workflow);
    await recognition.check(document.asDocument);
    const { reads } = document;
    document.edit(['{']);
    assert.equal(await recognition.check(document.asDocument), true);
    assert.equal(document.reads, reads);
  });

  it('counts any document as one that a command was used on', async () => {
    const document = new FakeDocument(other);
    recognition.accept(document.asDocument);
    assert.equal(await recognition.isWorkflow(document.asDocument), true);
    assert.equal(document.reads, 0);
  });

  for (const [what, change] of [
    ['edited', (document: FakeDocument) => document.edit(long)],
    ['closed', (document: FakeDocument) => Object.assign(document, { isClosed: true })],
  ] as const) {
    it(`stops reading a long document that is ${what}`, async () => {
      const document = new FakeDocument(long);
      const result = recognition.check(document.asDocument);
      assert.ok(document.reads < long.length, 'read in one turn');
      change(document);
      const { reads } = document;
      assert.equal(await result, false);
      assert.ok(document.reads <= reads + 1);
    });
  }
});
