import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { UploadError } from '../errors.ts';
import type { ReadOptions } from './asset.ts';
import { fileFailure } from './fileFailure.ts';

/** Bytes per read. Each goes to another thread and back; with half as many, a fast transfer takes a quarter longer. */
const chunkSize = 524_288;
/**
 * Bytes handed out at once: more than any socket buffers, so that a piece has been sent by the time the next one is
 * requested; and few enough to show progress on a slow line.
 */
const pieceSize = 262_144;
/** One being sent, one being filled, and a spare. */
const buffersInTurn = 3;

/** Fills the buffer from `position`, or part of it where the file ends: a single read may return less than requested. */
export async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) {
      break;
    }
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A file as it was when it was opened. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
  readonly path: string;
  /** Base name, for messages. */
  readonly name: string;
}

/**
 * The bytes of the file as it was when opened; each chunk is read while the one before is sent. The last chunk is held
 * back until the file has proved unchanged, so that a server never receives all of a file whose beginning is older than its
 * end.
 * @throws UploadError `changedWhileReading`, `fileRemoved`, `fileUnreadable`
 */
export async function* readUnchanged(file: OpenedFile, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  const { handle } = file;
  const size = Number(file.stats.size);
  const bufferFor = buffersFor(options, Math.min(chunkSize, size));
  const readChunk = (position: number): Promise<Buffer> => {
    const buffer = bufferFor(position / chunkSize).subarray(0, Math.min(chunkSize, size - position));
    const chunk = readFully(handle, buffer, position);
    // Nobody awaits it if the reader stops early.
    chunk.catch(() => {});
    return chunk;
  };
  try {
    await checkUnchanged(file);
    let next = readChunk(0);
    for (let position = 0; position < size; position += chunkSize) {
      const chunk = await next;
      if (chunk.length < Math.min(chunkSize, size - position)) {
        throw changed(file, 'became shorter');
      }
      if (position + chunkSize < size) {
        next = readChunk(position + chunkSize);
      } else {
        await checkUnchanged(file);
      }
      for (let start = 0; start < chunk.length; start += pieceSize) {
        yield chunk.subarray(start, start + pieceSize);
      }
    }
  } catch (error) {
    throw fileFailure(error, file.name);
  }
}

/** Memory for the chunk with a given index: a few buffers in turn, or a new one for each. */
function buffersFor({ reusesMemory = false }: ReadOptions, length: number): (index: number) => Buffer {
  if (!reusesMemory) {
    return () => Buffer.allocUnsafeSlow(length);
  }
  const buffers: Buffer[] = [];
  return (index) => {
    const buffer = buffers[index % buffersInTurn] ?? Buffer.allocUnsafeSlow(length);
    buffers[index % buffersInTurn] = buffer;
    return buffer;
  };
}

/** Checks size and time of the open file, and that the path still leads to it: editors save by replacing the file. */
async function checkUnchanged(file: OpenedFile): Promise<void> {
  const { handle, stats: opened, path, name } = file;
  const [now, atPath] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(path, { bigint: true }).catch(() => undefined),
  ]);
  if (now.size !== opened.size) {
    throw changed(file, now.size > opened.size ? 'grew' : 'became shorter');
  }
  if (now.mtimeNs !== opened.mtimeNs) {
    throw changed(file, 'was written');
  }
  if (atPath === undefined) {
    throw new UploadError('fileRemoved', 'The file was moved or deleted while it was read', { fileName: name });
  }
  if (!isSameFile(atPath, opened)) {
    throw changed(file, 'was replaced');
  }
}

/**
 * Whether path and handle are of the same file. On Windows libuv 1.49 and 1.50 report the device of one of them as 0
 * (libuv pull request 4698); the inode has to do there.
 */
export function isSameFile(one: Pick<BigIntStats, 'dev' | 'ino'>, other: Pick<BigIntStats, 'dev' | 'ino'>): boolean {
  return one.ino === other.ino && (one.dev === other.dev || one.dev === 0n || other.dev === 0n);
}

function changed({ name }: OpenedFile, what: string): UploadError {
  return new UploadError('changedWhileReading', `The file ${what} while it was read`, { fileName: name });
}
