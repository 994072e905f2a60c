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

/** Hashes a file while it is sent, so that recording an upload needs no second pass over the file. */
export interface PassingHash {
  /** Starts observing a reading. One that was abandoned may still deliver a chunk while the next one is running. */
  begin(): Required<ReadObserver>;
  /** Of the latest reading, once it has reached the end. */
  contentHash(): string | undefined;
}

export function hashing(): PassingHash {
  let last: { contentHash: string | undefined } | undefined;
  return {
    begin: () => {
      const hash = createHash('sha256');
      const reading: typeof last = { contentHash: undefined };
      last = reading;
      return {
        onChunk: (chunk) => void hash.update(chunk),
        onEnd: () => {
          reading.contentHash = hash.digest('hex');
        },
      };
    },
    contentHash: () => last?.contentHash,
  };
}
