import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../errors.ts';
import type { Asset, ReadObserver } from './asset.ts';

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

/** Hashes a file while it is sent, so that recording an upload doesn't cost a second pass over the file. */
export interface PassingHash {
  /** Gets every chunk on its way, and is told where a reading begins and where it has got to the end. */
  readonly observer: Required<ReadObserver>;
  /** Of the bytes last read from start to end; `undefined` while no reading got that far. */
  contentHash(): string | undefined;
}

export function hashing(): PassingHash {
  let hash = createHash('sha256');
  let contentHash: string | undefined;
  return {
    observer: {
      onStart: () => {
        // Anew for each reading: the bytes of a broken attempt aren't those of the one that arrived.
        hash = createHash('sha256');
        contentHash = undefined;
      },
      onChunk: (chunk) => void hash.update(chunk),
      onEnd: () => {
        contentHash = hash.digest('hex');
      },
    },
    contentHash: () => contentHash,
  };
}
