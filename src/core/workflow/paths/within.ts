import type { PlatformPath } from 'node:path';

/** A folder that is open in the window. */
export interface WorkspaceFolder {
  /** As text, the way VS Code writes it. */
  readonly uri: string;
  /** Absolute path on this machine; `undefined` for a folder of a virtual file system. */
  readonly path: string | undefined;
}

/** Not `..foo`, an ordinary name. */
const hidden = /^\.[^.]/;

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
