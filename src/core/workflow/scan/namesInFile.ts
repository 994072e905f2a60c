import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../../errors.ts';

/** Bytes read at a time. */
const chunkLength = 4 * 1024 * 1024;
/** Bytes that are looked at twice, so that a name isn't cut in two; a name of 255 characters has fewer in any spelling. */
const overlap = 16 * 1024;

/**
 * Whether a large file contains a name, without reading it as a whole.
 * @param isIn from `nameFinder`
 * @throws the file system's errors; CancelledError
 */
export async function isNamedInFile(
  path: string,
  isIn: (bytes: Uint8Array) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(chunkLength + overlap);
    for (let kept = 0, position = 0; ; ) {
      throwIfCancelled(signal);
      const { bytesRead } = await handle.read(buffer, kept, chunkLength, position);
      if (bytesRead === 0) {
        return false;
      }
      const end = kept + bytesRead;
      if (isIn(buffer.subarray(0, end))) {
        return true;
      }
      position += bytesRead;
      kept = Math.min(overlap, end);
      buffer.copyWithin(0, end - kept, end);
    }
  } finally {
    await handle.close();
  }
}
