import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { hashAsset, hashing } from '../../../src/core/asset/contentHash.ts';
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
