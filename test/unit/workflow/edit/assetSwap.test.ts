import assert from 'node:assert/strict';
import { Originals } from '../../../../src/core/workflow/edit/originals.ts';
import { referenceToken, replacementBy } from '../../../../src/core/workflow/edit/replacementBy.ts';
import { addOriginals, carryOriginals, readOriginals } from '../../../../src/core/workflow/edit/restorations.ts';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import type { EditPlan, Restoration } from '../../../../src/core/workflow/edit/textEdit.ts';
import { valueOfToken, writtenToken } from '../../../../src/core/workflow/edit/writtenToken.ts';
import type { MediaInput } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

const [id, renewedId] = ['9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b', '1f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b'];
const object = `{"__type":"core/ASSET","info":{"id":"${id}"}}`;
const asset = (value: string) => ({ form: 'assetId', value }) as const;

const text = `{
  "1": { "class_type": "LoadImage", "inputs": { "image": "..\\/h\\u00e9ro.png", "upload": "image" } },
  "2": { "class_type": "VHS_LoadVideo", "inputs": { "video": "clips/walk.mp4",
    "videopreview": { "params": { "filename": "clips/walk.mp4", "type": "input" } } } }
}`;

function inputs(document: string): readonly MediaInput[] {
  return scanWorkflow(document).inputs;
}

function swapToAssets(document: string, value = id): EditPlan & { text: string } {
  const plan = planSwap(
    document,
    inputs(document).map((input) => replacementBy(input, asset(value))),
  );
  assert.deepEqual(plan.skipped, []);
  return { ...plan, text: applyEdits(document, plan.edits) };
}

function restore(document: string, known: readonly Restoration[]): string {
  return applyEdits(document, planRestore(document, known).edits);
}

describe('Swapping a path for an asset', () => {
  it('puts the object in place of the string, on one line, and nothing else changes', () => {
    assert.equal(
      swapToAssets(text).text,
      text.replace('"..\\/h\\u00e9ro.png"', object).replace('"video": "clips/walk.mp4"', `"video": ${object}`),
    );
  });

  it('leaves the preview of a video as it is, since an id has no name to show', () => {
    const { restorations } = swapToAssets(text);
    assert.deepEqual(
      restorations.map(({ currentValue, originalToken, linked }) => [currentValue, originalToken, linked]),
      [
        [id, '"..\\/h\\u00e9ro.png"', []],
        [id, '"clips/walk.mp4"', []],
      ],
    );
  });

  it('writes a string where the place takes the form as such, or doesn’t know it', () => {
    const [input] = inputs(text);
    assert.ok(input);
    assert.deepEqual(replacementBy(input, { form: 'inputName', value: 'a.png' }), { input, newValue: 'a.png' });
    assert.equal(referenceToken(asset(id), [{ provider: 'comfyApi', form: 'assetId' }]), JSON.stringify(id));
    assert.equal(referenceToken(asset(id), []), JSON.stringify(id));
    assert.equal(referenceToken(asset(id), input.fits), object);
  });
});

