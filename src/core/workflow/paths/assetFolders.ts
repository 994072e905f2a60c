import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isWrittenInside, realPathOf } from './containment.ts';

export interface AssetFolderOptions {
  /** Absolute path that the folders are relative to. */
  readonly base: string;
  /** Absolute paths. */
  readonly workspaceFolders: readonly string[];
}

/**
 * The folders in which the names of a document are looked up besides its own. A workspace brings this setting along, and
 * its author must not choose where else on the disk, or on which server, files are looked for: a folder counts only inside
 * the workspace, by its spelling and, as far as it exists, through every link. One that is spelled outside isn't touched.
 *
 * @param folders as set
 * @returns absolute paths, in the same order
 */
export async function assetFoldersIn(
  folders: readonly string[],
  { base, workspaceFolders }: AssetFolderOptions,
): Promise<readonly string[]> {
  const written = folders
    .filter((folder) => !folder.includes('\0'))
    .map((folder) => resolve(base, folder))
    .filter((folder) => isBelow(workspaceFolders, folder));
  if (written.length === 0) {
    return written;
  }
  const realFolders = await Promise.all(workspaceFolders.map((folder) => realpath(folder).catch(() => folder)));
  const areInside = await Promise.all(written.map(async (folder) => isBelow(realFolders, await realPathOf(folder))));
  return written.filter((_folder, index) => areInside[index]);
}

function isBelow(workspaceFolders: readonly string[], folder: string): boolean {
  return workspaceFolders.some((each) => each === folder || isWrittenInside(each, folder));
}
