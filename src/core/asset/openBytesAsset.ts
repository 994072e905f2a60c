import { UploadError } from '../errors.ts';
import type { Asset } from './asset.ts';
import { describeContent } from './describeContent.ts';
import { nameMatching } from './mediaTypes.ts';

const chunkSize = 262_144;

/** A file that the caller has read, because it is in a virtual file system and has no path here. */
export interface BytesSource {
  readonly uri: string;
  /** Base name. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Modification time in milliseconds since the epoch, as the file system reports it. */
  readonly mtimeMs: number;
}

/**
 * The same as `openFileAsset` for bytes in memory, which the caller must not change afterwards.
 * @throws UploadError `fileEmpty`, `typeUnsupported`
 */
export async function openBytesAsset({ uri, name, bytes, mtimeMs }: BytesSource): Promise<Asset> {
  const size = bytes.byteLength;
  if (size === 0) {
    throw new UploadError('fileEmpty', 'The file is empty', { fileName: name, size });
  }
  const content = await describeContent(async (length) => bytes.subarray(0, length), name);
  return {
    uri,
    name,
    uploadName: nameMatching(name, content.mediaType),
    size,
    mediaType: content.mediaType,
    kind: content.kind,
    pixelSize: content.pixelSize,
    stamp: { size, mtimeMs, inode: 0n },
    async *read() {
      for (let position = 0; position < size; position += chunkSize) {
        yield bytes.subarray(position, Math.min(position + chunkSize, size));
      }
    },
    async close() {},
  };
}
