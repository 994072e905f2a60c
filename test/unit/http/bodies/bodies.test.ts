import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import busboy from 'busboy';
import * as fc from 'fast-check';
import type { Asset } from '../../../../src/core/asset/asset.ts';
import { base64JsonBody, jsonBody } from '../../../../src/core/http/bodies/jsonBodies.ts';
import { type MultipartPart, multipartBody } from '../../../../src/core/http/bodies/multipartBody.ts';
import type { RequestBody } from '../../../../src/core/http/httpClient.ts';
import { bytesOf, textOf } from '../loopback.ts';

/**
 * An asset with the given bytes in chunks of the given sizes, of which the last repeats; memory is reused as for a
 * file.
 */
function assetOf(bytes: Uint8Array, name = 'photo.png', sizes: readonly number[] = [65_536]): Asset {
  return {
    uri: `file:///${name}`,
    name,
    uploadName: name,
    size: bytes.byteLength,
    mediaType: 'image/png',
    kind: 'image',
    pixelSize: undefined,
    stamp: { size: bytes.byteLength, mtimeMs: 0, inode: 0n },
    async *read(options) {
      const used: Uint8Array[] = [];
      for (let position = 0, index = 0; position < bytes.byteLength; index++) {
        const size = Math.max(1, sizes[Math.min(index, sizes.length - 1)] ?? 1);
        const chunk = new Uint8Array(bytes.subarray(position, position + size));
        position += size;
        used.push(chunk);
        if (options?.reusesMemory && used.length > 2) {
          used.shift()?.fill(0);
        }
        yield chunk;
      }
    },
    async close() {},
  };
}

interface ReceivedPart {
  readonly name: string;
  readonly value: string;
  readonly fileName?: string;
  readonly mediaType?: string;
}

async function received(body: RequestBody): Promise<ReceivedPart[]> {
  const parts: ReceivedPart[] = [];
  const parser = busboy({ headers: { 'content-type': body.contentType }, defParamCharset: 'utf8' });
  parser.on('field', (name, value) => parts.push({ name, value }));
  parser.on('file', (name, file, { filename, mimeType }) => {
    const chunks: Buffer[] = [];
    file.on('data', (chunk) => chunks.push(chunk));
    file.on('end', () => {
      parts.push({ name, value: Buffer.concat(chunks).toString('latin1'), fileName: filename, mediaType: mimeType });
    });
  });
  parser.end(await bytesOf(body));
  await once(parser, 'close');
  return parts;
}

/** Texts whose characters take one to four bytes, or are escaped. */
const text = fc.string({ unit: fc.constantFrom('a', '%', '"', '\r', '\n', '\0', 'ü', '图', '😀'), maxLength: 20 });

