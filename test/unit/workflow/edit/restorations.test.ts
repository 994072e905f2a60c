import assert from 'node:assert/strict';
import { Originals } from '../../../../src/core/workflow/edit/originals.ts';
import { addOriginals, carryOriginals, readOriginals } from '../../../../src/core/workflow/edit/restorations.ts';
import { applyEdits, planRestore, planSwap } from '../../../../src/core/workflow/edit/swap.ts';
import type { Restoration } from '../../../../src/core/workflow/edit/textEdit.ts';
import type { MediaInput } from '../../../../src/core/workflow/mediaInput.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

/** Escapes and accents a JSON writer would not choose: all of them have to come back. */
const text = `{
  "model": "gen4_turbo",
  "promptText": "x",
  "promptImage": [
    { "uri": "..\\/images\\/h\\u00e9ro.png", "position": "first" },
    { "uri": "../images/portrait.jpg", "position": "last" }
  ]
}
`;

const videoNode = JSON.stringify(
  {
    nodes: [
      {
        id: 1,
        type: 'VHS_LoadVideo',
        widgets_values: {
          video: '../video/clip.mp4',
          videopreview: { params: { filename: '../video/clip.mp4', type: 'input', format: 'video/mp4' } },
        },
      },
    ],
  },
  null,
  1,
);

function inputs(document: string): readonly MediaInput[] {
  return scanWorkflow(document).inputs;
}

function swap(
  document: string,
  newValue: (index: number) => string,
): { text: string; restorations: readonly Restoration[] } {
  const plan = planSwap(
    document,
    inputs(document).map((input, index) => ({ input, newValue: newValue(index) })),
  );
  assert.deepEqual(plan.skipped, []);
  return { text: applyEdits(document, plan.edits), restorations: plan.restorations };
}

function restore(document: string, known: readonly Restoration[]): string {
  return applyEdits(document, planRestore(document, known).edits);
}

describe('the original paths of a document', () => {
  it('come back byte for byte after a swap', () => {
    for (const document of [text, videoNode]) {
      const swapped = swap(document, (index) => `runway://first-${index}`);
      assert.notEqual(swapped.text, document);
      assert.equal(restore(swapped.text, addOriginals([], swapped.restorations)), document);
    }
  });

  it('come back byte for byte after the references were renewed, and renewed again', () => {
    for (const document of [text, videoNode]) {
      let current = swap(document, (index) => `runway://first-${index}`);
      let known = addOriginals([], current.restorations);
      for (const round of ['second', 'third']) {
        current = swap(current.text, (index) => `runway://${round}-${index}`);
        known = carryOriginals(known, current.restorations);
      }
      assert.equal(restore(current.text, known), document);
    }
  });

  it('come back also where a renewal was undone', () => {
    const first = swap(text, (index) => `runway://first-${index}`);
    const second = swap(first.text, (index) => `runway://second-${index}`);
    const known = carryOriginals(addOriginals([], first.restorations), second.restorations);
    assert.equal(restore(first.text, known), text);
    assert.equal(restore(second.text, known), text);
  });

  it('are not the expired references of a document that never had a path', () => {
    const first = swap(text, (index) => `runway://first-${index}`);
    const second = swap(first.text, (index) => `runway://second-${index}`);
    assert.deepEqual(carryOriginals([], second.restorations), []);
  });

  it('are the newest paths where a person wrote another one', () => {
    const first = swap(text, (index) => `runway://first-${index}`);
    const edited = text.replace('portrait.jpg', 'other.jpg');
    const second = swap(edited, (index) => `runway://second-${index}`);
    const known = addOriginals(addOriginals([], first.restorations), second.restorations);
    assert.equal(restore(second.text, known), edited);
  });

  it('leave alone what no longer holds the reference', () => {
    const { text: swapped, restorations } = swap(text, (index) => `runway://first-${index}`);
    const edited = swapped.replace('runway://first-1', 'mine.png');
    assert.equal(restore(edited, addOriginals([], restorations)), text.replace('../images/portrait.jpg', 'mine.png'));
  });

  it('are few per place, however often references are renewed', () => {
    let current = swap(text, () => 'runway://0');
    let known = addOriginals([], current.restorations);
    for (let round = 1; round < 20; round++) {
      current = swap(current.text, () => `runway://${round}`);
      known = carryOriginals(known, current.restorations);
    }
    assert.ok(known.length <= 8, `${known.length}`);
    assert.equal(restore(current.text, known), text);
  });
});

