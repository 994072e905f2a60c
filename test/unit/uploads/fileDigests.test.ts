import assert from 'node:assert/strict';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { png } from './mediaSamples.ts';
import { type TestFile, useWorld } from './uploadWorld.ts';

describe('the digests of a file that goes to a provider that knows files by one', () => {
  const world = useWorld('comfyApi');

  /** The same file, whose readings are counted. */
  const counted = (file: TestFile) => {
    const readings: number[] = [];
    const open = async (signal: AbortSignal): Promise<Asset> => {
      const asset = await file.open(signal);
      return {
        ...asset,
        read: (options) => {
          readings.push(asset.size);
          return asset.read(options);
        },
      };
    };
    return { file: { ...file, open }, readings };
  };

  it('are made in one reading, also where the history is asked first whether it knows the content', async () => {
    await world().upload(await world().file('one.png', png()));
    const { file, readings } = counted(await world().file('two.png', png()));
    const { record, reused } = await world().upload(file);
    assert.equal(reused, false);
    assert.equal(record.contentHash, file.sha256);
    assert.equal(readings.length, 2);
  });

  it("aren't made for content the history knows under another name", async () => {
    const bytes = png();
    await world().upload(await world().file('one.png', bytes));
    const requests = world().paths.length;
    const { file, readings } = counted(await world().file('two.png', bytes));
    assert.equal((await world().upload(file)).reused, true);
    assert.equal(readings.length, 1);
    assert.equal(world().paths.length, requests);
    assert.equal((await world().upload(file)).reused, true);
    assert.equal(readings.length, 1);
  });

  it('are made once for all attempts', async () => {
    world().fakeProvider.inject({ what: 'status', status: 500, times: 2 });
    const { file, readings } = counted(await world().file('cat.png', png()));
    await world().upload(file);
    assert.equal(readings.length, 4);
  });

  it("are those of the file that was sent: one that changes in between isn't recorded", async () => {
    const file = await world().file('cat.png', png());
    let reading = 0;
    const open = async (signal: AbortSignal): Promise<Asset> => {
      const asset = await file.open(signal);
      return {
        ...asset,
        async *read(options) {
          reading++;
          for await (const chunk of asset.read(options)) {
            yield reading === 2 ? Buffer.alloc(chunk.length, 1) : chunk;
          }
        },
      };
    };
    const { record } = await world().upload({ ...file, open });
    const refused = world().fakeProvider.requests.find(({ status }) => status === 409);
    assert.ok(refused);
    assert.equal(record.contentHash, world().fakeProvider.files[0]?.sha256);
    assert.equal(record.contentHash, file.sha256);
  });
});

describe('the digest of a file that goes to a provider that knows files by the one the history has', () => {
  const world = useWorld('s3');

  it("isn't made again for a file that hasn't changed: nothing of it is read to renew its link", async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file);
    let readings = 0;
    const open = async (signal: AbortSignal): Promise<Asset> => {
      const asset = await file.open(signal);
      return {
        ...asset,
        read: (options) => {
          readings++;
          return asset.read(options);
        },
      };
    };
    const { reused } = await world().upload({ ...file, open }, { reuse: false });
    assert.equal(reused, true);
    assert.equal(readings, 0);
  });
});
