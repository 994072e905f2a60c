import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeActionContext } from 'vscode';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import type { Analysis } from '../../../../src/editor/documents/analysis.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { MirrorDocument } from '../../../bench/editor/mirrorDocument.ts';
import { Position, Uri } from '../../../bench/editor/vscodeTypes.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';

const { analyse } = await import('../../../../src/editor/documents/analyse.ts');
const { uploadActions } = await import('../../../../src/editor/lightbulb/uploadActions.ts');
const { hoverAt } = await import('../../../../src/editor/references/hovers/hover.ts');

const services = {} as Services;

describe('The value of a widget that another node is connected to', () => {
  const folder = temporaryFolder('linked-widgets');
  const line = JSON.stringify({
    nodes: [
      {
        type: 'LoadImage',
        inputs: [{ name: 'image', type: 'COMBO', widget: { name: 'image' }, link: 7 }],
        widgets_values: ['a.png', 'image'],
      },
    ],
    links: [],
  });
  const offset = line.indexOf('a.png');
  const document = new MirrorDocument(Uri.file(join(folder, 'workflow.json')), [line]) as never;
  let analysis: Analysis;

  before(async () => {
    writeFileSync(join(folder, 'a.png'), 'x');
    const context = { documentFolder: folder, assetFolders: [], workspaceFolders: [], homeFolder: undefined };
    const history = () => assert.fail('The history was opened.');
    analysis = await analyse(scanWorkflow(line), { version: 1, keys: [], context, history, isCancelled: () => false });
  });
  after(() => removeFolder(folder));

  it('is said not to be used, where the mouse rests on it', async () => {
    const hover = await hoverAt(services, document, { analysis, offset });
    const [text] = (hover?.contents ?? []) as unknown as { value: string }[];
    assert.equal(text?.value, "Isn't used: the value comes from another node.");
  });

  it('gets no lightbulb, though it names a file', async () => {
    const actions = await uploadActions(services, {
      document,
      position: new Position(0, offset) as never,
      context: { diagnostics: [] } as unknown as CodeActionContext,
      token: { isCancellationRequested: false } as never,
      analysis,
    });
    assert.deepEqual(actions, []);
    assert.equal(analysis.fileCount, 0);
  });
});
