import assert from 'node:assert/strict';
import { stepsAtOnce } from '../../../../src/core/timeSlice.ts';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import { findValues } from '../../../../src/core/workflow/json/findValues.ts';
import type { JsonPath, MediaInput, StringToken } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { fixture, inputOf, largePrompt } from '../fixture.ts';

const all = [
  'comfy-api.json',
  'comfy-request.json',
  'comfy-ui.json',
  'comfy-ui-minified.json',
  'runninghub.json',
  'runware.json',
  'runway.json',
  'generic.json',
  'byte-order-mark.json',
  'comments.jsonc',
  'odd-names.json',
  'being-typed.json',
];

function local(text: string): MediaInput[] {
  return scanWorkflow(text).inputs.filter((input) => input.state === 'local');
}

function swapAll(text: string, newValue: (input: MediaInput, index: number) => string): ReturnType<typeof planSwap> {
  return planSwap(
    text,
    local(text).map((input, index) => ({ input, newValue: newValue(input, index) })),
  );
}

function findInput(text: string, path: JsonPath, expectedValue: string): StringToken | undefined {
  const [token] = stepsAtOnce(findValues(text, [path]));
  return token?.value === expectedValue ? token : undefined;
}

describe('finding a string again', () => {
  const text = '{"1": {"inputs": {"image": "a.png"}}, "list": ["x", ["y"]], "twice": "old", "twice": "new"}';

  it('goes by its path in the current text', () => {
    const found = findInput(text, ['1', 'inputs', 'image'], 'a.png');
    assert.equal(text.slice(found?.offset, (found?.offset ?? 0) + (found?.length ?? 0)), '"a.png"');
    assert.equal(findInput(`\n\n${text}`, ['1', 'inputs', 'image'], 'a.png')?.offset, (found?.offset ?? 0) + 2);
    assert.equal(findInput(text, ['list', 1, 0], 'y')?.value, 'y');
  });

  it('finds nothing when the path is gone or the value has changed', () => {
    assert.equal(findInput(text, ['1', 'inputs', 'image'], 'b.png'), undefined);
    assert.equal(findInput(text, ['2', 'inputs', 'image'], 'a.png'), undefined);
    assert.equal(findInput(text, ['list', '0'], 'x'), undefined);
    assert.equal(findInput(text, ['1'], ''), undefined);
    assert.equal(findInput('', [], ''), undefined);
  });

  it('takes the last of a property that is given twice, as every reader does', () => {
    assert.equal(findInput(text, ['twice'], 'old'), undefined);
    assert.equal(findInput(text, ['twice'], 'new')?.value, 'new');
    assert.equal(findInput('{"a": ["x"], "a": {"b": "x"}}', ['a', 0], 'x'), undefined);
    assert.equal(findInput('{"a": {"b": "x"}, "a": 1}', ['a', 'b'], 'x'), undefined);
    assert.equal(findInput('{"a": {"b": "x"}, "a": {"b": "x"}}', ['a', 'b'], 'x')?.offset, 29);
  });

  it('finds many in one go, in the order asked for', () => {
    const found = stepsAtOnce(findValues(text, [['list', 1, 0], ['gone'], ['list', 0], ['list', 0]]));
    assert.deepEqual(
      found.map((token) => token?.value),
      ['y', undefined, 'x', 'x'],
    );
  });

  it('stops behind the root', () => {
    assert.equal(findInput('{"a": "b"} {"a": "c"} 1', ['a'], 'b')?.offset, 6);
    assert.equal(scanWorkflow('{"a": "b.png"} {"a": "c.png"}').inputs.length, 1);
  });
});

describe('replacing strings', () => {
  it('escapes only what JSON demands', () => {
    const text = '{"a": "x\\/y.png"}';
    const [input] = local(text);
    assert.ok(input);
    const { edits } = planSwap(text, [{ input, newValue: 'a/b "c" \\ é 😀\n' }]);
    assert.deepEqual(edits, [{ offset: 6, length: 10, newText: '"a/b \\"c\\" \\\\ é 😀\\n"' }]);
  });

  it('changes nothing but the tokens', () => {
    for (const name of all) {
      const text = fixture(name);
      const plan = swapAll(text, (_, index) => `api/${index}.png`);
      let expected = text;
      for (const { offset, length, newText } of plan.edits.toReversed()) {
        expected = expected.slice(0, offset) + newText + expected.slice(offset + length);
      }
      const swapped = applyEdits(text, plan.edits);
      assert.equal(swapped, expected, name);
      assert.equal(swapped.match(/\r\n/g)?.length, text.match(/\r\n/g)?.length, name);
      assert.ok(plan.edits.length >= local(text).length, name);
    }
  });

  it('changes the preview with the video: its name and its folder, each in its own string', () => {
    const text = fixture('comfy-ui.json');
    const input = inputOf(scanWorkflow(text), 'takes/one.mp4');
    const swapped = JSON.parse(applyEdits(text, planSwap(text, [{ input, newValue: 'new/two.mp4 [input]' }]).edits));
    const { video, videopreview } = swapped.nodes[3].widgets_values;
    assert.equal(video, 'new/two.mp4 [input]');
    assert.deepEqual(videopreview.params, { filename: 'two.mp4', subfolder: 'new', type: 'input' });
    const single = inputOf(scanWorkflow(text), 'dance.mp4');
    const other = JSON.parse(applyEdits(text, planSwap(text, [{ input: single, newValue: 'api/x.mp4' }]).edits));
    assert.equal(other.nodes[2].widgets_values.videopreview.params.filename, 'api/x.mp4');
  });
});

