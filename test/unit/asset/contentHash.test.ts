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

async function drain(asset: Asset): Promise<number> {
  let length = 0;
  for await (const chunk of asset.read()) {
    length += chunk.byteLength;
  }
  return length;
}

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
    const { asset, contentHash } = hashing(await open());
    assert.equal(contentHash(), undefined);
    assert.equal(await drain(asset), bytes.length);
    assert.equal(contentHash(), expected);
    assert.equal(asset.uploadName, 'a.png');
  });

  it('is that of the last whole reading: a broken attempt has none', async () => {
    const { asset, contentHash } = hashing(await open());
    for await (const _chunk of asset.read()) {
      break;
    }
    assert.equal(contentHash(), undefined);
    await drain(asset);
    assert.equal(contentHash(), expected);
    for await (const _chunk of asset.read()) {
      break;
    }
    assert.equal(contentHash(), undefined);
  });

  it('passes on whether memory may be used again', async () => {
    const asked: (boolean | undefined)[] = [];
    const asset = await open();
    const watched: Asset = {
      ...asset,
      read(options) {
        asked.push(options?.reusesMemory);
        return asset.read(options);
      },
    };
    const wrapped = hashing(watched).asset;
    for await (const _chunk of wrapped.read({ reusesMemory: true })) {
      // only what was asked matters
    }
    await drain(wrapped);
    assert.deepEqual(asked, [true, undefined]);
  });
});
