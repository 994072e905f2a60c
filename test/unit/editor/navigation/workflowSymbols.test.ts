import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { outlineNodes } from '../../../../src/core/workflow/scan/nodeOutline.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import type { InputTarget } from '../../../../src/editor/documents/analysis.ts';
import { MirrorDocument } from '../../../bench/editor/mirrorDocument.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { Uri } = await import('vscode');
const { workflowSymbols } = await import('../../../../src/editor/navigation/workflowSymbols.ts');

type Symbols = ReturnType<typeof workflowSymbols>;

async function symbolsOf(value: unknown, targets: readonly (InputTarget | undefined)[] = []): Promise<Symbols> {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
  const { dialect, inputs } = scanWorkflow(text);
  const document = new MirrorDocument(Uri.file('/project/workflow.json') as never, text.split('\n'));
  return workflowSymbols(document as unknown as TextDocument, {
    dialect,
    nodes: await outlineNodes(text),
    inputs: inputs.map((input, index) => ({ input, target: targets[index] })),
  });
}

/** As indented lines, `name | detail`. */
function drawn(symbols: Symbols, indent = ''): readonly string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name} | ${detail}`,
    ...drawn(children, `${indent}  `),
  ]);
}

describe('The outline of a workflow', () => {
  it("names ComfyUI's nodes by title, class and id, and has their media below them", async () => {
    const expired = sampleRecord(1, { fileName: 'face.png', provider: 'runningHub' });
    const reference = { ...expired.reference, expiresAt: 1 };
    const symbols = await symbolsOf(
      {
        '10': { class_type: 'LoadImage', inputs: { image: 'art/hero.png' }, _meta: { title: 'Portrait' } },
        '11': { class_type: 'LoadImage', inputs: { image: 'x.png' } },
        '12': { class_type: 'LoadImage', inputs: { image: 'gone.png' } },
        '13': { class_type: 'KSampler', inputs: {} },
      },
      [
        {
          type: 'file',
          resolved: { file: '/project/art/hero.png', realPath: '', containment: 'inside', workspaceFolder: '' },
          size: 1,
          mtimeMs: 1,
        },
        { type: 'reference', record: expired, reference, source: 'unchanged', renewal: undefined },
        { type: 'missing' },
      ],
    );
    assert.deepEqual(drawn(symbols), [
      'Portrait | LoadImage #10',
      '  hero.png | image · local file',
      'LoadImage | #11',
      '  face.png | image · RunningHub · expired',
      'LoadImage | #12',
      '  gone.png | image · missing',
      'KSampler | #13',
    ]);
  });

  it('has the nodes of a subgraph in it, and groups', async () => {
    const symbols = await symbolsOf({
      nodes: [{ id: 1, type: 'LoadImage', widgets_values: ['a.png', 'image'] }],
      links: [],
      groups: [{ title: 'Inputs', bounding: [0, 0, 1, 1] }],
      definitions: {
        subgraphs: [{ id: 's', name: 'Upscale', nodes: [{ id: 7, type: 'LoadImage', widgets_values: ['b.png'] }] }],
      },
    });
    assert.deepEqual(drawn(symbols), [
      'LoadImage | #1',
      '  a.png | ',
      'Inputs | group',
      'Upscale | subgraph',
      '  LoadImage | #7',
      '    b.png | ',
    ]);
  });

  it('has no value below a node that takes another one in its place', async () => {
    const image = { name: 'image', type: 'IMAGEUPLOAD', widget: { name: 'image' } };
    const node = (id: number, link: number | null): object => ({
      id,
      type: 'LoadImage',
      inputs: [{ ...image, link }],
      widgets_values: [`${id}.png`, 'image'],
    });
    const symbols = await symbolsOf({ nodes: [node(1, 5), node(2, null)], links: [] });
    assert.deepEqual(drawn(symbols), ['LoadImage | #1', 'LoadImage | #2', '  2.png | ']);
  });

  it("names RunningHub's entries by node and field, and elsewhere the fields", async () => {
    const list = { nodeInfoList: [{ nodeId: '39', nodeName: 'LoadImage', fieldName: 'image', fieldValue: 'a.png' }] };
    assert.deepEqual(drawn(await symbolsOf(list)), ['LoadImage · image | #39', '  a.png | ']);
    const tasks = [
      {
        taskType: 'imageInference',
        model: 'runware:101@1',
        seedImage: 'art/a.png',
        referenceImages: ['https://example.com/b.png'],
      },
    ];
    assert.deepEqual(drawn(await symbolsOf(tasks)), [
      'imageInference | runware:101@1',
      '  seedImage | a.png',
      '  referenceImages.0 | https://example.com/b.png · web address',
    ]);
    const runway = { model: 'gen4_turbo', promptImage: [{ uri: './a.png', position: 'first' }] };
    assert.deepEqual(drawn(await symbolsOf(runway)), ['promptImage.0.uri | a.png']);
  });

  it('leads to the places in the text', async () => {
    const [node] = await symbolsOf({ '1': { class_type: 'LoadImage', inputs: { image: 'a.png' } } });
    assert.deepEqual({ ...node?.range.start }, { line: 1, character: 6 });
    assert.deepEqual({ ...node?.range.end }, { line: 6, character: 2 });
    assert.deepEqual(node?.selectionRange.start, node?.selectionRange.end);
    assert.deepEqual({ ...node?.children[0]?.selectionRange.start }, { line: 4, character: 12 });
  });

  it('shows hostile titles and values as what they are, and nothing as an empty name', async () => {
    const hostile = '\u202E$(flame)[x](command:y)\n';
    const symbols = await symbolsOf({
      nodes: [
        { id: 1, type: 'LoadImage', title: hostile, widgets_values: [`${hostile}.png`] },
        { id: 2, type: '   ', title: '\u200B', widgets_values: [''] },
      ],
      links: [],
    });
    for (const line of drawn(symbols)) {
      assert.doesNotMatch(line, /\u202E|\$\(|\]\(|\n|\u200B/);
      assert.doesNotMatch(line, /^ *\|/);
    }
    const entries = await symbolsOf({ nodeInfoList: [{ nodeId: '1', fieldValue: 'a.png' }] });
    assert.deepEqual(drawn(entries), ['#1 | #1', '  a.png | ']);
  });

  it('leaves out nodes without media where there are too many, and ends somewhere', async () => {
    const nodes = (count: number, type: string): readonly unknown[] =>
      Array.from({ length: count }, (_, id) => ({
        id,
        type,
        widgets_values: type === 'LoadImage' ? [`${id}.png`] : [],
      }));
    const some = await symbolsOf({ nodes: [...nodes(3_000, 'KSampler'), ...nodes(10, 'LoadImage')], links: [] });
    assert.equal(some.length, 10);
    const many = await symbolsOf({ nodes: nodes(5_000, 'LoadImage'), links: [] });
    assert.equal(drawn(many).length, 1_000);
  });
});
