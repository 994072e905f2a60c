import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';
import { recordTouchedPaths } from '../../touchedPaths.ts';

const { analyse } = await import('../../../../src/editor/documents/analyse.ts');

const context = { documentFolder: undefined, assetFolders: [], workspaceFolders: [], homeFolder: undefined };

/** Values looked up in the history while a document is analysed. `undefined` where the history isn't even opened. */
async function lookedUp(text: string): Promise<readonly string[] | undefined> {
  let values: string[] | undefined;
  const history = async () => {
    values ??= [];
    return { findByReference: (value: string) => void values?.push(value) } as unknown as HistoryStore;
  };
  await analyse(scanWorkflow(text), { version: 1, keys: [], context, history, isCancelled: () => false });
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

  it('looks up nothing for a widget whose value comes from another node', async () => {
    const image = { name: 'image', type: 'COMBO', widget: { name: 'image' } };
    const loader = (link: number | null, value: string): object => ({
      type: 'LoadImage',
      inputs: [{ ...image, link }],
      widgets_values: [value, 'image'],
    });
    const reference = `api/${'0123456789abcdef'.repeat(4)}.png`;
    const nodes = [loader(7, 'linked.png'), loader(8, reference), loader(null, 'own.png')];
    assert.deepEqual(await lookedUp(JSON.stringify({ nodes, links: [] })), ['own.png']);
  });

  it('misses no file that a node pack may bring along, and finds one of that name', async () => {
    const folder = temporaryFolder('bundled');
    try {
      writeFileSync(join(folder, 'mine.wav'), 'x');
      const inputs = ['anna.wav', 'mine.wav', './gone.wav'].map((voice) => ({
        class_type: 'Speak',
        inputs: { voice },
      }));
      const { inputs: found } = await analyse(scanWorkflow(JSON.stringify(inputs)), {
        version: 1,
        keys: [],
        context: { ...context, documentFolder: folder },
        history: async () => ({ findByReference: () => undefined }) as unknown as HistoryStore,
        isCancelled: () => false,
      });
      assert.deepEqual(
        found.map(({ target }) => target.type),
        ['other', 'file', 'missing'],
      );
    } finally {
      removeFolder(folder);
    }
  });

  it('takes an id for an asset only in the object that stands for it, and nothing else in it', async () => {
    const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
    const asset = JSON.stringify({ __type: 'core/ASSET', info: { id } });
    const targetOf = async (text: string, form: string | undefined): Promise<string | undefined> => {
      const reference = { form, value: id };
      const record = { fileUri: 'file:///net/server/a.png', provider: 'comfyApi', reference, alternatives: [] };
      const history = async () => ({ findByReference: () => form && record }) as unknown as HistoryStore;
      const options = { version: 1, keys: [], context, history, isCancelled: () => false };
      const [input] = (await analyse(scanWorkflow(text), options)).inputs;
      return input?.target.type;
    };
    const loader = (value: string): string => `{"1":{"class_type":"LoadImage","inputs":{"image":${value}}}}`;
    assert.equal(await targetOf(loader(asset), 'assetId'), 'reference');
    assert.equal(await targetOf(loader(`"${id}"`), 'assetId'), 'other');
    assert.equal(await targetOf(loader(asset), 'mediaUuid'), 'unknownReference');
    assert.equal(await targetOf(loader(asset), undefined), 'unknownReference');
    const task = `[{"taskType":"imageInference","seedImage":"${id}"}]`;
    assert.equal(await targetOf(task, 'assetId'), 'other');
    assert.equal(await targetOf(task, 'mediaUuid'), 'reference');
  });

  it('leaves the file of a reference alone where that is on another machine', async () => {
    const value = 'runway://abc';
    const reference = { form: 'runwayUri', value };
    const text = JSON.stringify({ promptImage: value, model: 'gen4_turbo' });
    const sourceOf = async (fileUri: string) => {
      const record = { fileUri, provider: 'runway', reference, alternatives: [], size: 1, mtimeMs: 1 };
      const history = async () => ({ findByReference: () => record }) as unknown as HistoryStore;
      const options = { version: 1, keys: [], context, history, isCancelled: () => false };
      const [input] = (await analyse(scanWorkflow(text), options)).inputs;
      return input?.target.type === 'reference' ? input.target.source : undefined;
    };
    const touched = recordTouchedPaths();
    try {
      for (const fileUri of ['file://server/share/a.png', 'file:////server/share/a.png', 'file:///net/server/a.png']) {
        assert.equal(await sourceOf(fileUri), 'unchanged', fileUri);
      }
      assert.deepEqual(touched.paths, []);
      assert.equal(await sourceOf(import.meta.url), 'changed');
      assert.ok(touched.paths.length > 0);
    } finally {
      touched.stop();
    }
  });

  it('takes for an unknown reference only what nothing but a reference of that place looks like', async () => {
    const history = async () => ({ findByReference: () => undefined }) as unknown as HistoryStore;
    const targetsOf = async (text: string) => {
      const options = { version: 1, keys: [], context, history, isCancelled: () => false };
      return (await analyse(scanWorkflow(text), options)).inputs.map(({ target }) => target);
    };
    assert.deepEqual(await targetsOf('{ "promptImage": "runway://abc", "model": "gen4_turbo" }'), [
      { type: 'unknownReference', providers: ['runway'] },
    ]);
    const hash = 'a'.repeat(64);
    assert.deepEqual(await targetsOf(comfy(`api/${hash}.png`, 'runway://abc', 'https://example.com/a.png')), [
      { type: 'unknownReference', providers: ['runningHub'] },
      { type: 'other' },
      { type: 'other' },
    ]);
  });

  describe('meeting a name that is nothing but a content hash', () => {
    const hash = '9d77b8530f8b3591edc5c4e8f3f55b2cf0960bb2ca35c04e32c1677687866576';
    const folder = temporaryFolder('hash-names');
    const record = (fileUri: string) => ({
      fileUri,
      provider: 'runningHub',
      reference: { form: 'fileName', value: hash },
      alternatives: [{ form: 'inputName', value: `${hash}.png` }],
    });
    before(() => writeFileSync(join(folder, `${hash}.png`), 'x'));
    after(() => removeFolder(folder));

    /** What the only input is taken for; `known` is what the history holds. */
    async function targetOf(text: string, known?: ReturnType<typeof record>, documentFolder?: string) {
      const history = async () => ({ findByReference: () => known }) as unknown as HistoryStore;
      const options = {
        version: 1,
        keys: [],
        context: { ...context, documentFolder },
        history,
        isCancelled: () => false,
      };
      const { inputs } = await analyse(scanWorkflow(text), options);
      assert.ok(inputs.length <= 1);
      return inputs[0]?.target.type;
    }
    const archive = JSON.stringify([{ class_type: 'LoadImages', inputs: { upload: hash } }]);

    it('assumes nothing where neither the history nor the disk knows it', async () => {
      assert.equal(await targetOf(comfy(`${hash}.png`)), 'other');
      assert.equal(await targetOf(archive), 'other');
    });

    it('takes it for a reference that the history knows', async () => {
      assert.equal(await targetOf(archive, record('file:///frames.zip')), 'reference');
      assert.equal(await targetOf(comfy(`${hash}.png`), record('file:///cat.png')), 'reference');
    });

    it('takes it for a file of that name, whatever the history knows', async () => {
      assert.equal(await targetOf(comfy(`${hash}.png`), undefined, folder), 'file');
      assert.equal(await targetOf(comfy(`${hash}.png`), record('file:///cat.png'), folder), 'file');
    });

    it('takes it for the reference that was made from that very file', async () => {
      const own = pathToFileURL(join(folder, `${hash}.png`)).href;
      assert.equal(await targetOf(comfy(`${hash}.png`), record(own), folder), 'reference');
    });

    it('sees no reference in a bare hash of other JSON, such as a checksum', async () => {
      assert.equal(await targetOf(JSON.stringify({ image: hash, sha256: hash }), record('file:///cat.png')), undefined);
    });
  });
});
