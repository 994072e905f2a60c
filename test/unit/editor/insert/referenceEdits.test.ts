import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { referenceEdits } = await import('../../../../src/editor/insert/referenceEdits.ts');

const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
const asset: UploadRecord = sampleRecord(1, {
  provider: 'comfyApi',
  reference: { form: 'assetId', value: id, lifetime: { type: 'kept' }, expiresAt: undefined },
  alternatives: [],
});

/** What inserting an asset at `|` makes of a text, or why nothing was inserted. */
async function inserted(marked: string): Promise<string> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = { languageId: 'json', getText: () => text } as unknown as TextDocument;
  const found = await referenceEdits(document, { offset, length: 0 }, [asset]);
  if ('refusal' in found) {
    return found.refusal;
  }
  return found.edits.reduce(
    (result, edit) => result.slice(0, edit.offset) + edit.newText + result.slice(edit.offset + edit.length),
    text,
  );
}

describe('Inserting an asset of Comfy API v2', () => {
  it('writes the object into a loader node of a workflow in API format', async () => {
    assert.equal(
      await inserted('{"1":{"class_type":"LoadImage","inputs":{"image":"he|ro.png"}}}'),
      `{"1":{"class_type":"LoadImage","inputs":{"image":{"__type":"core/ASSET","info":{"id":"${id}"}}}}}`,
    );
  });

  const elsewhere: readonly (readonly [string, string])[] = [
    ['a Runware task', '[{"taskType":"imageInference","taskUUID":"x","seedImage":"he|ro.png"}]'],
    ["Runway's request", '{"model":"gen4_turbo","promptImage":"he|ro.png","ratio":"1280:720"}'],
    ["RunningHub's list", '{"nodeInfoList":[{"nodeId":"39","fieldName":"image","fieldValue":"he|ro.png"}]}'],
  ];
  for (const [name, text] of elsewhere) {
    it(`is refused in ${name}, where its id would be taken for another provider's reference`, async () => {
      assert.equal(await inserted(text), 'unfit');
    });
  }

  it('is refused in a workflow in UI format, with the other format as a way out', async () => {
    assert.equal(
      await inserted(
        '{"nodes":[{"id":1,"type":"LoadImage","widgets_values":["he|ro.png","image"]}],"links":[],"version":0.4}',
      ),
      'needsApiFormat',
    );
  });
});
