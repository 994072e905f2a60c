import assert from 'node:assert/strict';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { inputOf, localValues, scanFixture } from '../fixture.ts';

/** What works where RunningHub downloads: its own link, and those of storages. */
const links = [
  { provider: 'runningHub', form: 'downloadUrl' },
  { provider: 's3', form: 'publicUrl' },
  { provider: 's3', form: 'presignedUrl' },
];

describe('RunningHub requests', () => {
  const scan = scanFixture('runninghub.json');

  it('are recognised by their node list and belong to RunningHub', () => {
    assert.equal(scan.dialect, 'runningHub');
    assert.equal(scan.preferredProvider, 'runningHub');
    assert.equal(scanFixture('runninghub-list.json').dialect, 'runningHub');
  });

  it('give values that name files, and no other values', () => {
    assert.deepEqual(localValues(scan), ['cat.png', 'frames.zip', 'voice.opus', 'big.png']);
    assert.ok(!scan.inputs.some((input) => input.value === 'a cat'));
  });

  it('know what RunningHub already has', () => {
    const video = scan.inputs.find((input) => input.value.startsWith('openapi/'));
    assert.equal(video?.state, 'reference');
    assert.equal(video?.kind, 'video');
  });

  it('take a file name, or an address where the field asks for one', () => {
    assert.deepEqual(inputOf(scan, 'cat.png').fits, [{ provider: 'runningHub', form: 'fileName' }]);
    assert.deepEqual(inputOf(scan, 'big.png').fits, links);
  });

  it('take an address where the node loads from one, and none in other loaders', () => {
    const fits = (nodeName: string, fieldName: string) =>
      inputOf(
        scanWorkflow(JSON.stringify({ nodeInfoList: [{ nodeId: '1', nodeName, fieldName, fieldValue: 'a.mp4' }] })),
        'a.mp4',
      ).fits;
    assert.deepEqual(fits('LoadImageFromUrl', 'image'), links);
    assert.deepEqual(fits('VHS_LoadVideoPath', 'video'), links);
    assert.deepEqual(fits('MyLoader', 'video_url'), links);
    for (const nodeName of ['LoadImage', 'LoadVideo', 'VHS_LoadVideo']) {
      assert.deepEqual(fits(nodeName, 'video'), [{ provider: 'runningHub', form: 'fileName' }], nodeName);
    }
  });

  it('carry the node name, and the kind the field declares', () => {
    assert.equal(inputOf(scanFixture('runninghub-list.json'), 'cat.png').nodeType, 'LoadImage');
    assert.equal(inputOf(scan, '').kind, 'image');
  });
});

describe('Runware tasks', () => {
  const scan = scanFixture('runware.json');

  it('give every media parameter, at the top, nested and in lists', () => {
    assert.equal(scan.dialect, 'runware');
    assert.equal(scan.preferredProvider, 'runware');
    assert.deepEqual(localValues(scan), [
      'seed.png',
      'r1.png',
      'r2.png',
      'r3.png',
      'r4.mp3',
      'guide.png',
      'ip.png',
      'ace.png',
      'f0.png',
      'f1.png',
      'v.mp4',
      'a.wav',
      's.wav',
      'e.png',
      'm.glb',
    ]);
  });

  it('leave alone prompts, words, answers and the address results are sent to', () => {
    const values = scan.inputs.map((input) => input.value);
    for (const absent of ['a cat.png', 'first', 'white', 'https://bucket.example.com/out.png', 'PNG']) {
      assert.ok(!values.includes(absent), absent);
    }
    assert.ok(!values.some((value) => value.includes('im.runware.ai')));
  });

  it('know a UUID as what it is, in a media parameter only', () => {
    assert.equal(inputOf(scan, '989ba605-1449-4e1e-b462-cd83ec9c1a67').state, 'reference');
    assert.ok(!scan.inputs.some((input) => input.path.includes('taskUUID')));
  });

  it('take a single task, too', () => {
    const one = scanWorkflow('{"inputImage": "a.png", "taskType": "imageUpscale"}');
    assert.equal(one.dialect, 'runware');
    assert.deepEqual(inputOf(one, 'a.png').fits[0], { provider: 'runware', form: 'mediaUuid' });
    assert.equal(inputOf(one, 'a.png').nodeType, 'imageUpscale');
  });
});

describe('Runway requests', () => {
  const scan = scanFixture('runway.json');

  it('give the documented properties only, when they hold strings', () => {
    assert.equal(scan.dialect, 'runway');
    assert.equal(scan.preferredProvider, 'runway');
    assert.deepEqual(localValues(scan), ['first.png', 'hum.mp3']);
    assert.ok(!scan.inputs.some((input) => input.path.includes('promptText')));
  });

  it('know a reference of their own', () => {
    const last = scan.inputs.find((input) => input.value.startsWith('runway://'));
    assert.equal(last?.state, 'reference');
    assert.deepEqual(last?.fits, [
      { provider: 'runway', form: 'runwayUri' },
      { provider: 's3', form: 'publicUrl' },
    ]);
  });

  it('are recognised by character and reference, and by the nodes of a workflow', () => {
    const character = scanFixture('runway-character.json');
    assert.deepEqual(localValues(character), ['face.jpg', 'moves.mp4']);
    const run = scanWorkflow('{"nodeOutputs": {"n1": {"image": {"type": "image", "uri": "a.png"}}}}');
    assert.equal(run.dialect, 'runway');
    assert.equal(inputOf(run, 'a.png').kind, 'image');
  });

  it('are not seen in every document that has a uri', () => {
    assert.equal(scanWorkflow('{"images": [{"uri": "skin.png"}], "meshes": []}').dialect, 'generic');
    assert.equal(scanWorkflow('{"name": "app", "imageUri": "a.png"}').dialect, 'generic');
  });
});

describe('other JSON', () => {
  const scan = scanFixture('generic.json');

  it('gives every string with a media extension, except where something is written', () => {
    assert.equal(scan.dialect, 'generic');
    assert.deepEqual(localValues(scan), ['assets/one.png', 'assets/two.wav', 'cover.jpg']);
  });

  it('offers addresses where the property asks for one, and any provider elsewhere', () => {
    assert.equal(inputOf(scan, 'cover.jpg').fits[0]?.form, 'downloadUrl');
    const providers = new Set(inputOf(scan, 'assets/one.png').fits.map((each) => each.provider));
    assert.equal(providers.size, 5);
    assert.ok(!providers.has('s3'), 'a link fits only where one is asked for');
  });

  it('has no dialect where it names no media', () => {
    const scan = scanWorkflow(
      '{"name":"x","version":"1.0.0","homepage":"https://example.com","id":"0b0c9b2e-7c1d-4a55-8f55-0d0a6c9a3f11"}',
    );
    assert.deepEqual(scan, { dialect: undefined, preferredProvider: undefined, inputs: [] });
  });

  it('may be a single string', () => {
    assert.deepEqual(scanWorkflow('"a.png"').inputs[0]?.path, []);
  });
});
