import assert from 'node:assert/strict';
import { nodeAt } from '../../../../src/core/workflow/scan/nodeAt.ts';

describe('the node around a value', () => {
  it("is known by its title in ComfyUI's API format, else by its class", () => {
    const root = {
      '10': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'First frame' } },
      '11': { class_type: 'LoadImage', inputs: { image: 'b.png' } },
    };
    assert.deepEqual(nodeAt(root, ['10', 'inputs', 'image']), { id: '10', title: 'First frame' });
    assert.deepEqual(nodeAt(root, ['11', 'inputs', 'image']), { id: '11', title: 'LoadImage' });
  });

  it("is the innermost one in ComfyUI's own format, subgraphs included", () => {
    const node = { id: 4, type: 'LoadImage', title: 'Mask', widgets_values: ['a.png'] };
    const root = {
      nodes: [node],
      definitions: { subgraphs: [{ id: 'x', nodes: [{ ...node, id: 7, title: undefined }] }] },
    };
    assert.deepEqual(nodeAt(root, ['nodes', 0, 'widgets_values', 0]), { id: '4', title: 'Mask' });
    const inside = ['definitions', 'subgraphs', 0, 'nodes', 0, 'widgets_values', 0];
    assert.deepEqual(nodeAt(root, inside), { id: '7', title: 'LoadImage' });
  });

  it('is an entry of the node list at RunningHub, and a task at Runware', () => {
    const list = { nodeInfoList: [{ nodeId: '39', nodeName: 'LoadImage', fieldName: 'image', fieldValue: 'a.png' }] };
    assert.deepEqual(nodeAt(list, ['nodeInfoList', 0, 'fieldValue']), { id: '39', title: 'LoadImage' });
    const tasks = [{ taskType: 'imageInference', taskUUID: 'u', seedImage: 'a.png' }];
    assert.deepEqual(nodeAt(tasks, [0, 'seedImage']), { id: 'u', title: 'imageInference' });
  });

  it('is none in a document that is no graph, or says something else than the path', () => {
    assert.equal(nodeAt({ promptImage: 'a.png' }, ['promptImage']), undefined);
    assert.equal(nodeAt(undefined, ['10', 'inputs', 'image']), undefined);
    assert.equal(nodeAt({ '10': null }, ['10', 'inputs', 'image']), undefined);
  });
});
