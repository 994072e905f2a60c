import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Asset, isSameStamp } from '../asset/asset.ts';
import { fileFailure } from '../asset/fileFailure.ts';
import { openFileAsset } from '../asset/openFileAsset.ts';
import type { SourceFolder } from '../asset/sourceFolder.ts';
import { CancelledError, throwIfCancelled, UploadError, type UploadErrorDetails } from '../errors.ts';
import type { TemporaryFiles } from './temporaryFiles.ts';
import { planZip, type ZipImage } from './zipPlan.ts';

/** What an archive of a folder holds. */
export interface ZipContents {
  readonly images: number;
  /** Names of media files that aren't in it, as paths below the folder. */
  readonly leftOut: readonly string[];
}

export interface ZipFolderOptions {
  /** URI of the folder; what the history remembers. */
  readonly uri: string;
  /** Media types of the images to include. */
  readonly mediaTypes: readonly string[];
  /** Maximum size the provider allows, in bytes. */
  readonly maxBytes: number | undefined;
  readonly temporaryFiles: TemporaryFiles;
  readonly signal: AbortSignal;
  /** Called once it is known what the archive holds, also where it is too large. */
  onPlanned?(contents: ZipContents): void;
}

/** The earliest time a ZIP can contain; written as is, without a time zone. */
const always = new Date(1980, 0, 1);
/** A regular file that its owner can write and everybody can read. */
const mode = 0o100644;

/**
 * The images of a folder as one ZIP, to be sent like any file. The same images give the same bytes, whatever their times
 * and wherever they are, so that an upload of it can be reused like any other: names are sorted, times fixed, and nothing
 * is compressed (images already are). The archive is a temporary file that is deleted when the asset is closed, or before
 * this throws.
 * @throws UploadError `noImages` where the folder contains no image the provider supports; `fileTooLarge`, before a byte
 *   is written; `fileMissing`, `fileUnreadable`, `changedWhileReading`, `fileRemoved`
 * @throws CancelledError
 */
export async function openFolderAsZip(folder: SourceFolder, options: ZipFolderOptions): Promise<Asset> {
  const { uri, mediaTypes, maxBytes, temporaryFiles, signal } = options;
  const name = `${basename(folder.realPath)}.zip`;
  const { images, stamp, leftOut } = await planZip(folder, mediaTypes, signal);
  options.onPlanned?.({ images: images.length, leftOut });
  if (images.length === 0) {
    throw new UploadError('noImages', 'The folder contains no image the provider supports', {
      fileName: basename(folder.realPath),
    });
  }
  const { size } = stamp;
  if (maxBytes !== undefined && size > maxBytes) {
    throw new UploadError('fileTooLarge', `The archive would have ${size} bytes; at most ${maxBytes} are allowed`, {
      fileName: name,
      mediaType: 'application/zip',
      size,
      limit: maxBytes,
      largestFiles: largestOf(images),
    });
  }
  const path = await temporaryFiles.newPath('.zip');
  try {
    await writeZip(images, { path, name, folder }, signal);
    const asset = await openFileAsset(path, uri, { signal });
    return {
      ...asset,
      name,
      uploadName: name,
      stamp,
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

/** Those to leave out first where an archive is too large. */
function largestOf(images: readonly ZipImage[]): UploadErrorDetails['largestFiles'] {
  return images
    .toSorted((a, b) => b.stamp.size - a.stamp.size)
    .slice(0, 3)
    .map(({ name, stamp: { size } }) => ({ name, size }));
}

/** Keeps one image at a time in memory. Checksums precede the data, because some readers don't support them behind it. */
async function writeZip(
  images: readonly ZipImage[],
  { path, name, folder }: { readonly path: string; readonly name: string; readonly folder: SourceFolder },
  signal: AbortSignal,
): Promise<void> {
  const zip = new ZipFile();
  // Declared as a readable stream only; it is a PassThrough, which reports when it is full.
  const output = zip.outputStream as PassThrough;
  const writing = pipeline(output, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  // Awaited below, unless an image fails first.
  writing.catch(() => {});
  try {
    for (const image of images) {
      throwIfCancelled(signal);
      const bytes = await readImage(folder, image, signal);
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
async function readImage(folder: SourceFolder, { path, stamp }: ZipImage, signal: AbortSignal): Promise<Buffer> {
  const asset = await folder.open(path);
  try {
    if (!isSameStamp(asset.stamp, stamp)) {
      throw new UploadError('changedWhileReading', 'An image changed after it was inspected', { fileName: asset.name });
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
