import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextDocument } from 'vscode';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { type Analysis, type InputTarget, indexInputs } from '../../../../src/editor/documents/analysis.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { MirrorDocument } from '../../../bench/editor/mirrorDocument.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { Uri, workspace } = await import('vscode');
const { linksOf, resolveLink } = await import('../../../../src/editor/navigation/documentLinks.ts');

const services = {
  settings: { assetFolders: () => [] },
  folderNames: undefined,
} as unknown as Services;

describe('Links in a workflow document', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder('links');
    mkdirSync(join(folder, 'art'));
    writeFileSync(join(folder, 'art', 'hero.png'), 'x');
    const folders = [{ uri: Uri.file(folder), name: 'links', index: 0 }];
    Object.assign(workspace, {
      workspaceFolders: folders,
      fs: { stat: async () => ({}) },
    });
  });
  afterEach(() => {
    Object.assign(workspace, { workspaceFolders: [], isTrusted: true, fs: undefined });
    removeFolder(folder);
  });

  function analysed(text: string, targets: readonly InputTarget[]): { document: TextDocument; analysis: Analysis } {
    const scan = scanWorkflow(text);
    const inputs = scan.inputs.map((input, index) => ({ input, target: targets[index] ?? { type: 'other' as const } }));
    const document = new MirrorDocument(Uri.file(join(folder, 'workflow.json')) as never, text.split('\n'));
    const analysis = { version: 1, scan, keys: [], inputs, ...indexInputs(inputs) };
    return { document: document as unknown as TextDocument, analysis };
  }

  function loaders(...images: readonly unknown[]): string {
    return JSON.stringify(
      Object.fromEntries(images.map((image, id) => [id, { class_type: 'LoadImage', inputs: { image } }])),
      undefined,
      1,
    );
  }

  function fileAt(path: string, containment: 'inside' | 'outside' = 'inside'): InputTarget {
    const file = join(folder, path);
    return {
      type: 'file',
      resolved: { file, realPath: file, containment, workspaceFolder: folder },
      size: 1,
      mtimeMs: 1,
    };
  }

  function referenceTo(fileUri: string, source: 'unchanged' | 'missing' = 'unchanged'): InputTarget {
    const record = sampleRecord(1, { fileUri, fileName: 'hero.png' });
    return { type: 'reference', record, reference: record.reference, source, renewal: undefined };
  }

  it('cover exactly what stands between the quotes, and say what they open', () => {
    const { document, analysis } = analysed(loaders('art/h\u00E9"ro.png', 'missing.png', 'other.png'), [
      fileAt('art/h\u00E9"ro.png'),
      { type: 'missing' },
      referenceTo('file:///project/hero.png'),
    ]);
    const links = linksOf(document, analysis);
    assert.deepEqual(
      links.map(({ range, tooltip }) => [document.getText(range), tooltip]),
      [
        ['art/h\u00E9\\"ro.png', 'Open h\u00E9"ro.png'],
        ['other.png', 'Open hero.png, the file this reference was made from'],
      ],
    );
    assert.deepEqual(
      links.map(({ target }) => target),
      [undefined, undefined],
    );
  });

  it('cover the id in the object of an asset', () => {
    const id = '3f2b9a8e-1111-4222-8333-444455556666';
    const asset = { __type: 'core/ASSET', info: { name: id, id, size: 3 } };
    const { document, analysis } = analysed(loaders(asset), [referenceTo('file:///project/hero.png')]);
    const [link] = linksOf(document, analysis);
    assert.ok(link);
    assert.equal(document.getText(link.range), id);
    assert.match(document.lineAt(link.range.start.line).text, /"id": /);
  });

  it('leave web addresses to VS Code, and sources that are gone alone', () => {
    const { document, analysis } = analysed(loaders('https://example.com/a.png', 'a.png'), [
      referenceTo('file:///project/hero.png'),
      referenceTo('file:///project/hero.png', 'missing'),
    ]);
    assert.deepEqual(linksOf(document, analysis), []);
  });

  it('end somewhere', () => {
    const images = Array.from({ length: 3_000 }, (_, index) => `${index}.png`);
    const { document, analysis } = analysed(
      loaders(...images),
      images.map(() => fileAt('art/hero.png')),
    );
    assert.equal(linksOf(document, analysis).length, 1_000);
  });

  it('do not lead out of the workspace in Restricted Mode', () => {
    Object.assign(workspace, { isTrusted: false });
    const { document, analysis } = analysed(loaders('/elsewhere/a.png', 'art/hero.png'), [
      fileAt('../a.png', 'outside'),
      fileAt('art/hero.png'),
    ]);
    assert.deepEqual(
      linksOf(document, analysis).map(({ range }) => document.getText(range)),
      ['art/hero.png'],
    );
  });

  describe('when followed', () => {
    async function followed(text: string, target: InputTarget): Promise<string> {
      const { document, analysis } = analysed(text, [target]);
      const [link] = linksOf(document, analysis);
      assert.ok(link);
      return String((await resolveLink(services, link)).target);
    }

    it('lead to the file that the path names now', async () => {
      const uri = Uri.file(join(folder, 'art', 'hero.png')).toString();
      assert.equal(await followed(loaders('art/hero.png'), fileAt('art/hero.png')), uri);
    });

    it('lead to the command that says why where the file has gone', async () => {
      rmSync(join(folder, 'art', 'hero.png'));
      assert.match(
        await followed(loaders('art/hero.png'), fileAt('art/hero.png')),
        /^command:workflowAssets\.openSourceOf\?/,
      );
    });

    it('do not touch another computer by themselves', async () => {
      const looked: unknown[] = [];
      Object.assign(workspace, { fs: { stat: async (uri: unknown) => looked.push(uri) } });
      assert.match(await followed(loaders('x.png'), referenceTo('file://server/share/hero.png')), /^command:/);
      assert.deepEqual(looked, []);
    });

    it('lead to the source of a reference, unless that is outside the workspace in Restricted Mode', async () => {
      const inside = Uri.file(join(folder, 'art', 'hero.png')).toString();
      const outside = Uri.file(join(folder, '..', 'hero.png')).toString();
      assert.equal(await followed(loaders('x.png'), referenceTo(outside)), outside);
      Object.assign(workspace, { isTrusted: false });
      assert.equal(await followed(loaders('x.png'), referenceTo(inside)), inside);
      assert.match(await followed(loaders('x.png'), referenceTo(outside)), /^command:/);
    });
  });
});