describe('An asset in a document', () => {
  it('gives way to another one, also where somebody else has written it', () => {
    const written = `{\n "info": { "hash": "x", "id": "${id}" }, // mine\n "__type": "core/ASSET"\n }`;
    const document = text.replace('"..\\/h\\u00e9ro.png"', written);
    const [input] = inputs(document);
    assert.ok(input);
    const plan = planSwap(document, [replacementBy(input, asset(renewedId))]);
    const renewed = applyEdits(document, plan.edits);
    assert.equal(renewed, document.replace(written, object.replace(id, renewedId)));
    assert.equal(plan.restorations[0]?.originalToken, written);
    assert.equal(restore(renewed, plan.restorations), document);
    assert.equal(restore(renewed, readOriginals(JSON.parse(JSON.stringify(plan.restorations)))), document);
  });

  it('gives way to a name, which the preview then shows as well', () => {
    const swapped = swapToAssets(text).text;
    const video = inputs(swapped)[1];
    assert.ok(video);
    const plan = planSwap(swapped, [replacementBy(video, { form: 'inputName', value: 'uploads/run.mp4' })]);
    const named = applyEdits(swapped, plan.edits);
    assert.ok(named.includes('"video": "uploads/run.mp4"'));
    assert.ok(named.includes('"filename": "uploads/run.mp4"'));
    assert.equal(restore(named, plan.restorations), swapped);
  });

  it('becomes its path again after any number of renewals, byte for byte', () => {
    let current = swapToAssets(text);
    let known = addOriginals([], current.restorations);
    for (const value of [renewedId, id, renewedId]) {
      current = swapToAssets(current.text, value);
      known = carryOriginals(known, current.restorations);
      assert.equal(restore(current.text, readOriginals(JSON.parse(JSON.stringify(known)))), text);
    }
  });

  it('becomes its path again where a renewal was undone', () => {
    const first = swapToAssets(text);
    const second = swapToAssets(first.text, renewedId);
    const known = carryOriginals(addOriginals([], first.restorations), second.restorations);
    assert.equal(restore(first.text, known), text);
    assert.equal(restore(second.text, known), text);
  });

  it('finds the path that it replaced where it has moved', () => {
    const { text: swapped, restorations } = swapToAssets(text);
    const moved = swapped.replace('"1":', '"7":');
    const [input] = inputs(moved);
    assert.ok(input);
    const original = new Originals(restorations).of(input);
    assert.ok(original);
    assert.equal(
      restore(moved, [original]),
      text.replace('"1":', '"7":').replace('"video": "clips/walk.mp4"', `"video": ${object}`),
    );
  });

  it('is left alone once it is another one', () => {
    const { text: swapped, restorations } = swapToAssets(text);
    const edited = swapped.replaceAll(id, renewedId);
    assert.equal(restore(edited, restorations), edited);
    const [input] = inputs(swapped);
    assert.ok(input);
    const plan = planSwap(edited, [replacementBy(input, asset(id))]);
    assert.deepEqual(plan.edits, []);
    assert.deepEqual(plan.skipped, [{ path: input.path, expectedValue: id }]);
  });

  it('is edited as one value, even where a string inside it is to be replaced too', () => {
    const swapped = swapToAssets(text).text;
    const [input] = inputs(swapped);
    assert.ok(input);
    const inside = { path: [...input.path, 'info', 'id'], value: id };
    const plan = planSwap(swapped, [{ input: inside, newValue: 'x' }, replacementBy(input, asset(renewedId))]);
    assert.deepEqual(plan.skipped, [{ path: inside.path, expectedValue: id }]);
    assert.equal(applyEdits(swapped, plan.edits), swapped.replace(id, renewedId));
  });

  it('counts with the last of a property that is given twice', () => {
    const twice = `{"1": {"class_type": "LoadImage", "inputs": {"image": ${object}, "image": "b.png"}}}`;
    const [first] = inputs(twice);
    assert.ok(first);
    assert.deepEqual(planSwap(twice, [replacementBy(first, asset(renewedId))]).edits, []);
  });
});

describe('The token of a value', () => {
  it('can be read back', () => {
    for (const value of ['', 'a.png', '"\\\u2028😀', id]) {
      assert.equal(valueOfToken(writtenToken(value)), value);
    }
    assert.equal(valueOfToken(writtenToken(id, 'assetObject')), id);
    assert.equal(valueOfToken(`{ /* } */ "__type": "core/ASSET", "info": { "id": "${id}" }, }`), id);
  });

  it('is nothing that would break the document it is put into', () => {
    for (const token of ['', 'x', '{}', '[]', '1', `${object}, "evil": 1`, `${object}}`, `${object} `, ` ${object}`]) {
      assert.equal(valueOfToken(token), undefined, token);
    }
    assert.equal(valueOfToken(`{"a": ${object}}`), undefined);
    assert.equal(valueOfToken('{'.repeat(100_000)), undefined);
  });
});
