import assert from 'node:assert/strict';
import { openBytesAsset } from '../../../src/core/asset/openBytesAsset.ts';
import { UploadError } from '../../../src/core/errors.ts';
import { png } from './samples.ts';

const source = (name: string, bytes: Uint8Array) => ({ uri: `memfs:/${name}`, name, bytes, mtimeMs: 1234.5 });

describe('bytes of a virtual file system as an asset', () => {
  it('tell what they are', async () => {
    const bytes = png(20, 10);
    const asset = await openBytesAsset(source('photo.jpg', bytes));
    assert.equal(asset.uri, 'memfs:/photo.jpg');
    assert.equal(asset.uploadName, 'photo.png');
    assert.equal(asset.mediaType, 'image/png');
    assert.deepEqual(asset.pixelSize, { width: 20, height: 10 });
    assert.deepEqual(asset.stamp, { size: bytes.length, mtimeMs: 1234.5, inode: 0n });
    await asset.close();
    await asset.close();
  });

  it('are read in order, as often as needed', async () => {
    const bytes = Buffer.concat([png(1, 1), Buffer.alloc(700_000, 'abc')]);
    const asset = await openBytesAsset(source('photo.png', bytes));
    for (const _attempt of [1, 2]) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of asset.read()) {
        chunks.push(chunk);
      }
      assert.ok(chunks.length > 1);
      assert.ok(bytes.equals(Buffer.concat(chunks)));
    }
  });

  it('are refused where there are none, or none of any media', async () => {
    await assert.rejects(openBytesAsset(source('a.png', Buffer.alloc(0))), (error) =>
      UploadError.is(error, 'fileEmpty'),
    );
    await assert.rejects(openBytesAsset(source('a.png', Buffer.from('text'))), (error) =>
      UploadError.is(error, 'typeUnsupported'),
    );
  });
});
