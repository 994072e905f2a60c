import assert from 'node:assert/strict';
import type { DialectId } from '../../../../src/core/workflow/mediaInput.ts';
import { guessDialect } from '../../../../src/core/workflow/scan/guessDialect.ts';
import { type InputNear, inputNear } from '../../../../src/core/workflow/scan/inputNear.ts';
import { fixture, scanFixture } from '../fixture.ts';

/** The input at the `|` of a text, which is a whole document unless a dialect says what it is a part of. */
function at(marked: string, partOf?: DialectId): InputNear | undefined {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0, 'the text has no |');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const dialect = partOf ?? guessDialect(text, offset) ?? 'generic';
  return inputNear({ text, offset, isFromStart: partOf === undefined }, dialect);
}

function providers(input: InputNear | undefined): string[] {
  return [...new Set(input?.fits.map(({ provider }) => provider))];
}

describe('A cursor in a document', () => {
  it('is in a media input of a ComfyUI prompt, whatever is typed there so far', () => {
    for (const typed of ['|', 'he|', 'her|o.png', '../images/|', 'C:/pics/a|']) {
      const input = at(`{ "10": { "inputs": { "image": "${typed}", "upload": "image" }, "class_type": "LoadImage" } }`);
      assert.equal(input?.kind, 'image', typed);
      assert.equal(input?.token.value, typed.replace('|', ''));
      assert.deepEqual(providers(input), ['comfyServer', 'comfyCloud', 'runningHub', 'comfyApi']);
      assert.equal(input?.fits.at(-1)?.writtenAs, 'assetObject');
      assert.equal(input?.isAssetId, false);
    }
  });

  it('is in the id of an asset, which is written as a string, whatever is typed there so far', () => {
    for (const typed of ['|', '9f8|', '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6|b']) {
      for (const object of [
        `{ "__type": "core/ASSET", "info": { "id": "${typed}" } }`,
        `{\n "info": { "file_path": "a.png",\n "id": "${typed}",\n "hash": "x" }, "__type": "core/ASSET" }`,
      ]) {
        const input = at(`{ "10": { "inputs": { "image": ${object} }, "class_type": "LoadImage" } }`);
        assert.equal(input?.isAssetId, true, object);
        assert.equal(input?.kind, 'image');
        assert.deepEqual(input?.fits, [{ provider: 'comfyApi', form: 'assetId' }]);
      }
    }
  });

  it('isn’t in an input in any other string of an asset', () => {
    const asset = (type: string, path: string): string =>
      `{"__type":"${type}","info":{"id":"9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b","file_path":"${path}"}}`;
    const prompt = (object: string): string => `{"1":{"class_type":"LoadImage","inputs":{"image":${object}}}}`;
    assert.equal(at(prompt(asset('core/ASSET', 'a|.png'))), undefined);
    assert.equal(at(prompt(asset('core/|ASSET', 'a.png'))), undefined);
    assert.equal(at('{"asset":{"__type":"core/ASSET","info":{"id":"|"}}}'), undefined);
  });

  it('isn’t in an input if the string is a switch, a prompt or something a node writes', () => {
    assert.equal(at('{"1": {"class_type": "LoadImage", "inputs": {"image": "a.png", "upload": "im|age"}}}'), undefined);
    assert.equal(at('{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a c|at"}}}'), undefined);
    assert.equal(at('{"9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "out|"}}}'), undefined);
    assert.equal(at('{"9": {"class_type": "LoadImageOutput", "inputs": {"image": "|"}}}'), undefined);
  });

  it('isn’t in an input on a property name, on a quote or outside of strings', () => {
    for (const text of [
      '{"im|age": "a.png"}',
      '{"image": |"a.png"}',
      '{"image": "a.png"|}',
      '{"image": 1|2}',
      '|',
      '{|',
    ]) {
      assert.equal(at(text), undefined, text);
    }
  });

  it('gets the kind from the node in a UI-format workflow', () => {
    const drawing = (type: string, values: string): string =>
      `{"nodes": [{"id": 1, "type": "${type}", "widgets_values": ${values}}], "links": []}`;
    assert.equal(at(drawing('LoadImage', '["|", "image"]'))?.kind, 'image');
    assert.equal(at(drawing('LoadAudio', '["vo|"]'))?.kind, 'audio');
    assert.equal(at(drawing('VHS_LoadVideo', '{"video": "|", "format": "AnimateDiff"}'))?.kind, 'video');
    assert.equal(at(drawing('LoadImage', '["a.png", "im|age"]')), undefined);
    assert.equal(at(drawing('VHS_VideoCombine', '{"filename_prefix": "|"}')), undefined);
  });

  it('gets the kind from what RunningHub declares', () => {
    const item = (rest: string): string => `{"nodeInfoList": [{"nodeId": "39", ${rest}, "fieldValue": "|"}]}`;
    assert.equal(at(item('"fieldName": "image", "fieldType": "IMAGE"'))?.kind, 'image');
    assert.equal(at(item('"fieldName": "audio"'))?.kind, 'audio');
    const zip = at(item('"nodeName": "LoadImages(zip)", "fieldName": "upload"'));
    assert.equal(zip?.kind, 'archive');
    assert.deepEqual(providers(zip), ['runningHub']);
    assert.equal(at(item('"fieldName": "text", "fieldType": "STRING"')), undefined);
  });

  it('knows the parameters of Runware and Runway, half typed ones too', () => {
    const task = at('[{"taskType": "imageInference", "seedImage": "her|"}]');
    assert.deepEqual(
      task?.fits.map(({ form }) => form),
      ['mediaUuid', 'mediaUrl', 'publicUrl', 'presignedUrl'],
    );
    assert.equal(at('[{"taskType": "imageInference", "referenceImages": ["a.png", "|"]}]')?.kind, 'image');
    assert.equal(at('[{"taskType": "imageInference", "positivePrompt": "|"}]'), undefined);
    const request = at('{"model": "gen4_turbo", "promptImage": [{"uri": "|", "position": "first"}]}');
    assert.deepEqual(
      request?.fits,
      [
        { provider: 'runway', form: 'runwayUri' },
        { provider: 's3', form: 'publicUrl' },
      ],
      'a signed link answers no HEAD, which Runway begins with',
    );
    assert.equal(at('{"model": "gen4_turbo", "promptImage": "x.png", "promptText": "|"}'), undefined);
  });

  it('goes by the name of a property where the format is unknown', () => {
    assert.equal(at('{"input": {"reference_video": "|"}}')?.kind, 'video');
    assert.equal(at('{"images": ["", "|"]}')?.kind, 'image');
    assert.deepEqual(providers(at('{"imageUrl": "|"}')), ['runningHub', 'runware', 's3']);
    assert.equal(at('{"background": "../a|.png"}')?.kind, 'image', 'the value names an image itself');
    for (const text of ['{"name": "|"}', '{"output_image": "|"}', '{"text": ["|"]}', '["|"]']) {
      assert.equal(at(text), undefined, text);
    }
  });

  it('leaves the configuration of other tools alone', () => {
    assert.equal(at('{"$schema": "https://example.com/x.json", "image": "|"}'), undefined);
    assert.equal(at('{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "|"}]}}'), undefined);
    assert.equal(at('{"dockerComposeFile": "x.yml", "image": "|"}'), undefined);
  });

  it('is understood in a part of a large document', () => {
    const prompt =
      '"text": "a cat" } },\n "10": { "class_type": "LoadImage",\n "inputs": { "image": "|" } },\n "11": {';
    assert.equal(at(prompt, 'comfyApi')?.kind, 'image');
    const drawing = '"order": 3 },\n { "id": 2, "type": "LoadAudio",\n "widgets_values": ["|", null] },\n { "id": 3';
    assert.equal(at(drawing, 'comfyUi')?.kind, 'audio');
    const list = '"last_node_id": 9,\n"nodes": [{ "type": "LoadImage", "widgets_values": ["|"] }]';
    assert.equal(at(list, 'comfyUi')?.kind, 'image');
    const items = '"fieldValue": "x" },\n { "fieldName": "video", "fieldValue": "|" },\n {';
    assert.equal(at(items, 'runningHub')?.kind, 'video');
    const tasks = '"width": 512 },\n { "taskType": "x", "maskImage": "|" }]';
    assert.equal(at(tasks, 'runware')?.kind, 'image');
  });

  it('isn’t in an input if not even the beginning of its object is in sight', () => {
    assert.equal(at('"fieldName": "image",\n"fieldValue": "|" },\n {', 'runningHub'), undefined);
    assert.equal(at('"a",\n"|",\n"b"', 'comfyUi'), undefined);
  });

  it('is found in every input that the scan of a published format finds, and there gets the same references', () => {
    for (const name of ['comfy-api.json', 'comfy-ui.json', 'runninghub.json', 'runware.json', 'runway.json']) {
      const text = fixture(name);
      const scan = scanFixture(name);
      for (const input of scan.inputs.filter(({ fits, state }) => fits.length > 0 && state !== 'output')) {
        const found = inputNear({ text, offset: input.offset + 1, isFromStart: true }, scan.dialect ?? 'generic');
        assert.equal(found?.token.offset, input.offset, `${name}: ${input.value}`);
        // Emptied, an input of an unknown node tells less: its value may have been all there was to go by.
        assert.deepEqual(providers(found).includes(input.fits[0]?.provider ?? ''), true, `${name}: ${input.value}`);
      }
    }
  });
});
