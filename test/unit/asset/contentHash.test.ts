import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { digestAsset, hashAsset, hashing } from '../../../src/core/asset/contentHash.ts';
import { openBytesAsset } from '../../../src/core/asset/openBytesAsset.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import { png } from './samples.ts';

const bytes = Buffer.concat([png(1, 1), Buffer.alloc(900_000, 'content')]);
const expected = createHash('sha256').update(bytes).digest('hex');

const open = (): Promise<Asset> => openBytesAsset({ uri: 'memfs:/a.png', name: 'a.png', bytes, mtimeMs: 0 });

describe('the content hash', () => {
  it('is the SHA-256 of all bytes', async () => {
    assert.equal(await hashAsset(await open(), new AbortController().signal), expected);
  });

  it('is not made to its end once nobody wants it', async () => {
    const asset = await open();
    const controller = new AbortController();
    let chunks = 0;
    const watched: Asset = {
      ...asset,
      async *read() {
        for await (const chunk of asset.read()) {
          chunks++;
          yield chunk;
          controller.abort();
        }
      },
    };
    await assert.rejects(hashAsset(watched, controller.signal), CancelledError.is);
    assert.equal(chunks, 2);
  });

  it('comes along with sending', async () => {
    const hashed = hashing();
    assert.equal(hashed.contentHash(), undefined);
    const reading = hashed.begin();
    for await (const chunk of (await open()).read()) {
      reading.onChunk(chunk);
    }
    assert.equal(hashed.contentHash(), undefined);
    reading.onEnd();
    assert.equal(hashed.contentHash(), expected);
  });

  it('is that of the last reading, whatever one that was given up still delivers', () => {
    const hashed = hashing();
    const givenUp = hashed.begin();
    givenUp.onChunk(bytes.subarray(0, 10));
    const reading = hashed.begin();
    reading.onChunk(bytes);
    givenUp.onChunk(bytes.subarray(10, 20));
    assert.equal(hashed.contentHash(), undefined);
    reading.onEnd();
    givenUp.onEnd();
    assert.equal(hashed.contentHash(), expected);
    hashed.begin();
    assert.equal(hashed.contentHash(), undefined);
  });
});

describe('the digests of a file', () => {
  /** The input of the test vectors that BLAKE3's authors have published: bytes that count up to 250, again and again. */
  const counting = (size: number): Buffer => Buffer.from(Uint8Array.from({ length: size }, (_, index) => index % 251));

  for (const [size, blake3] of [
    [1, '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213'],
    [1024, '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7'],
    [1025, 'd00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444'],
    [102_400, 'bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085'],
  ] as const) {
    it(`of ${size} bytes are SHA-256 and BLAKE3, made in one reading`, async () => {
      const input = counting(size);
      let readings = 0;
      const asset: Asset = {
        ...(await open()),
        async *read() {
          readings++;
          for (let start = 0; start < size; start += 1000) {
            yield input.subarray(start, start + 1000);
          }
        },
      };
      const contentHash = createHash('sha256').update(input).digest('hex');
      assert.deepEqual(await digestAsset(asset, new AbortController().signal), { contentHash, blake3 });
      assert.equal(readings, 1);
    });
  }

  it('let other work run while a file in memory is read', async () => {
    const large = await openBytesAsset({
      uri: 'memfs:/a.png',
      name: 'a.png',
      bytes: Buffer.concat([png(1, 1), Buffer.alloc(30_000_000)]),
      mtimeMs: 0,
    });
    let turns = 0;
    const timer = setInterval(() => turns++);
    await digestAsset(large, new AbortController().signal);
    clearInterval(timer);
    assert.ok(turns > 0);
  });
});
