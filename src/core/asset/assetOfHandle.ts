import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { UploadError } from '../errors.ts';
import type { Asset } from './asset.ts';
import { describeContent } from './describeContent.ts';
import { fileFailure } from './fileFailure.ts';
import { nameMatching } from './mediaTypes.ts';
import { readFully, readUnchanged } from './readUnchanged.ts';

/** A regular file that is open for reading. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** Its state when it was opened. */
  readonly stats: BigIntStats;
  /** Where it is looked up again to see whether it was replaced while it was read. */
  readonly path: string;
  /** Base name it is known by; not that of `path` where a link led there. */
  readonly name: string;
}

/**
 * Describes an open file as an asset; every reading, repeated ones too, is from that handle. The asset owns the handle
 * once this has returned.
 * @param uri what the history remembers
 * @throws UploadError `fileEmpty`, `fileUnreadable`, `typeUnsupported`; the handle stays open then
 */
export async function assetOfHandle({ handle, stats, path, name }: OpenedFile, uri: string): Promise<Asset> {
  if (stats.size === 0n) {
    throw new UploadError('fileEmpty', 'The file is empty', { fileName: name, size: 0 });
  }
  const readHead = async (length: number): Promise<Uint8Array> => {
    try {
      return await readFully(handle, Buffer.allocUnsafeSlow(length), 0);
    } catch (error) {
      throw fileFailure(error, name);
    }
  };
  const { mediaType, kind, pixelSize } = await describeContent(readHead, name);
  const size = Number(stats.size);
  return {
    uri,
    name,
    uploadName: nameMatching(name, mediaType),
    size,
    mediaType,
    kind,
    pixelSize,
    stamp: { size, mtimeMs: Number(stats.mtimeNs) / 1e6, inode: Number(stats.ino) },
    read: (options) => readUnchanged(handle, stats, path, name, options),
    close: () => handle.close(),
  };
}
