import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { ZipFile } from 'yazl';
import type { Asset } from '../asset/asset.ts';
import { fileFailure } from '../asset/fileFailure.ts';
import { openFileAsset } from '../asset/openFileAsset.ts';
import { CancelledError, throwIfCancelled, UploadError } from '../errors.ts';
import type { TemporaryFiles } from './temporaryFiles.ts';
import { planZip, type ZipImage } from './zipPlan.ts';

export interface ZipFolderOptions {
  /** URI of the folder; what the history remembers. */
  readonly uri: string;
  /** Media types of the images that go into the archive. */
  readonly mediaTypes: readonly string[];
  /** Largest archive the provider takes, in bytes. */
  readonly maxBytes: number | undefined;
  readonly temporaryFiles: TemporaryFiles;
  readonly signal: AbortSignal;
  /** Told the names of files that look like images and were left out. */
  onLeftOut?(names: readonly string[]): void;
}

/** The earliest time an archive can hold; written as it is, without a time zone. */
const always = new Date(1980, 0, 1);
/** A plain file that its owner may write and everybody read. */
const mode = 0o100644;

/**
 * The images of a folder as one ZIP, to be sent like any file. The same images give the same bytes, whatever their times
 * and wherever they are: names are sorted, times fixed, and nothing is compressed, which images are already. So an
 * upload of it can be used again as any other. The archive is a temporary file that is gone when the asset is closed, and
 * before this throws.
 * @param folder full path
 * @throws UploadError `fileEmpty` where the folder holds no image the provider takes; `fileTooLarge`, before a byte is
 *   written; `fileMissing`, `fileUnreadable`, `changedWhileReading`
 * @throws CancelledError
 */
export async function openFolderAsZip(folder: string, options: ZipFolderOptions): Promise<Asset> {
  const { uri, mediaTypes, maxBytes, temporaryFiles, signal } = options;
  const name = zipNameOf(folder);
  const { images, size, leftOut } = await planZip(folder, mediaTypes, signal);
  if (leftOut.length > 0) {
    options.onLeftOut?.(leftOut);
  }
  if (images.length === 0) {
    throw new UploadError('fileEmpty', 'The folder holds no image the provider takes', { fileName: name, size: 0 });
  }
  if (maxBytes !== undefined && size > maxBytes) {
    throw new UploadError('fileTooLarge', `The archive would have ${size} bytes of ${maxBytes}`, {
      fileName: name,
      mediaType: 'application/zip',
      size,
      limit: maxBytes,
    });
  }
  const path = await temporaryFiles.newPath('.zip');
  try {
    await writeZip(images, path, name, signal);
    const asset = await openFileAsset(path, uri, { signal });
    return {
      ...asset,
      name,
      uploadName: name,
      close: async () => {
        await asset.close();
        await rm(path, { force: true });
      },
    };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** What the archive of a folder is called. */
export function zipNameOf(folder: string): string {
  return `${basename(folder)}.zip`;
}

/** One image at a time is in memory. Their checksums stand before them: not every reader takes a ZIP with them behind. */
async function writeZip(images: readonly ZipImage[], path: string, name: string, signal: AbortSignal): Promise<void> {
  const zip = new ZipFile();
  // Documented as something to read from; it is a PassThrough, and so says when it is full.
  const output = zip.outputStream as PassThrough;
  const writing = pipeline(output, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  // Waited for below; where an image fails first, nobody hears how the writing ended.
  writing.catch(() => {});
  try {
    for (const image of images) {
      throwIfCancelled(signal);
      const bytes = await readImage(image, signal);
      zip.addBuffer(bytes, image.name, { compress: false, mtime: always, forceDosTimestamp: true, mode });
      if (output.writableNeedDrain) {
        await Promise.race([once(output, 'drain'), writing]);
      }
    }
    zip.end();
    await writing;
  } catch (error) {
    output.destroy();
    await writing.catch(() => {});
    if (signal.aborted) {
      throw new CancelledError();
    }
    throw fileFailure(error, name);
  }
}

/** @throws UploadError `changedWhileReading`, and what else opening a file throws */
async function readImage({ path, size }: ZipImage, signal: AbortSignal): Promise<Buffer> {
  const asset = await openFileAsset(path, pathToFileURL(path).href, { signal });
  try {
    if (asset.size !== size) {
      throw new UploadError('changedWhileReading', 'An image changed after it was looked at', { fileName: asset.name });
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of asset.read()) {
      throwIfCancelled(signal);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await asset.close();
  }
}
