import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type InsertPlace, insertPlaceAt } from '../../../../src/core/workflow/json/insertPlace.ts';

/** The place at `|`, or at what stands between two of them. */
function placeIn(marked: string): { text: string; place: InsertPlace | undefined } {
  const [before = '', inside = '', after] = marked.split('|');
  const [start, end] = [before.length, before.length + (after === undefined ? 0 : inside.length)];
  const text = before + inside + (after ?? '');
  return { text, place: insertPlaceAt(text, start, end) };
}

/** The text after a value was put where the mark is; `undefined` where none can be. */
function inserted(marked: string, ...values: string[]): string | undefined {
  const { text, place } = placeIn(marked);
  if (!place) {
    return undefined;
  }
  const used = place.separator === undefined ? values.slice(0, 1) : values;
  const tokens = used.map((value) => JSON.stringify(value)).join(place.separator ?? '');
  return text.slice(0, place.offset) + place.before + tokens + place.after + text.slice(place.offset + place.length);
}

describe('A value put into a document', () => {
  it('replaces the object of an asset it is dropped on, wherever on it', () => {
    const object = '{"__type": "core/ASSET", "info": {"id": "9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b"}}';
    for (let index = 1; index < object.length; index++) {
      const marked = `{"a": ${object.slice(0, index)}|${object.slice(index)}, "b": 1}`;
      assert.equal(inserted(marked, 'n'), '{"a": "n", "b": 1}', marked);
    }
    const marked = `[\n  "x",\n  ${object.replace('info', 'in|fo')}\n]`;
    assert.equal(inserted(marked, 'n', 'm'), '[\n  "x",\n  "n",\n  "m"\n]');
    assert.equal(inserted(`{"a": ${object.replace('"info"', '|"info"|')}}`, 'n'), '{"a": "n"}');
    assert.equal(
      inserted(`{"a": ${object}|}`, 'n'),
      '{"a": {"__type": "core/ASSET", "info": {"id": "9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b"}}"n"}',
    );
  });

  it('replaces the string it is dropped on, wherever on it', () => {
    for (const marked of ['{"a": |"x"}', '{"a": "|x"}', '{"a": "x|"}', '{"a": "x"|}']) {
      assert.equal(inserted(marked, 'n'), '{"a": "n"}', marked);
    }
    assert.equal(inserted('{"a": "|"}', 'n'), '{"a": "n"}');
    assert.equal(inserted('{"a": "say \\"|hi\\""}', 'n'), '{"a": "n"}');
  });

  it('replaces null, which is how many formats leave an input out', () => {
    assert.equal(inserted('{"image": nu|ll}', 'n'), '{"image": "n"}');
    assert.equal(inserted('{"image": |null}', 'n'), '{"image": "n"}');
  });

  it('goes after a colon that has no value yet, or before a value', () => {
    assert.equal(inserted('{"image": |}', 'n'), '{"image": "n"}');
    assert.equal(inserted('{"image":|\n "b": 1}', 'n'), '{"image":"n", \n "b": 1}');
    assert.equal(inserted('{"image":| "old"}', 'n'), '{"image": "n"}');
  });

  it('gets the commas it needs in a list', () => {
    assert.equal(inserted('[|]', 'n'), '["n"]');
    assert.equal(inserted('["a", |]', 'n'), '["a", "n"]');
    assert.equal(inserted('["a" |]', 'n'), '["a" , "n"]');
    assert.equal(inserted('[ | "a"]', 'n'), '[ "n",  "a"]');
    assert.equal(inserted('[{}| , {}]', 'n'), '[{}, "n" , {}]');
    assert.equal(inserted('[| {}]', 'n'), '["n",  {}]');
  });

  it('brings the other values into a list, one per line if the list is written that way', () => {
    assert.equal(inserted('["a|"]', 'n', 'm'), '["n", "m"]');
    assert.equal(inserted('{"images": [|]}', 'n', 'm'), '{"images": ["n", "m"]}');
    assert.equal(inserted('[\n  "a|"\n]', 'n', 'm'), '[\n  "n",\n  "m"\n]');
    assert.equal(inserted('[\r\n\t"a|"\r\n]', 'n', 'm'), '[\r\n\t"n",\r\n\t"m"\r\n]');
  });

  it('comes alone where there can be only one', () => {
    assert.equal(inserted('{"image": "|"}', 'n', 'm'), '{"image": "n"}');
    assert.equal(inserted('{"widgets_values": ["|", "image"]}', 'n', 'm'), '{"widgets_values": ["n", "image"]}');
    assert.equal(
      inserted('{"x": {"widgets_values": []}, "list": [|]}', 'n', 'm'),
      '{"x": {"widgets_values": []}, "list": ["n", "m"]}',
    );
  });

  it('is a quoted string in an empty place', () => {
    assert.equal(inserted('|', 'n'), '"n"');
    assert.equal(inserted('{ | }', 'n'), '{ "n" }');
    assert.equal(inserted('{"a": 1|, "b": 2}', 'n'), undefined);
  });

  it('is all that is missing only where a value can stand by itself', () => {
    const isForValue = (marked: string): boolean | undefined => placeIn(marked).place?.isForValue;
    for (const marked of ['|', ' | ', '[|]', '[1, |]', '[1 | ]', '{"a": |}', '{"a": "|"}', '{"a": |, "b": 1}']) {
      assert.equal(isForValue(marked), true, marked);
    }
    for (const marked of ['{|}', '{ | "a": 1}', '{"a": 1, |}', '{"a": {} | }', '{}|', '|{}', '[]\n|']) {
      assert.equal(isForValue(marked), false, marked);
    }
  });

  it('never goes into a property name, a number, a comment or an unfinished string', () => {
    for (const marked of [
      '{"na|me": 1}',
      '{"name"|: 1}',
      '{"a": 1|2}',
      '{"a": tr|ue}',
      '{ // com|ment\n "a": 1}',
      '{ // comment|\n "a": 1}',
      '{ /* com|ment */ "a": 1}',
      '{"a": "unfin|ished\n}',
    ]) {
      assert.equal(inserted(marked, 'n'), undefined, marked);
    }
  });

  it('replaces what is selected inside one string, with the rest of it, and nothing that spans more', () => {
    assert.equal(inserted('{"a": "|x.png|"}', 'n'), '{"a": "n"}');
    assert.equal(inserted('{"a": |"x.png"|}', 'n'), '{"a": "n"}');
    assert.equal(inserted('{"a": "x|.p|ng"}', 'n'), '{"a": "n"}');
    assert.equal(inserted('["a", |  |]', 'n'), '["a", "n"]');
    assert.equal(inserted('{|"a": "x", "b"|: 1}', 'n'), undefined);
    assert.equal(inserted('["|a", "b|"]', 'n'), undefined);
  });

  it('keeps every document whole that it is put into a string of', () => {
    const json = fc.json({ maxDepth: 4 });
    fc.assert(
      fc.property(json, fc.nat(), fc.string(), (text, at, value) => {
        const offset = at % (text.length + 1);
        const place = insertPlaceAt(text, offset);
        if (place && place.length > 0) {
          const changed = text.slice(0, place.offset) + JSON.stringify(value) + text.slice(place.offset + place.length);
          assert.doesNotThrow(() => JSON.parse(changed), `${text} at ${offset}`);
        }
      }),
    );
  });

  it('keeps every list whole that it is put into a gap of', () => {
    const list = fc.array(fc.oneof(fc.integer(), fc.constant({}), fc.constant([])), { maxLength: 4 });
    fc.assert(
      fc.property(list, fc.nat(), (values, at) => {
        const text = JSON.stringify(values, null, 1);
        const offset = 1 + (at % (text.length - 1));
        const result = insertPlaceAt(text, offset);
        if (result && result.separator !== undefined) {
          const { before, after } = result;
          const changed = `${text.slice(0, offset)}${before}"n"${after}${text.slice(offset)}`;
          assert.equal((JSON.parse(changed) as unknown[]).flat().length >= 1, true, `${text} at ${offset}`);
        }
      }),
    );
  });
});
