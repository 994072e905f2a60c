import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../errors.ts';
import { TimeSlice } from '../timeSlice.ts';
import type { Asset, ReadObserver } from './asset.ts';

/**
 * Lower-case hexadecimal SHA-256 of a file's bytes, in one pass and constant memory.
 * @throws UploadError `changedWhileReading`, `fileUnreadable`
 * @throws CancelledError
 */
export async function hashAsset(asset: Asset, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await readInto(asset, (chunk) => hash.update(chunk), signal);
  return hash.digest('hex');
}

/** Digests of the same bytes, all in lower-case hexadecimal. */
export interface Digests {
  /** SHA-256, by which the history knows a file. */
  readonly contentHash: string;
  /** By which some providers know a file. */
  readonly blake3: string;
}

/** As `hashAsset`, with BLAKE3 in the same pass: reading a large file takes as long as hashing it. */
export async function digestAsset(asset: Asset, signal: AbortSignal): Promise<Digests> {
  const { createBlake3 } = await import('./blake3.ts');
  const [contentHash, blake3] = [createHash('sha256'), await createBlake3()];
  const update = (chunk: Uint8Array): void => {
    contentHash.update(chunk);
    blake3.update(chunk);
  };
  await readInto(asset, update, signal);
  return { contentHash: contentHash.digest('hex'), blake3: blake3.digest() };
}

/** Yields regularly: a file in memory is read without any input or output, and would block the event loop to its end. */
async function readInto(asset: Asset, update: (chunk: Uint8Array) => void, signal: AbortSignal): Promise<void> {
  const slice = new TimeSlice();
  for await (const chunk of asset.read({ reusesMemory: true })) {
    throwIfCancelled(signal);
    update(chunk);
    await slice.rest();
  }
  throwIfCancelled(signal);
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
