import assert from 'node:assert/strict';
import { visit } from 'jsonc-parser';
import type { MediaInput } from '../../../../src/core/workflow/mediaInput.ts';
import { inputAround } from '../../../../src/core/workflow/scan/inputAround.ts';
import { providerOfDocument } from '../../../../src/core/workflow/scan/providerOfDocument.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
const asset = { __type: 'core/ASSET', info: { id, file_path: 'photo.png' } };

function node(type: string, inputs: object): object {
  return { class_type: type, inputs };
}

/** The inputs that are written as objects. */
function assetsOf(document: unknown): MediaInput[] {
  return scanWorkflow(JSON.stringify(document)).inputs.filter(({ writtenAs }) => writtenAs !== undefined);
}

function pathsOf(document: unknown): string[] {
  return assetsOf(document).map(({ path }) => path.join('.'));
}

describe('Assets of Comfy API v2 in an API-format workflow', () => {
  it('are media inputs: the id is the value, the whole object is the token', () => {
    const text = JSON.stringify({ '10': node('LoadImage', { image: asset, upload: 'image' }) }, undefined, 2);
    const [input, ...others] = scanWorkflow(text).inputs;
    assert.deepEqual(others, []);
    assert.equal(input?.value, id);
    assert.equal(input?.state, 'reference');
    assert.equal(input?.writtenAs, 'assetObject');
    assert.equal(input?.kind, 'image');
    assert.equal(input?.nodeType, 'LoadImage');
    assert.deepEqual(input?.path, ['10', 'inputs', 'image']);
    assert.deepEqual(JSON.parse(text.slice(input?.offset, (input?.offset ?? 0) + (input?.length ?? 0))), asset);
  });

  it('count wherever the name of a file would: in any loader, custom nodes and lists, alone or in a request', () => {
    const prompt = {
      '1': node('LoadVideo', { file: asset }),
      '2': node('SomebodysLoader', { whatever: asset, other: 1 }),
      '3': node('LoadImageSetNode', { images: { __value__: [asset, 'a.png', asset] } }),
    };
    const paths = ['1.inputs.file', '2.inputs.whatever', '3.inputs.images.__value__.0', '3.inputs.images.__value__.2'];
    assert.deepEqual(pathsOf(prompt), paths);
    assert.deepEqual(
      pathsOf({ prompt, client_id: 'x' }),
      paths.map((path) => `prompt.${path}`),
    );
  });

  it('don’t count where nothing reads a file, nor in what a server writes into its images', () => {
    const document = {
      '1': node('SaveImage', { filename_prefix: asset }),
      '2': node('SomebodysNode', { output_path: asset, deeper: { still: asset } }),
      '3': node('LoadImage', { upload: asset }),
      _meta: asset,
      extra_data: { '4': node('LoadImage', { image: asset }) },
    };
    assert.deepEqual(pathsOf(document), []);
  });

  it('are taken as a whole: nothing in them is an input, whatever it looks like', () => {
    const hostile = {
      __value__: ['inner.png', asset],
      file: 'inner.png',
      ...asset,
      info: { id, '9': node('LoadImage', { image: 'inner.png' }), inputs: { image: 'inner.png' } },
      inputs: { image: 'inner.png' },
      class_type: 'LoadImage',
    };
    const { inputs } = scanWorkflow(JSON.stringify({ '1': node('LoadImage', { image: hostile }) }));
    assert.deepEqual(
      inputs.map(({ path }) => path.join('.')),
      ['1.inputs.image'],
    );
  });

  it('stand in the order of the document, before and after strings', () => {
    const { inputs } = scanWorkflow(
      JSON.stringify({
        '1': node('LoadImage', { image: 'a.png' }),
        '2': node('LoadImage', { image: asset }),
        '3': node('LoadImage', { image: 'b.png' }),
      }),
    );
    assert.deepEqual(
      inputs.map(({ value }) => value),
      ['a.png', id, 'b.png'],
    );
  });

  it('keep the strings of a preview linked to them', () => {
    const [input] = assetsOf({
      '1': node('VHS_LoadVideo', {
        video: asset,
        videopreview: { params: { filename: 'walk.mp4', type: 'input' } },
      }),
    });
    assert.deepEqual(
      input?.linked.map(({ value, part }) => [value, part]),
      [['walk.mp4', 'value']],
    );
  });

  it('fit where names fit, as the last choice, so that what is offered first stays', () => {
    const fits = (document: object): string[] =>
      scanWorkflow(JSON.stringify(document)).inputs.flatMap((input) =>
        input.fits.map(({ provider, writtenAs }) => `${provider} ${writtenAs ?? 'string'}`),
      );
    const names = ['comfyServer string', 'comfyCloud string', 'runningHub string'];
    assert.deepEqual(fits({ '1': node('LoadImage', { image: 'a.png' }) }), [...names, 'comfyApi assetObject']);
    assert.deepEqual(fits({ '1': node('Custom', { path: 'a.png' }) }), [...names, 'comfyApi assetObject']);
    assert.deepEqual(fits({ nodes: [{ type: 'LoadImage', widgets_values: ['a.png'] }], links: [] }), names);
    assert.ok(!fits({ '1': node('VHS_LoadVideoPath', { video: 'a.mp4' }) }).some((fit) => fit.startsWith('comfyApi')));
    assert.deepEqual(fits({ '1': node('LoadImages', { upload: 'a.zip' }) }), ['runningHub string']);
  });

  it('decide the provider of the document, since no other understands them', () => {
    const withAsset = scanWorkflow(
      JSON.stringify({ '1': node('LoadImage', { image: asset }), '2': node('LoadImage', { image: 'a.png' }) }),
    );
    assert.equal(
      providerOfDocument(withAsset, undefined, () => true),
      'comfyApi',
    );
    assert.equal(
      providerOfDocument(withAsset, 'comfyServer', () => true),
      'comfyApi',
    );
    const without = scanWorkflow(JSON.stringify({ '2': node('LoadImage', { image: 'a.png' }) }));
    assert.equal(
      providerOfDocument(without, 'comfyApi', () => true),
      'comfyApi',
    );
    assert.equal(
      providerOfDocument(without, undefined, () => true),
      undefined,
    );
  });

  it('are recognised by nothing but the object: an id alone is no asset, in this format or any other', () => {
    for (const document of [
      { '1': node('LoadImage', { image: id }) },
      { '1': node('LoadImage', { image: { id }, info: asset.info }) },
      [{ taskType: 'imageInference', seedImage: id }],
      { nodes: [{ type: 'LoadImage', widgets_values: [asset, 'image'] }], links: [] },
      { nodeInfoList: [{ nodeId: '1', fieldName: 'image', fieldValue: asset }] },
      { promptImage: asset, model: 'gen4_turbo' },
      { image: asset, list: [asset, id] },
    ]) {
      assert.deepEqual(assetsOf(document), [], JSON.stringify(document));
    }
    const [runware] = scanWorkflow(JSON.stringify([{ taskType: 'imageInference', seedImage: id }])).inputs;
    assert.equal(runware?.state, 'reference');
    assert.deepEqual([...new Set(runware?.fits.map(({ provider }) => provider))], ['runware', 's3']);
  });

  it('aren’t taken apart in other JSON either', () => {
    assert.deepEqual(scanWorkflow(JSON.stringify({ image: asset, other: 'a.png' })).inputs.length, 1);
  });

  it('can’t be replaced by a request for a string inside them', () => {
    const text = JSON.stringify({ '1': node('LoadImage', { image: asset }) });
    const { inputs } = scanWorkflow(text);
    const offset = text.indexOf('photo.png');
    assert.equal(inputAround(text, inputs, { offset, value: 'photo.png' }), undefined);
    assert.equal(inputAround(text, inputs, { offset, value: id }), inputs[0]);
  });

  it('take time in proportion to the text, however hostile it is', () => {
    const nested = `${'{"info":{"id":"x","__type":"core/ASSET","info":'.repeat(20_000)}1`;
    const big = JSON.stringify({ ...asset.info, junk: Array.from({ length: 60_000 }, () => ({ id, info: { id } })) });
    const twice = `{${'"__type":"core/ASSET","info":{"id":"x"},'.repeat(40_000)}"z":1}`;
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, number) => [number, node('LoadImage', { image: asset })]),
    );
    for (const [text, count] of [
      [`{"1":{"class_type":"LoadImage","inputs":{"image":${nested}`, 0],
      [`{"1":{"class_type":"LoadImage","inputs":{"image":{"info":${big},"__type":"core/ASSET"}}}}`, 1],
      [`{"1":{"class_type":"LoadImage","inputs":{"image":${twice}}}}`, 0],
      [JSON.stringify(many), 10_000],
    ] as const) {
      const milliseconds = (work: () => void): number => {
        const start = performance.now();
        work();
        return performance.now() - start;
      };
      const rounds = [1, 2, 3];
      const scan = Math.min(
        ...rounds.map(() => milliseconds(() => assert.equal(scanWorkflow(text).inputs.length, count))),
      );
      let read = Number.POSITIVE_INFINITY;
      try {
        read = Math.min(...rounds.map(() => milliseconds(() => visit(text, { onLiteralValue: () => undefined }))));
      } catch {
        // Too deep for a reader that recurses.
        read = text.length / 10_000;
      }
      // Far from what it takes, and as far from what reading an object again for each level around it would.
      assert.ok(scan < 40 * Math.max(read, 1), `${scan} ms, ${read} ms`);
    }
  });
});
