import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/core/errors.ts';
import { outlineNodes } from '../../../../src/core/workflow/scan/nodeOutline.ts';

/** The nodes without those of their properties that are absent, and the text of each by its first and last character. */
async function outlined(text: string): Promise<readonly unknown[]> {
  return (await outlineNodes(text)).map(({ offset, end, type, ...texts }) => {
    assert.equal(`${text[offset]}${text[end - 1]}`, '{}');
    return [type, JSON.parse(JSON.stringify(texts))];
  });
}

describe('the nodes of a workflow', () => {
  it("have title, class and id in ComfyUI's API format", async () => {
    const text = JSON.stringify({
      '10': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'First frame' } },
      '11': { inputs: {}, class_type: 'KSampler' },
      '12': { class_type: 'SaveImage', _meta: { title: 'SaveImage' } },
    });
    assert.deepEqual(await outlined(text), [
      ['node', { title: 'First frame', className: 'LoadImage', id: '10' }],
      ['node', { title: 'KSampler', id: '11' }],
      ['node', { title: 'SaveImage', id: '12' }],
    ]);
  });

  it("have title, class and number in ComfyUI's own format, with groups beside them", async () => {
    const text = JSON.stringify({
      nodes: [
        { id: 4, type: 'LoadImage', title: 'Mask', inputs: [{ name: 'x', type: 'IMAGE' }], widgets_values: ['a.png'] },
        { id: -10, type: 'PreviewImage' },
      ],
      groups: [{ title: 'Inputs', bounding: [0, 0, 10, 10] }],
    });
    assert.deepEqual(await outlined(text), [
      ['node', { title: 'Mask', className: 'LoadImage', id: '4' }],
      ['node', { title: 'PreviewImage', id: '-10' }],
      ['group', { title: 'Inputs' }],
    ]);
  });

  it('are in the subgraph they belong to, whose name stands for it where it is used', async () => {
    const subgraph = '3f2b9a8e-0000-4000-8000-000000000000';
    const text = JSON.stringify({
      nodes: [
        { id: 1, type: subgraph },
        { id: 2, type: subgraph, title: 'The second' },
      ],
      definitions: { subgraphs: [{ id: subgraph, name: 'Upscale', nodes: [{ id: 7, type: 'LoadImage' }] }] },
    });
    assert.deepEqual(await outlined(text), [
      ['node', { title: 'Upscale', id: '1' }],
      ['node', { title: 'The second', id: '2' }],
      ['subgraph', { title: 'Upscale' }],
      ['node', { title: 'LoadImage', id: '7' }],
    ]);
  });

  it("are the entries of RunningHub's list and Runware's tasks", async () => {
    const list = { nodeInfoList: [{ nodeId: '39', nodeName: 'LoadImage', fieldName: 'image', fieldValue: 'a.png' }] };
    assert.deepEqual(await outlined(JSON.stringify(list)), [
      ['node', { title: 'LoadImage', id: '39', field: 'image' }],
    ]);
    const tasks = [{ taskType: 'imageInference', taskUUID: 'u', model: 'runware:101@1', seedImage: 'a.png' }];
    assert.deepEqual(await outlined(JSON.stringify(tasks)), [
      ['task', { title: 'imageInference', className: 'runware:101@1' }],
    ]);
  });

  it('are those of every line of JSON Lines', async () => {
    const line = (title: string): string => JSON.stringify({ 1: { class_type: 'LoadImage', _meta: { title } } });
    assert.deepEqual(await outlined(`${line('a')}\n${line('b')}\n`), [
      ['node', { title: 'a', className: 'LoadImage', id: '1' }],
      ['node', { title: 'b', className: 'LoadImage', id: '1' }],
    ]);
  });

  it('are none in what the server has noted about an image, nor in other JSON', async () => {
    const noted = { extra_data: { extra_pnginfo: { workflow: { nodes: [{ id: 1, type: 'LoadImage' }] } } } };
    assert.deepEqual(await outlined(JSON.stringify(noted)), []);
    assert.deepEqual(
      await outlined('{"title":"x","type":"y","id":1,"groups":[{"title":"a"}],"subgraphs":[{"id":1}]}'),
      [],
    );
    assert.deepEqual(await outlined(''), []);
  });

  it('are those that are complete while the last one is being typed', async () => {
    const text = '{"1":{"class_type":"LoadImage","inputs":{"image":"a.png"}},"2":{"class_type":"LoadI';
    assert.deepEqual(await outlined(text), [['node', { title: 'LoadImage', id: '1' }]]);
  });

  it('are cut where somebody has written a title or an id of megabytes, and bounded in number and depth', async () => {
    const [node] = await outlineNodes(JSON.stringify({ nodes: [{ id: 1, type: 'x', title: 'a'.repeat(3_000_000) }] }));
    assert.equal(node?.title.length, 200);
    const [keyed] = await outlineNodes(JSON.stringify({ ['1'.repeat(3_000_000)]: { class_type: 'LoadImage' } }));
    assert.equal(keyed?.id?.length, 200);
    const many = await outlineNodes(`[${'{"taskType":"x"},'.repeat(60_000)}{}]`);
    assert.equal(many.length, 50_000);
    const deep = await outlineNodes(`${'{"taskType":"x","a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    assert.ok(deep.length < 50, `${deep.length}`);
  });

  it('are given up when nobody wants them any more', async () => {
    await assert.rejects(outlineNodes('[1, 2]', { isCancelled: () => true }), CancelledError);
  });
});
