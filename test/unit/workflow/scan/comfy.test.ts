import assert from 'node:assert/strict';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { fixture, inputOf, localValues, scanFixture } from '../fixture.ts';

describe('ComfyUI documents in API format', () => {
  const scan = scanFixture('comfy-api.json');

  it('are recognised, and name no provider of their own', () => {
    assert.equal(scan.dialect, 'comfyApi');
    assert.equal(scan.preferredProvider, undefined);
  });

  it('give the files of known loaders and of custom nodes, and no outputs', () => {
    assert.deepEqual(localValues(scan), [
      'ref cat (1).png',
      'clips/walk.mp4',
      'voice.mp3',
      'odd.webp',
      'frames.zip',
      '3d/chair.glb',
      'C:\\clips\\dance.mp4',
    ]);
  });

  it('tell what is on a server, in a mask editor or in an output folder from what is on disk', () => {
    assert.equal(inputOf(scan, 'https://example.com/a.png?size=2').state, 'url');
    assert.equal(inputOf(scan, 'clipspace/clipspace-mask-12.png [input]').state, 'clipspace');
    assert.equal(inputOf(scan, 'ComfyUI_00001_.png [output]').state, 'output');
    const uploaded = scan.inputs.find((input) => input.value.startsWith('api/'));
    assert.equal(uploaded?.state, 'reference');
  });

  it('show an empty loader as a place for a file', () => {
    const empty = inputOf(scan, '');
    assert.deepEqual(empty.path, ['150:5', 'inputs', 'image']);
    assert.equal(empty.state, 'unknown');
    assert.equal(empty.kind, 'image');
  });

  it('never take a provider asset object apart', () => {
    assert.ok(!scan.inputs.some((input) => input.value === 'photo.png'));
  });

  it('say which references fit: names and assets for loaders, addresses for nodes that open a path, RunningHub alone for a ZIP', () => {
    const fits = (value: string): string[] => inputOf(scan, value).fits.map((each) => `${each.provider}:${each.form}`);
    const names = ['comfyServer:inputName', 'comfyCloud:inputName', 'runningHub:fileName'];
    assert.deepEqual(fits('voice.mp3'), [...names, 'comfyApi:assetId']);
    assert.deepEqual(fits('C:\\clips\\dance.mp4'), [
      'runningHub:downloadUrl',
      'runware:mediaUrl',
      's3:publicUrl',
      's3:presignedUrl',
    ]);
    assert.deepEqual(fits('frames.zip'), ['runningHub:fileName']);
    assert.deepEqual(fits('ComfyUI_00001_.png [output]'), []);
  });

  it('know the kind by extension, else by the loader', () => {
    assert.equal(inputOf(scan, 'clips/walk.mp4').kind, 'video');
    assert.equal(inputOf(scan, 'frames.zip').kind, 'archive');
    assert.equal(inputOf(scan, '3d/chair.glb').kind, 'model');
  });

  it('are found inside a request, whose copy of the drawing is left alone', () => {
    const request = scanFixture('comfy-request.json');
    assert.equal(request.dialect, 'comfyApi');
    assert.deepEqual(
      request.inputs.map((input) => input.path),
      [['prompt', '1', 'inputs', 'image']],
    );
  });

  it('report the node class wherever it stands in the node', () => {
    assert.equal(inputOf(scan, 'ref cat (1).png').nodeType, 'LoadImage');
    assert.equal(inputOf(scan, 'odd.webp').nodeType, 'SomebodysLoader');
  });
});

describe('ComfyUI documents in UI format', () => {
  const scan = scanFixture('comfy-ui.json');

  it('give the files of all nodes: bypassed ones, custom ones, subgraphs at any depth', () => {
    assert.equal(scan.dialect, 'comfyUi');
    assert.deepEqual(localValues(scan), [
      'bypassed.png',
      'pasted/image.png',
      'dance.mp4',
      'takes/one.mp4',
      'masks\\hand.png',
      'a.jpg',
      'b.jpg',
      '.webp',
      'promoted.png',
      'inner.png',
      'deep.wav',
    ]);
  });

  it('give nothing at all for outputs, previews, notes and the templates of grouped nodes', () => {
    const values = scan.inputs.map((input) => input.value);
    for (const absent of ['AnimateDiff_00001.mp4', 'C:\\temp\\p.png', 'see picture.png', 'template.png']) {
      assert.ok(!values.includes(absent), absent);
    }
  });

  it('give paths with the indices of the nested subgraph', () => {
    assert.deepEqual(inputOf(scan, 'deep.wav').path, [
      'definitions',
      'subgraphs',
      0,
      'definitions',
      'subgraphs',
      0,
      'nodes',
      0,
      'widgets_values',
      0,
    ]);
  });

  it('link the preview of a video node: its file name, and its subfolder where it has one', () => {
    const preview = ['nodes', 2, 'widgets_values', 'videopreview', 'params', 'filename'];
    const linked = inputOf(scan, 'dance.mp4').linked;
    assert.deepEqual(
      linked.map(({ path, value, part }) => ({ path, value, part })),
      [{ path: preview, value: 'dance.mp4', part: 'value' }],
    );
    assert.deepEqual(
      inputOf(scan, 'takes/one.mp4').linked.map(({ value, part }) => ({ value, part })),
      [
        { value: 'one.mp4', part: 'name' },
        { value: 'takes', part: 'subfolder' },
      ],
    );
  });

  it('give the same with all white space taken out', () => {
    const minified = scanFixture('comfy-ui-minified.json');
    assert.deepEqual(
      minified.inputs.map(({ path, value, state }) => ({ path, value, state })),
      scan.inputs.map(({ path, value, state }) => ({ path, value, state })),
    );
  });

  it('point at exactly the token in the text', () => {
    const text = fixture('comfy-ui.json');
    assert.ok(text.includes('\r\n') && !text.endsWith('\n'));
    for (const { offset, length, value } of scan.inputs.flatMap((input) => [input, ...input.linked])) {
      assert.equal(JSON.parse(text.slice(offset, offset + length)), value);
    }
  });

  it('are told from other graphs that have nodes', () => {
    assert.notEqual(scanWorkflow('{"nodes":[{"type":"http","file":"a.png"}]}').dialect, 'comfyUi');
    assert.equal(scanWorkflow('{"nodes":[],"links":[]}').dialect, 'comfyUi');
  });
});
