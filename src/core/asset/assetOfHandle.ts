import { UploadError } from '../errors.ts';
import { type Asset, stampOf } from './asset.ts';
import { describeContent } from './describeContent.ts';
import { fileFailure } from './fileFailure.ts';
import { nameMatching } from './mediaTypes.ts';
import { type OpenedFile, readFully, readUnchanged } from './readUnchanged.ts';

/**
 * Describes an open regular file as an asset; every reading, repeated ones too, is from that handle. The asset owns the handle
 * once this has returned.
 * @param file its `path` is looked up again while it is read, to see whether the file was replaced
 * @param uri what the history remembers
 * @throws UploadError `fileEmpty`, `fileUnreadable`, `typeUnsupported`; the handle stays open then
 */
export async function assetOfHandle(file: OpenedFile, uri: string): Promise<Asset> {
  const { handle, stats, name } = file;
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
    stamp: stampOf(stats),
    read: (options) => readUnchanged(file, options),
    close: () => handle.close(),
  };
}