describe('a multipart body', () => {
  it('is read by a server as given, in the same order', async () => {
    const bytes = randomBytes(200_000);
    const body = multipartBody([
      { name: 'apiKey', value: 'key ü' },
      { name: 'file', asset: assetOf(bytes) },
      { name: 'fileType', value: 'input' },
    ]);
    const parts = await received(body);
    assert.deepEqual(parts.map(({ name }) => name).sort(), ['apiKey', 'file', 'fileType']);
    assert.deepEqual(
      parts.find(({ name }) => name === 'apiKey'),
      { name: 'apiKey', value: 'key ü' },
    );
    const file = parts.find(({ name }) => name === 'file');
    assert.equal(file?.fileName, 'photo.png');
    assert.equal(file?.mediaType, 'image/png');
    assert.ok(bytes.equals(Buffer.from(file?.value ?? '', 'latin1')));
    const text = (await bytesOf(body)).toString('latin1');
    const order = ['apiKey', 'file', 'fileType'].map((name) => text.indexOf(`name="${name}"`));
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  });

  it('has an exact length, whatever it contains', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ name: text, value: text }),
            fc.record({
              name: text,
              asset: fc.uint8Array({ maxLength: 300 }).map((bytes) => assetOf(bytes, 'ü"\r\n.png', [7, 64])),
            }),
          ),
          { maxLength: 5 },
        ),
        async (parts: MultipartPart[]) => {
          const body = multipartBody(parts);
          assert.equal((await bytesOf(body)).length, body.contentLength);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("can't be broken by the name of a field or file", async () => {
    const hostile = 'a"\r\nX-Evil: 1\r\n\r\n<b>.png';
    const body = multipartBody([{ name: 'fi"ld\r\n', asset: assetOf(Buffer.from('bytes'), hostile) }]);
    const text = await textOf(body);
    assert.ok(text.includes('name="fi%22ld%0D%0A"; filename="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A<b>.png"'));
    assert.ok(!/^X-Evil/m.test(text));
    assert.equal((await received(body)).length, 1);
  });

  it('holds no control character in a header, which servers refuse', async () => {
    const body = multipartBody([{ name: 'image', asset: assetOf(Buffer.from('bytes'), 'a\u0007\u001B[31m.png') }]);
    assert.ok((await textOf(body)).includes('filename="a%07%1B[31m.png"'));
    assert.equal((await received(body)).length, 1);
  });

  it('contains non-ASCII names in UTF-8', async () => {
    const [part] = await received(multipartBody([{ name: 'file', asset: assetOf(Buffer.from('x'), '图片 é.png') }]));
    assert.equal(part?.fileName, '图片 é.png');
  });

  it('can be sent again, and has a different boundary each time it is created', async () => {
    const make = () => multipartBody([{ name: 'file', asset: assetOf(Buffer.from('content')) }]);
    const body = make();
    assert.deepEqual(await bytesOf(body), await bytesOf(body));
    assert.notEqual(body.contentType, make().contentType);
  });

  it("passes on the file's error", async () => {
    const broken: Asset = {
      ...assetOf(Buffer.from('content')),
      async *read() {
        yield Buffer.from('con');
        throw new Error('changed');
      },
    };
    await assert.rejects(bytesOf(multipartBody([{ name: 'file', asset: broken }])), /changed/);
  });
});

describe('a JSON body with a file in base64', () => {
  it("is the complete document, whatever the size of the file's chunks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
        async (bytes, sizes) => {
          const body = base64JsonBody('[{"name":"ü","media":"', assetOf(bytes, 'a.png', sizes), '"}]');
          const text = await textOf(body);
          assert.equal(Buffer.byteLength(text), body.contentLength);
          const [task] = JSON.parse(text);
          assert.equal(task.media, Buffer.from(bytes).toString('base64'));
          assert.equal(task.name, 'ü');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is sent in pieces, and can be sent again', async () => {
    const bytes = randomBytes(500_000);
    const body = base64JsonBody('{"image":"data:image/png;base64,', assetOf(bytes, 'a.png', [65_536]), '"}');
    let maxLength = 0;
    for await (const chunk of body.bytes()) {
      maxLength = Math.max(maxLength, chunk.byteLength);
    }
    assert.ok(maxLength < 100_000);
    const document = JSON.parse(await textOf(body));
    assert.ok(bytes.equals(Buffer.from(document.image.split(',')[1], 'base64')));
    assert.equal(body.contentType, 'application/json');
  });

  it('leaves a piece alone until the next but one is requested', async () => {
    const bytes = randomBytes(300_001);
    const body = base64JsonBody('"', assetOf(bytes, 'a.png', [50_000, 70_001, 30_002]), '"');
    const pieces: { readonly given: Uint8Array; readonly copy: Buffer }[] = [];
    for await (const given of body.bytes()) {
      const before = pieces.at(-1);
      assert.ok(before === undefined || before.copy.equals(before.given));
      pieces.push({ given, copy: Buffer.from(given) });
    }
    assert.equal(JSON.parse(Buffer.concat(pieces.map(({ copy }) => copy)).toString()), bytes.toString('base64'));
  });
});

describe('a JSON body', () => {
  it('is the JSON of a value with its length in bytes', async () => {
    const body = jsonBody({ filename: 'ü.png', type: 'ephemeral' });
    const text = await textOf(body);
    assert.deepEqual(JSON.parse(text), { filename: 'ü.png', type: 'ephemeral' });
    assert.equal(body.contentLength, Buffer.byteLength(text));
    assert.equal(await textOf(body), text);
  });

  it("isn't created from a value JSON can't represent", () => {
    assert.throws(() => jsonBody(undefined), TypeError);
    assert.throws(() => jsonBody(() => {}), TypeError);
  });
});