describe('the original path of one input', () => {
  it('is the one of its own place', () => {
    const { text: swapped, restorations } = swap(text, () => 'runway://same');
    const [first, second] = inputs(swapped);
    assert.ok(first && second);
    assert.equal(new Originals(restorations).of(first)?.originalToken, '"..\\/images\\/h\\u00e9ro.png"');
    assert.equal(new Originals(restorations).of(second)?.originalToken, '"../images/portrait.jpg"');
  });

  it('is found where the input has moved, with the strings linked to it', () => {
    const { text: swapped, restorations } = swap(videoNode, () => 'video-1.mp4');
    const moved = swapped.replace('"nodes": [', '"nodes": [ {"id": 9, "type": "Note"},');
    const expected = videoNode.replace('"nodes": [', '"nodes": [ {"id": 9, "type": "Note"},');
    const [input] = inputs(moved);
    assert.ok(input);
    const original = new Originals(restorations).of(input);
    assert.ok(original);
    assert.equal(restore(moved, [original]), expected);
  });

  it('is unknown for a reference that was never swapped in', () => {
    const { text: swapped } = swap(text, (index) => `runway://${index}`);
    const [input] = inputs(swapped);
    assert.ok(input);
    assert.equal(new Originals([]).of(input), undefined);
  });

  it('is found for each of tens of thousands of inputs, in a time that grows only with their number', () => {
    /** Nanoseconds per input to remember that many swaps on top of each other, and to look up each input. */
    const timePerInput = (count: number): bigint => {
      const swapOf = (index: number, from: string, to: string): Restoration => ({
        path: ['nodes', index, 'image'],
        currentValue: `${to}${index}.png`,
        originalToken: `"${from}${index}.png"`,
        linked: [],
      });
      const indices = Array.from({ length: count }, (_, index) => index);
      const began = process.hrtime.bigint();
      const first = addOriginals(
        [],
        indices.map((index) => swapOf(index, './', 'a')),
      );
      const known = addOriginals(
        first,
        indices.map((index) => swapOf(index, 'a', 'b')),
      );
      const originals = new Originals(known);
      for (const index of indices) {
        const found = originals.at(['nodes', index, 'image'], `b${index}.png`);
        assert.equal(found?.originalToken, `"./${index}.png"`);
      }
      return (process.hrtime.bigint() - began) / BigInt(count);
    };
    timePerInput(2_000);
    const few = timePerInput(2_000);
    const many = timePerInput(40_000);
    // Where each input went through all of them, this would be twenty times as much.
    assert.ok(many < few * 8n, `${many} ns instead of ${few} ns per input`);
  });
});

describe('original paths read back from a file', () => {
  it('are what was written', () => {
    const { restorations } = swap(videoNode, () => 'video-1.mp4');
    assert.deepEqual(readOriginals(JSON.parse(JSON.stringify(restorations))), restorations);
  });

  it('leave out what would break a document', () => {
    const good = { path: ['a', 0], currentValue: 'x', originalToken: '"y"', linked: [] };
    const bad = [
      null,
      'text',
      { ...good, originalToken: '"y", "evil": true' },
      { ...good, originalToken: '{}' },
      { ...good, originalToken: 'y' },
      { ...good, path: [{}] },
      { ...good, path: 'a' },
      { ...good, currentValue: 7 },
    ];
    assert.deepEqual(readOriginals([...bad, good]), [good]);
    assert.deepEqual(readOriginals([{ ...good, linked: [good, null, bad[2]] }])[0]?.linked.length, 1);
    assert.deepEqual(readOriginals({ not: 'a list' }), []);
  });

  it('hold a digest of a data URI, and lead back to what it replaced', () => {
    const dataUri = (index: number): string => `data:image/png;base64,${String(index).repeat(100_000)}`;
    const inlined = swap(text, dataUri);
    const kept = addOriginals([], inlined.restorations);
    assert.ok(JSON.stringify(kept).length < 2000);
    assert.equal(restore(inlined.text, readOriginals(JSON.parse(JSON.stringify(kept)))), text);
    const changed = inlined.text.replaceAll('1111', '1112');
    assert.ok(restore(changed, kept).includes(dataUri(1).replaceAll('1111', '1112')));
    const uploaded = swap(inlined.text, (index) => `runway://${index}`);
    const both = addOriginals(kept, uploaded.restorations);
    assert.ok(JSON.stringify(both).length < 4000);
    assert.equal(restore(uploaded.text, both), text);
  });
});
