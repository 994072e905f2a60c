import type { PlatformPath } from 'node:path';
import { isWithin, isWrittenWithin } from '../../workflow/paths/within.ts';
import type { Place } from './decide.ts';

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

/** File systems that ignore case, or how accents are composed, give back another spelling of the same path. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