describe('swapping all and restoring', () => {
  it('gives the same bytes, escapes of the original included', () => {
    for (const name of all) {
      const text = fixture(name);
      const swap = swapAll(text, (_, index) => `openapi/"${index}".png`);
      const swapped = applyEdits(text, swap.edits);
      assert.notEqual(swapped, text, name);
      const restore = planRestore(swapped, swap.restorations);
      assert.equal(applyEdits(swapped, restore.edits), text, name);
      assert.deepEqual(restore.skipped, []);
    }
  });

  it('goes both ways any number of times', () => {
    const text = fixture('odd-names.json');
    assert.ok(text.includes('\\/') && text.includes('\\u00e9'));
    const swap = swapAll(text, () => 'one');
    const swapped = applyEdits(text, swap.edits);
    const restore = planRestore(swapped, swap.restorations);
    const again = planRestore(text, restore.restorations);
    assert.equal(applyEdits(text, again.edits), swapped);
  });

  it('finds the strings again in a text that was edited elsewhere', () => {
    const text = fixture('comfy-api.json');
    const swap = swapAll(text, (_, index) => `r${index}`);
    const swapped = applyEdits(text, swap.edits).replace('"seed": 1', '"seed": 123456789');
    const restored = applyEdits(swapped, planRestore(swapped, swap.restorations).edits);
    assert.equal(restored, text.replace('"seed": 1', '"seed": 123456789'));
  });

  it('skips and reports what somebody changed meanwhile, with everything linked to it', () => {
    const text = fixture('comfy-ui.json');
    const scan = scanWorkflow(text);
    const input = inputOf(scan, 'dance.mp4');
    const edited = text.replace('"video": "dance.mp4"', '"video": "mine.mp4"');
    const plan = planSwap(edited, [
      { input, newValue: 'r' },
      { input: inputOf(scan, 'bypassed.png'), newValue: 's' },
    ]);
    assert.deepEqual(plan.skipped, [{ path: input.path, expectedValue: 'dance.mp4' }]);
    assert.deepEqual(
      plan.edits.map((edit) => edit.newText),
      ['"s"'],
    );
  });

  it('swaps an input whose preview was changed, and leaves the preview', () => {
    const text = fixture('comfy-ui.json');
    const input = inputOf(scanWorkflow(text), 'dance.mp4');
    const edited = text.replace('"filename": "dance.mp4"', '"filename": "other.mp4"');
    const plan = planSwap(edited, [{ input, newValue: 'r' }]);
    assert.equal(plan.edits.length, 1);
    assert.deepEqual(plan.restorations[0]?.linked, []);
  });

  it('replaces a string once, however often it is asked to', () => {
    const text = '{"a": "x.png"}';
    const [input] = local(text);
    assert.ok(input);
    const plan = planSwap(text, [
      { input, newValue: 'y' },
      { input, newValue: 'z' },
    ]);
    assert.equal(applyEdits(text, plan.edits), '{"a": "y"}');
    assert.equal(plan.skipped.length, 1);
  });

  it('plans edits in the order of the text, whatever the order asked for', () => {
    const text = largePrompt(400);
    const inputs = local(text).toReversed();
    const plan = planSwap(
      text,
      inputs.map((input) => ({ input, newValue: 'r' })),
    );
    const offsets = plan.edits.map((edit) => edit.offset);
    assert.equal(offsets.length, 20);
    assert.deepEqual(
      offsets,
      offsets.toSorted((a, b) => a - b),
    );
  });

  it('puts restored text back byte for byte even where two nodes share a value', () => {
    const text = '{"shots": ["a.png", "a.png", "b\\u002epng"]}';
    const swap = swapAll(text, () => 'same');
    const swapped = applyEdits(text, swap.edits);
    assert.equal(swapped, '{"shots": ["same", "same", "same"]}');
    assert.equal(applyEdits(swapped, planRestore(swapped, swap.restorations).edits), text);
  });
});
