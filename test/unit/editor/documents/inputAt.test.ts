import assert from 'node:assert/strict';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { type Analysis, indexInputs } from '../../../../src/editor/documents/analysis.ts';
import { inputAt, inputOf, inputsBetween } from '../../../../src/editor/documents/inputAt.ts';

function analysisOf(text: string): Analysis {
  const scan = scanWorkflow(text);
  const inputs = scan.inputs.map((input) => ({ input, target: { type: 'other' as const } }));
  return { version: 1, scan, keys: [], inputs, ...indexInputs(inputs) };
}

const images = JSON.stringify({
  1: { class_type: 'LoadImage', inputs: { image: 'a.png' } },
  2: { class_type: 'LoadImage', inputs: { image: 'b.png' } },
  3: { class_type: 'LoadImage', inputs: { image: 'a.png' } },
});

const video = JSON.stringify({
  nodes: [
    {
      id: 1,
      type: 'VHS_LoadVideo',
      widgets_values: { video: 'clip.mp4', videopreview: { params: { filename: 'clip.mp4', type: 'input' } } },
    },
    { id: 2, type: 'LoadImage', widgets_values: ['b.png', 'image'] },
  ],
});

describe('the input at a place in a document', () => {
  it('is found from the first quote to behind the last, and nowhere else', () => {
    const analysis = analysisOf(images);
    const start = images.indexOf('"b.png"');
    for (const offset of [start, start + 3, start + 7]) {
      assert.equal(inputAt(analysis, offset)?.input.value, 'b.png');
    }
    for (const offset of [0, start - 1, start + 8, images.length, images.length + 99]) {
      assert.equal(inputAt(analysis, offset), undefined);
    }
  });

  it('agrees with looking at every input, at every offset', () => {
    for (const text of [images, video]) {
      const analysis = analysisOf(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const expected = analysis.inputs.find(({ input }) =>
          [input, ...input.linked].some((each) => each.offset <= offset && offset <= each.offset + each.length),
        );
        assert.equal(inputAt(analysis, offset), expected);
      }
    }
  });

  it('is found by a string linked to it', () => {
    const analysis = analysisOf(video);
    assert.equal(inputAt(analysis, video.lastIndexOf('clip.mp4'))?.input.value, 'clip.mp4');
  });

  it('is found again by its value where it has moved', () => {
    const moved = analysisOf(` ${'\n'.repeat(50)}${images}`);
    const request = { document: 'file:///x.json', offset: images.indexOf('b.png'), value: 'b.png' };
    assert.equal(inputOf(moved, request)?.input.value, 'b.png');
    assert.equal(inputOf(moved, { ...request, value: 'gone.png' }), undefined);
  });

  it('is the one at the place where several have the value', () => {
    const analysis = analysisOf(images);
    const offset = images.lastIndexOf('a.png');
    assert.equal(inputOf(analysis, { document: '', offset, value: 'a.png' }), analysis.inputs[2]);
  });
});

describe('the inputs in a part of a document', () => {
  it('are those whose strings touch it', () => {
    const analysis = analysisOf(images);
    const start = images.indexOf('"b.png"');
    assert.deepEqual(
      inputsBetween(analysis, start, start + 1).map(({ input }) => input.value),
      ['b.png'],
    );
    assert.equal(inputsBetween(analysis, 0, images.length).length, 3);
    assert.equal(inputsBetween(analysis, 0, 5).length, 0);
  });
});
