import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonBody, readJsonBody } from '../../fakes/jsonBody.ts';
import { MeteredBody } from '../../fakes/meteredBody.ts';
import { sha256 } from './support.ts';

/** Reads a text that arrives in pieces cut at the given places. */
async function read(text: string, cuts: readonly number[] = [], keepBytes = false): Promise<JsonBody> {
  const bytes = Buffer.from(text);
  const body = new MeteredBody();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, place] of places.entries()) {
    body.write(bytes.subarray(places[index - 1] ?? 0, place));
  }
  body.end();
  return readJsonBody(body, keepBytes);
}

describe('Reading JSON with files inside', () => {
  it('gives the same as JSON.parse for anything without a long string, however it is split', () =>
    fc.assert(
      fc.asyncProperty(fc.json(), fc.array(fc.nat(), { maxLength: 8 }), async (text, cuts) => {
        assert.deepEqual((await read(text, cuts)).value, JSON.parse(text));
      }),
      { numRuns: 300 },
    ));

  it('decodes a file of any length, with or without a data URI, however it is split', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (array, asDataUri, cuts) => {
          const bytes = Buffer.from(array);
          const media = (asDataUri ? 'data:image/png;base64,' : '') + bytes.toString('base64');
          const { value, payload } = await read(JSON.stringify([{ before: 'a"\\ü', media, after: 1 }]), cuts, true);
          const [task] = value as [{ before: string; media: string; after: number }];
          const file = payload(task.media);
          assert.deepEqual([task.before, task.after], ['a"\\ü', 1]);
          assert.deepEqual(file.bytes, bytes);
          assert.deepEqual([file.valid, file.size, file.sha256], [true, bytes.length, sha256(bytes)]);
          assert.equal(file.mediaType, asDataUri ? 'image/png' : '');
        },
      ),
      { numRuns: 300 },
    ));

  it('keeps several files apart', async () => {
    const files = [Buffer.alloc(3000, 1), Buffer.alloc(4000, 2)];
    const { value, payload } = await read(JSON.stringify(files.map((file) => file.toString('base64'))), [], true);
    assert.deepEqual(
      (value as string[]).map((text) => payload(text).bytes),
      files,
    );
  });

  it('reads "/" written as "\\/", as some encoders do', async () => {
    const bytes = Buffer.alloc(3000, 0xff);
    const { value, payload } = await read(`["${bytes.toString('base64').replaceAll('/', '\\/')}"]`, [1500, 1501]);
    assert.equal(payload((value as string[])[0] ?? '').sha256, sha256(bytes));
  });

  it("doesn't treat other strings as base64", async () => {
    const good = Buffer.alloc(3000, 1).toString('base64');
    for (const text of [
      '',
      '!',
      'A',
      'AAAAA',
      `${good}A`,
      `${good}!!!!`,
      `AA==${good}`,
      `data:${good}`,
      'data:,AAAA',
    ]) {
      const { value, payload } = await read(JSON.stringify([text]));
      assert.equal(payload((value as string[])[0] ?? '').valid, false, text.slice(0, 20));
    }
  });

  it('gives no value for anything but JSON', async () => {
    for (const text of ['', '{', '[1', '"open', '"open\\', 'hello', `["${'A'.repeat(3000)}`]) {
      assert.equal((await read(text)).value, undefined, text.slice(0, 20));
    }
  });
});
