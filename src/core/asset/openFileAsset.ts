import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { throwIfCancelled, UploadError } from '../errors.ts';
import type { Asset } from './asset.ts';
import { describeContent } from './describeContent.ts';
import { fileFailure } from './fileFailure.ts';
import { nameMatching } from './mediaTypes.ts';
import { readFully, readUnchanged } from './readUnchanged.ts';

/**
 * Opens a file for sending and finds out what it is. The handle stays open until `close()`: the file that was checked is
 * the file that is sent, whatever happens to the path in the meantime.
 * @param path in the file system of this machine
 * @param uri of the same file; which the history stores
 * @throws UploadError `fileMissing`, `fileUnreadable`, `notAFile`, `fileEmpty`, `typeUnsupported`
 * @throws CancelledError
 */
export async function openFileAsset(
  path: string,
  uri: string,
  options: { readonly signal: AbortSignal },
): Promise<Asset> {
  const { signal } = options;
  throwIfCancelled(signal);
  const name = basename(path);
  const handle = await openRegularFile(path, name);
  try {
    throwIfCancelled(signal);
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) {
      throw new UploadError('notAFile', "The path isn't a regular file", { fileName: name });
    }
    if (opened.size === 0n) {
      throw new UploadError('fileEmpty', 'The file is empty', { fileName: name, size: 0 });
    }
    const content = await describeContent((length) => readHead(handle, length, name), name);
    throwIfCancelled(signal);
    const size = Number(opened.size);
    return {
      uri,
      name,
      uploadName: nameMatching(name, content.mediaType),
      size,
      mediaType: content.mediaType,
      kind: content.kind,
      pixelSize: content.pixelSize,
      stamp: { size, mtimeMs: Number(opened.mtimeNs) / 1e6, inode: Number(opened.ino) },
      read: (readOptions) => readUnchanged({ handle, stats: opened, path, name }, readOptions),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Checks before it opens, and opens without waiting: opening a named pipe for reading blocks until somebody writes to it,
 * which would occupy one of Node's few file system threads forever.
 */
async function openRegularFile(path: string, name: string): Promise<FileHandle> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      throw new UploadError('notAFile', "The path isn't a regular file", { fileName: name });
    }
    // Windows has neither the flag nor the problem.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw fileFailure(error, name);
  }
}

async function readHead(handle: FileHandle, length: number, name: string): Promise<Uint8Array> {
  try {
    return await readFully(handle, Buffer.allocUnsafeSlow(length), 0);
  } catch (error) {
    throw fileFailure(error, name);
  }
}
