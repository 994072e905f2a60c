import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Asset, FileStamp } from '../asset/asset.ts';
import { fileFailure } from '../asset/fileFailure.ts';
import { kindOf, mediaTypeOfName } from '../asset/mediaTypes.ts';
import type { SourceFolder } from '../asset/sourceFolder.ts';
import { throwIfCancelled, UploadError } from '../errors.ts';

export interface ZipImage {
  /** Full path on disk. */
  readonly path: string;
  /** Name in the archive: the path below the folder, with forward slashes. */
  readonly name: string;
  /** Of the file as it was inspected. */
  readonly stamp: FileStamp;
}

/** What an archive of a folder would contain. */
export interface ZipPlan {
  /** In the order of the archive. */
  readonly images: readonly ZipImage[];
  /**
   * Identity of the archive, of its exact size: nothing in it is compressed. Made of its images', because the archive is
   * another file in each window that sends the folder.
   */
  readonly stamp: FileStamp;
  /** Names of media files that are empty, or aren't images the provider supports. */
  readonly leftOut: readonly string[];
}

/** Bytes of an archive beside the contents: a header and a directory entry for each file, and the end record. */
const headerLength = 30;
const directoryEntryLength = 46;
const endLength = 22;

const skippedFolders: readonly string[] = ['node_modules'];

/**
 * Plans the archive of a folder and everything below it. Links aren't followed, because a link in a cloned repository may
 * lead anywhere on the disk; nor are hidden files and folders included.
 * @param mediaTypes image types the provider supports, e.g. `image/png`; a file's type is found in its content
 * @throws UploadError `fileMissing`, `fileUnreadable`
 * @throws CancelledError
 */
export async function planZip(
  folder: SourceFolder,
  mediaTypes: readonly string[],
  signal: AbortSignal,
): Promise<ZipPlan> {
  const images: ZipImage[] = [];
  const leftOut: string[] = [];
  const taken = new Set<string>();
  for (const name of await namesBelow(folder.realPath, '', signal)) {
    throwIfCancelled(signal);
    const found = await imageAt(folder, join(folder.realPath, name), mediaTypes);
    if (found === undefined) {
      leftOut.push(name);
      continue;
    }
    // The server goes by the extension, as for a single file. Names are normalised to be the same bytes on every system.
    const free = freeName(archivedName(`${name.slice(0, -basename(name).length)}${found.uploadName}`), taken);
    images.push({ path: join(folder.realPath, name), name: free, stamp: found.stamp });
  }
  images.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { images, stamp: archiveStamp(images), leftOut };
}

function archiveStamp(images: readonly ZipImage[]): FileStamp {
  const hash = createHash('sha256');
  for (const { name, stamp } of images) {
    hash.update(JSON.stringify([name, stamp.size, stamp.mtimeMs, String(stamp.inode)]));
  }
  return {
    size: archiveSize(images),
    mtimeMs: images.reduce((newest, { stamp }) => Math.max(newest, stamp.mtimeMs), 0),
    inode: hash.digest().readBigUInt64BE(),
  };
}

function archiveSize(images: readonly ZipImage[]): number {
  return images.reduce(
    (sum, { name, stamp }) => sum + stamp.size + headerLength + directoryEntryLength + 2 * Buffer.byteLength(name),
    endLength,
  );
}

/** Names of media files below a folder, sorted by code units: the same order on every system. */
async function namesBelow(folder: string, prefix: string, signal: AbortSignal): Promise<readonly string[]> {
  throwIfCancelled(signal);
  const names: string[] = [];
  for (const entry of await entriesOf(join(folder, prefix))) {
    const name = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.') || entry.isSymbolicLink()) {
      continue;
    }
    if (entry.isDirectory() && !skippedFolders.includes(entry.name)) {
      names.push(...(await namesBelow(folder, `${name}/`, signal)));
    } else if (entry.isFile() && isMedia(entry.name)) {
      names.push(name);
    }
  }
  return names.sort();
}

/** Whether somebody would miss a file of this name in the archive: nobody expects an archive in it. */
function isMedia(name: string): boolean {
  const kind = kindOf(mediaTypeOfName(name) ?? '');
  return kind !== undefined && kind !== 'archive';
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw fileFailure(error, basename(folder));
  }
}

async function imageAt(
  folder: SourceFolder,
  path: string,
  mediaTypes: readonly string[],
): Promise<Pick<Asset, 'uploadName' | 'stamp'> | undefined> {
  try {
    const asset = await folder.open(path);
    await asset.close();
    return mediaTypes.includes(asset.mediaType) ? asset : undefined;
  } catch (error) {
    if (UploadError.is(error, 'typeUnsupported') || UploadError.is(error, 'fileEmpty')) {
      return undefined;
    }
    throw error;
  }
}

/** No reader takes a backslash or a drive in the name of an entry, and one such name must not fail the whole archive. */
function archivedName(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll('\\', '_')
    .replace(/^([a-z]):/i, '$1_');
}

/** Two names can become equal when extensions are made to match; in an archive the second would replace the first. */
function freeName(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.');
  let free = name;
  for (let number = 1; taken.has(free); number++) {
    free = `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
  }
  taken.add(free);
  return free;
}
