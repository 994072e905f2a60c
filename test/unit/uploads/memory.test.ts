import assert from 'node:assert/strict';
import type { Asset, ReadOptions } from '../../../src/core/asset/asset.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import { png } from './mediaSamples.ts';
import { World } from './uploadWorld.ts';

/** A file whose readings are written down. */
function watched(asset: Asset, readings: (ReadOptions | undefined)[]): Asset {
  return {
    ...asset,
    read: (options) => {
      readings.push(options);
      return asset.read(options);
    },
  };
}

describe('the memory of an upload', () => {
  for (const [provider, expected] of [
    ['comfyServer', 1],
    ['runningHub', 1],
    ['runware', 1],
    ['runway', 1],
    // Hashed before it is sent, to ask whether it has to be.
    ['comfyApi', 2],
    ['s3', 2],
  ] as const satisfies [ProviderId, number][]) {
    it(`to ${provider} is reused all the way from the file to the socket`, async () => {
      const world = await World.start(provider);
      try {
        const file = await world.file('large.png', png(3_000_000));
        const readings: (ReadOptions | undefined)[] = [];
        const open = async (signal: AbortSignal): Promise<Asset> => watched(await file.open(signal), readings);
        const { record } = await world.upload({ ...file, open });
        assert.equal(record.contentHash, world.fakeProvider.files.at(-1)?.sha256);
        // Fresh memory for every piece is collected so late that a large file adds fifty megabytes.
        assert.deepEqual(readings, Array(expected).fill({ reusesMemory: true }));
      } finally {
        await world.close();
      }
    });
  }
});
