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

/** An asset that is hashed while it is sent, so that recording an upload doesn't need a second pass over the file. */
export interface HashingAsset {
  readonly asset: Asset;
  /** Of the bytes of the last complete read; `undefined` until there has been one. */
  contentHash(): string | undefined;
}

export function hashing(asset: Asset): HashingAsset {
  let contentHash: string | undefined;
  return {
    asset: {
      ...asset,
      read: async function* (options) {
        // Starts over with each attempt: only the bytes of the one that succeeded count.
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
