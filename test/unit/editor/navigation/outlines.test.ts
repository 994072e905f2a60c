import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { type Analysis, indexInputs } from '../../../../src/editor/documents/analysis.ts';
import type { WorkflowDocuments } from '../../../../src/editor/documents/workflowDocuments.ts';
import { MirrorDocument } from '../../../bench/editor/mirrorDocument.ts';

const { Position, Uri } = await import('vscode');
const { Outlines } = await import('../../../../src/editor/navigation/outlines.ts');

const text = JSON.stringify({ 1: { class_type: 'LoadImage', inputs: { image: 'a.png' } } });

describe('What the outline of a document is made of', () => {
  let mirror: MirrorDocument;
  let document: TextDocument;
  let analysis: Analysis | undefined;
  let isWorkflow: boolean;

  const documents = {
    isWorkflow: async () => isWorkflow,
    known: () => (analysis?.version === mirror.version ? analysis : undefined),
  } as unknown as WorkflowDocuments;

  beforeEach(() => {
    mirror = new MirrorDocument(Uri.file('/project/workflow.json') as never, [text]);
    document = mirror as unknown as TextDocument;
    isWorkflow = true;
    analysis = analysisWith('missing');
  });

  function analysisWith(type: 'missing' | 'other'): Analysis {
    const scan = scanWorkflow(mirror.getText());
    const inputs = scan.inputs.map((input) => ({ input, target: { type } }));
    return { version: mirror.version, scan, keys: [], inputs, ...indexInputs(inputs) };
  }

  it('is kept as long as the analysis is the same', async () => {
    const outlines = new Outlines(documents);
    const first = await outlines.of(document);
    assert.equal(await outlines.of(document), first);
    analysis = analysisWith('other');
    const second = await outlines.of(document);
    assert.notEqual(second, first);
    assert.equal(second?.inputs[0]?.target?.type, 'other');
  });

  it('is there before an edited document is analysed again, with what is known about equal values', async () => {
    const outlines = new Outlines(documents);
    await outlines.of(document);
    mirror.insert(new Position(0, 0), ' ');
    const outline = await outlines.of(document);
    assert.equal(outline?.nodes[0]?.offset, text.indexOf('{', 1) + 1);
    assert.deepEqual(
      outline?.inputs.map(({ input, target }) => [input.offset, target?.type]),
      [[text.indexOf('"a.png"') + 1, 'missing']],
    );
  });

  it('is nothing in other JSON, which is not read', async () => {
    isWorkflow = false;
    assert.equal(await new Outlines(documents).of(document), undefined);
    assert.equal(mirror.reads.wholeTexts, 1);
  });
});
