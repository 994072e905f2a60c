import assert from 'node:assert/strict';
import { assetAround, assetAtStart } from '../../../../src/core/workflow/json/assetAround.ts';
import { JsonWalker } from '../../../../src/core/workflow/json/jsonWalker.ts';

const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
const other = '00000000-2b3e-4f56-8a7b-1c2d3e4f5a6b';

/** What the objects of a text that stand for assets are, as text, and their ids. */
function assetsIn(text: string): [object: string, id: string][] {
  const found: [string, string][] = [];
  new JsonWalker<number>(text, {
    enter: () => 0,
    string: () => undefined,
    asset: (_object, { offset, length, value }) => found.push([text.slice(offset, offset + length), value]),
  }).walk();
  return found;
}

describe('The object that stands for an asset', () => {
  it('is recognised from brace to brace, however it is written', () => {
    for (const object of [
      `{"__type":"core/ASSET","info":{"id":"${id}"}}`,
      `{ "info": { "hash": "blake3:12", "id": "${id}", "file_path": "photo.png" }, "__type": "core/ASSET" }`,
      `{\n  "__type": "core\\/ASSET",\n  "info": {\n    "\\u0069d": "${id}"\n  }\n}`,
      `{ /* { */ "note": [{}, "}"], "info": {"a": {"id": "x"}, "id": "${id}", "b": [[["id"]]]}, "__type": "core/ASSET", }`,
    ]) {
      assert.deepEqual(assetsIn(`[1, ${object} , 2]`), [[object, id]], object);
      assert.deepEqual(assetsIn(object), [[object, id]], object);
    }
  });

  it('goes by the last of what is given twice, as every reader of JSON does', () => {
    const type = '"__type":"core/ASSET"';
    const info = (value: string): string => `"info":{"id":"${value}"}`;
    assert.equal(assetsIn(`{"__type":"x",${info(id)},${type}}`)[0]?.[1], id);
    assert.equal(assetsIn(`{${type},${info(other)},${info(id)}}`)[0]?.[1], id);
    assert.equal(assetsIn(`{${type},"info":{"id":"${other}","id":"${id}"}}`)[0]?.[1], id);
    for (const nothing of [
      `{${type},${info(id)},"__type":"x"}`,
      `{${type},${info(id)},"__type":null}`,
      `{${type},${info(id)},"__type":{}}`,
      `{${type},${info(id)},"info":{}}`,
      `{${type},${info(id)},"info":"${id}"}`,
      `{${type},${info(id)},"info":[]}`,
      `{${type},"info":{"id":"${id}","id":null}}`,
      `{${type},"info":{"id":"${id}","id":["${id}"]}}`,
    ]) {
      assert.deepEqual(assetsIn(nothing), [], nothing);
    }
  });

  it('is nothing else: no id, an id that is no UUID, an id elsewhere, another type, a list, an object without its end', () => {
    for (const nothing of [
      '{"__type":"core/ASSET"}',
      '{"__type":"core/ASSET","info":{}}',
      '{"__type":"core/ASSET","info":{"id":""}}',
      '{"__type":"core/ASSET","info":{"id":"photo.png"}}',
      `{"__type":"core/ASSET","info":{"id":"${id}${id}"}}`,
      `{"__type":"core/ASSET","id":"${id}"}`,
      `{"__type":"core/ASSET","info":{"info":{"id":"${id}"}}}`,
      `{"__type":"core/ASSET","info":[{"id":"${id}"}]}`,
      `{"__type":"core/MODEL","info":{"id":"${id}"}}`,
      `{"__type":"CORE/ASSET","info":{"id":"${id}"}}`,
      `{"type":"core/ASSET","info":{"id":"${id}"}}`,
      `{"info":{"__type":"core/ASSET","id":"${id}"}}`,
      `["__type","core/ASSET","info",{"id":"${id}"}]`,
      `{"__type":"core/ASSET","info":{"id":"${id}"}`,
      `{"a" {"__type":"core/ASSET","info":{"id":"${id}"}}}`,
      `[{"__type":"core/ASSET","info":{"id":"${id}"}]`,
      `"${id}"`,
    ]) {
      assert.deepEqual(assetsIn(nothing), [], nothing);
    }
  });

  it('leaves nothing behind for the objects after it', () => {
    const text = `[{"__type":"core/ASSET"},{"info":{"id":"${id}"}},{"__type":"core/ASSET","info":{}},{"info":{"id":"${id}"}}]`;
    assert.deepEqual(assetsIn(text), []);
  });

  it('may be in another one, each with its own id', () => {
    const inner = `{"__type":"core/ASSET","info":{"id":"${other}"}}`;
    const outer = `{"info":{"x":${inner},"id":"${id}"},"__type":"core/ASSET"}`;
    assert.deepEqual(assetsIn(outer), [
      [inner, other],
      [outer, id],
    ]);
  });
});

describe('The object of an asset around an offset', () => {
  const object = `{"__type": "core/ASSET", "info": {"id": "${id}", "file_path": "a {b}.png"}}`;

  it('is found from anywhere inside it, and from nowhere else', () => {
    const text = `{"1": {"class_type": "LoadImage", "inputs": {"image": ${object}, "upload": "image"}}}`;
    const start = text.indexOf(object);
    for (let offset = 0; offset <= text.length; offset++) {
      const isInside = offset > start && offset < start + object.length;
      const expected = isInside
        ? { offset: start, length: object.length, value: id, writtenAs: 'assetObject' }
        : undefined;
      assert.deepEqual(assetAround(text, offset), expected, String(offset));
    }
  });

  it('is the innermost of several', () => {
    const outer = `{"info": {"x": ${object}, "id": "${other}"}, "__type": "core/ASSET"}`;
    assert.equal(assetAround(outer, outer.indexOf(id))?.value, id);
    assert.equal(assetAround(outer, outer.indexOf(other))?.value, other);
  });

  it('doesn’t begin at a brace in a string, even where the rest reads like an object', () => {
    const junk = '"__value__": ["{9", "x\\"b"]';
    const text = `[{${junk}, "info": {"id": "${id}"}, "__type": "core/ASSET"}]`;
    assert.equal(assetAround(text, text.indexOf(id))?.offset, 1);
  });

  it('is looked for in a part of the text only, whatever the rest is', () => {
    const filler = `"a": "{",`.repeat(100_000);
    const text = `{${filler} "image": ${object}, ${filler} "z": 1}`;
    assert.equal(assetAround(text, text.indexOf(id))?.length, object.length);
    assert.equal(assetAround(`{"__type": ${'{'.repeat(200_000)}`, 150_000), undefined);
    assert.equal(assetAround('', 0), undefined);
  });

  it('ends with the first value of a text', () => {
    assert.equal(assetAtStart(`${object}, ${object}`)?.length, object.length);
    assert.equal(assetAtStart(`[${object}]`), undefined);
  });
});
