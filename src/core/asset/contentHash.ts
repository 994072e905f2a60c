import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../errors.ts';
import type { Asset } from './asset.ts';

/**
 * Lower-case hexadecimal SHA-256 of a file's bytes, in one pass and constant memory.
 * @throws UploadError `changedWhileReading`, `fileUnreadable`
 * @throws CancelledError
 */
export async function hashAsset(asset: Asset, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of asset.read({ reusesMemory: true })) {
    throwIfCancelled(signal);
    hash.update(chunk);
  }
  throwIfCancelled(signal);
  return hash.digest('hex');
}

/** An asset that is hashed while it is sent, so that remembering an upload does not cost a second pass over the file. */
export interface HashingAsset {
  readonly asset: Asset;
  /** Of the bytes last read from start to end; `undefined` while no reading got that far. */
  contentHash(): string | undefined;
}

export function hashing(asset: Asset): HashingAsset {
  let contentHash: string | undefined;
  return {
    asset: {
      ...asset,
      read: async function* (options) {
        // Anew for each attempt: the bytes of a broken one are not those of the one that arrived.
        contentHash = undefined;
        const hash = createHash('sha256');
        for await (const chunk of asset.read(options)) {
          hash.update(chunk);
          yield chunk;
        }
        contentHash = hash.digest('hex');
      },
    },
    contentHash: () => contentHash,
  };
}
