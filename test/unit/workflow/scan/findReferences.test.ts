import assert from 'node:assert/strict';
import { visit } from 'jsonc-parser';
import { findReferences, mayContain, type WantedReference } from '../../../../src/core/workflow/scan/findReferences.ts';

const hash = 'ab12'.repeat(16);
const runningHub: WantedReference = { provider: 'runningHub', form: 'fileName', value: `openapi/${hash}.png` };
const runway: WantedReference = { provider: 'runway', form: 'runwayUri', value: 'runway://abc+/déf==' };
const comfy: WantedReference = { provider: 'comfyServer', form: 'inputName', value: 'hero.png' };

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function paths(document: unknown, ...wanted: WantedReference[]): Promise<string[]> {
  const found = await findReferences(JSON.stringify(document, undefined, 2), wanted);
  return found.map(({ path }) => path.join('.'));
}

describe('Looking for references in a document', () => {
  it('finds the inputs that hold them, in their order', async () => {
    const document = {
      '1': { class_type: 'LoadImage', inputs: { image: runningHub.value } },
      '2': { class_type: 'LoadImage', inputs: { image: 'other.png' } },
      '3': { class_type: 'LoadImage', inputs: { image: runningHub.value } },
    };
    assert.deepEqual(await paths(document, runningHub), ['1.inputs.image', '3.inputs.image']);
  });

  it('finds them in strings that mean nothing to the document format', async () => {
    const document = { promptImage: runway.value, notes: { last: runway.value, text: `see ${runway.value}` } };
    assert.deepEqual(await paths(document, runway), ['promptImage', 'notes.last']);
  });

  it('finds more of them than a function takes arguments', async () => {
    const notes = new Array<string>(150_000).fill(runway.value);
    const found = await findReferences(JSON.stringify({ promptImage: 'a.png', notes }), [runway]);
    assert.equal(found.length, 150_000);
  });

  it('leaves property names alone', async () => {
    assert.deepEqual(await paths({ [runway.value]: 1, uri: runway.value }, runway), ['uri']);
  });

  it('finds a reference whose slashes are escaped, each string once', async () => {
    const escaped = `{"promptImage": ${JSON.stringify(runway.value).replaceAll('/', '\\/')}}`;
    const found = await findReferences(escaped, [runway]);
    assert.deepEqual(
      found.map(({ path, value }) => [path, value]),
      [[['promptImage'], runway.value]],
    );
  });

  it('counts a plain name as a reference only where a file of that provider is read', async () => {
    const document = {
      '1': { class_type: 'LoadImage', inputs: { image: 'hero.png' } },
      '2': { class_type: 'SaveImage', inputs: { filename_prefix: 'hero.png', images: ['1', 0] } },
    };
    assert.deepEqual(await paths(document, comfy), ['1.inputs.image']);
    assert.deepEqual(await paths({ promptImage: 'hero.png' }, comfy), []);
  });

  it('counts the id of an asset only in the object that stands for it, in any document', async () => {
    const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
    const wanted: WantedReference = { provider: 'comfyApi', form: 'assetId', value: id };
    const asset = { __type: 'core/ASSET', info: { id, file_path: 'a.png' } };
    const document = {
      '1': { class_type: 'LoadImage', inputs: { image: asset } },
      '2': { class_type: 'LoadImage', inputs: { image: id } },
      '3': { class_type: 'SaveImage', inputs: { filename_prefix: asset }, id },
      '4': {
        class_type: 'LoadImage',
        inputs: { image: { ...asset, info: { ...asset.info, id: id.replace('9', '8') } } },
      },
    };
    assert.deepEqual(await paths(document, wanted), ['1.inputs.image', '3.inputs.filename_prefix']);
    assert.deepEqual(await paths({ saved: { id }, template: [asset] }, wanted), ['template.0']);
    const runware: WantedReference = { provider: 'runware', form: 'mediaUuid', value: id };
    assert.deepEqual(await paths(document, runware), [
      '1.inputs.image.info.id',
      '2.inputs.image',
      '3.inputs.filename_prefix.info.id',
      '3.id',
    ]);
    assert.ok(mayContain(bytes(JSON.stringify(document)), [wanted]));
  });

  it('looks for several at once', async () => {
    const document = [{ taskType: 'imageInference', seedImage: runningHub.value, note: runway.value }];
    assert.deepEqual(await paths(document, runway, runningHub), ['0.seedImage', '0.note']);
  });

  it('takes about as long for one that is repeated thousands of times as any reader of JSON', async () => {
    const notes = Array.from({ length: 10_000 }, () => runway.value);
    const text = JSON.stringify({ '1': { class_type: 'LoadImage', inputs: {} }, notes });
    const milliseconds = async (work: () => unknown): Promise<number> => {
      const start = performance.now();
      await work();
      return performance.now() - start;
    };
    const visits: number[] = [];
    const searches: number[] = [];
    for (let round = 0; round < 3; round++) {
      visits.push(await milliseconds(() => visit(text, { onLiteralValue: () => undefined })));
      searches.push(
        await milliseconds(async () => assert.equal((await findReferences(text, [runway])).length, 10_000)),
      );
    }
    // Far from what it should be, and as far from the thousands of times it takes to look up each path by itself.
    assert.ok(Math.min(...searches) < 60 * Math.min(...visits), `${searches} ms, ${visits} ms`);
  });

  it('keeps no paths as long as the document is deep', async () => {
    const names = Array.from({ length: 10_000 }, () => JSON.stringify(runway.value)).join();
    assert.deepEqual(await findReferences(`${'['.repeat(100_000)}${names}`, [runway]), []);
  });

  it('stops when it is no longer wanted', async () => {
    await assert.rejects(findReferences('{}', [runway], { isCancelled: () => true }), { name: 'CancelledError' });
  });
});

describe('Ruling out by its bytes that a file contains a reference', () => {
  it('is right about plain, escaped and foreign texts', () => {
    for (const wanted of [runningHub, runway, comfy]) {
      const plain = JSON.stringify({ a: wanted.value });
      const escaped = plain.replaceAll('/', '\\/').replaceAll('é', '\\u00e9');
      assert.ok(mayContain(bytes(plain), [wanted]), wanted.value);
      assert.ok(mayContain(bytes(escaped), [wanted]), `${wanted.value}, escaped`);
      assert.equal(mayContain(bytes('{"nothing": "of the kind"}'), [wanted]), false);
    }
    assert.ok(mayContain(bytes(runningHub.value), [runway, runningHub]));
  });

  it('looks at its own part of a larger buffer only', () => {
    const whole = bytes(`${hash}.png and something else`);
    assert.equal(mayContain(whole.subarray(70), [runningHub]), false);
  });
});
