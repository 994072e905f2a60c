import type { PlatformPath } from 'node:path';
import type { Place } from './decide.ts';

/** A folder that is open in the window. */
export interface WorkspaceFolder {
  /** As text, the way VS Code writes it. */
  readonly uri: string;
  /** Absolute path on this machine; `undefined` for a folder of a virtual file system. */
  readonly path: string | undefined;
}

/** A workspace folder and where it really is, with all symbolic links resolved. */
export interface RealFolder {
  readonly path: string;
  readonly realPath: string;
}

/** Where a file was looked for, and where it was found. */
export interface FoundPath {
  readonly path: string;
  readonly realPath: string;
}

/** Not `..foo`, an ordinary name. */
const hidden = /^\.[^.]/;

/**
 * Whether a real path lies in a workspace folder. Both sides are real paths: a cloned repository can contain a link, or
 * a linked folder, that leads to somebody's keys.
 */
export function placeOf({ path, realPath }: FoundPath, folders: readonly RealFolder[], paths: PlatformPath): Place {
  const spelledIn = folders.find((folder) => isWrittenWithin(folder.path, path, paths));
  if (!folders.some((folder) => isWithin(folder.realPath, realPath, paths))) {
    return spelledIn ? 'linkOutside' : 'outside';
  }
  if (spelledIn === undefined) {
    return 'inside';
  }
  // The folder itself may have been opened through a link, which says nothing about the file.
  const unlinked = paths.join(spelledIn.realPath, paths.relative(spelledIn.path, path));
  return folded(unlinked) === folded(realPath) ? 'inside' : 'linkInside';
}

/**
 * Whether an absolute path lies below a folder and nothing on the way is hidden: `.env`, `.git/` and `.ssh/` are no
 * media. Compares segments and not beginnings: `/home/me/art-private` begins with `/home/me/art`, and a folder may be
 * called `..foo`.
 */
export function isWithin(folder: string, file: string, paths: PlatformPath): boolean {
  return (
    isWrittenWithin(folder, file, paths) &&
    !paths
      .relative(folder, file)
      .split(paths.sep)
      .some((segment) => hidden.test(segment))
  );
}

/** Compares spellings only, without touching a disk or a server; hidden files count too. */
export function isWrittenWithin(folder: string, file: string, paths: PlatformPath): boolean {
  const path = paths.relative(folder, file);
  return path !== '' && !paths.isAbsolute(path) && path.split(paths.sep)[0] !== '..';
}

/**
 * Whether a URI of a virtual file system lies below the URI of a workspace folder. Decoded before it is compared: a file
 * system gets the decoded path, in which `%2F..%2F` leads upwards.
 */
export function isUriWithin(folder: string, file: string): boolean {
  const folderParts = splitUri(folder);
  const fileParts = splitUri(file);
  if (folderParts === undefined || fileParts === undefined || folderParts.root !== fileParts.root) {
    return false;
  }
  const { segments } = fileParts;
  const isBelow =
    segments.length > folderParts.segments.length &&
    folderParts.segments.every((segment, index) => segment === segments[index]);
  const below = segments.slice(folderParts.segments.length);
  return isBelow && !below.some((segment) => hidden.test(segment) || segment === '.' || segment === '..');
}

function splitUri(uri: string): { readonly root: string; readonly segments: readonly string[] } | undefined {
  const [, root, encoded] = /^([^:/?#]+:(?:\/\/[^/?#]*)?)([^?#]*)/.exec(uri) ?? [];
  if (root === undefined || encoded === undefined) {
    return undefined;
  }
  try {
    const segments = decodeURIComponent(encoded).split(/[\\/]/);
    return { root, segments: segments.filter((segment) => segment !== '') };
  } catch {
    return undefined;
  }
}

/** File systems that ignore case, or how accents are composed, give back another spelling of the same path. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
