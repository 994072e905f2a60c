import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { throwIfCancelled, UploadError } from '../errors.ts';
import type { Asset } from './asset.ts';
import { assetOfHandle } from './assetOfHandle.ts';
import { fileFailure } from './fileFailure.ts';

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
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) {
      throw new UploadError('notAFile', "The path isn't a regular file", { fileName: name });
    }
    const asset = await assetOfHandle({ handle, stats, path, name }, uri);
    throwIfCancelled(signal);
    return asset;
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
