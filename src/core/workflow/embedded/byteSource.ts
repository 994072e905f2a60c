import { constants, type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileFailure } from '../../asset/fileFailure.ts';
import { UploadError } from '../../errors.ts';

/** A file that is read in pieces, from anywhere, and never written. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset` on; fewer only where the file ends.
   * @throws UploadError `fileUnreadable`
   */
  read(offset: number, length: number): Promise<Buffer>;
}

export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: async (offset, length) => buffer.subarray(offset, offset + length),
  };
}

/**
 * Opens a file for reading only, for as long as `use` takes.
 * @throws UploadError `fileMissing`, `fileUnreadable`, `notAFile`, and whatever `use` throws
 */
export async function withFileSource<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const name = basename(path);
  let handle: FileHandle | undefined;
  try {
    // Without the flag, opening a named pipe would wait for somebody to write to it. Windows has neither.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new UploadError('notAFile', "The image isn't a regular file", { fileName: name });
    }
    return await use(sourceOfHandle(handle, stats.size));
  } catch (error) {
    throw isOfFileSystem(error) ? fileFailure(error, name) : error;
  } finally {
    await handle?.close();
  }
}

function sourceOfHandle(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      let end = 0;
      while (end < buffer.length) {
        const { bytesRead } = await handle.read(buffer, end, buffer.length - end, offset + end);
        if (bytesRead === 0) {
          break;
        }
        end += bytesRead;
      }
      return buffer.subarray(0, end);
    },
  };
}

function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
