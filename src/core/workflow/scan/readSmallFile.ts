import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Reads a whole file unless it is large, with as many calls of the file system as reading alone takes: a search reads ten
 * thousand files, and asking for the size of each beforehand would take a quarter of its time.
 * @returns `large` for a file of more than `maxBytes`, `undefined` for anything that can't be read
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<Uint8Array | 'large' | undefined> {
  try {
    // Opening a pipe would wait for somebody to write into it.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile()) {
        return undefined;
      }
      if (found.size > maxBytes) {
        return 'large';
      }
      const bytes = Buffer.allocUnsafeSlow(found.size);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
        if (bytesRead === 0) {
          break;
        }
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
