import type { MediaKind } from '../../asset/asset.ts';
import { kindOfExtension } from '../../asset/mediaTypes.ts';
import { withoutAnnotation } from '../paths/comfyAnnotation.ts';
import { referenceState } from './referenceState.ts';

const lastExtension = /\.([a-z0-9]{2,5})$/i;
/** Control characters, and what no system takes in a name or only a search pattern contains. */
const neverInPaths = /[\p{Cc}*<>|"]/u;
/** Longest path a document can sensibly name, in UTF-16 units: PATH_MAX of Linux. */
const maxPathLength = 4096;

/** Extension in lower case, without the dot; also of `.webp`, which is all there is of some names in real workflows. */
export function extensionOfName(value: string): string | undefined {
  let name = withoutAnnotation(value).trimEnd();
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name)) {
    name = name.replace(/[?#].*$/s, '');
  }
  return lastExtension.exec(name)?.[1]?.toLowerCase();
}

/** Kind of media a file name's extension announces; understands `name.png [input]` and URLs with a query. */
export function mediaKindOfName(value: string): MediaKind | undefined {
  const extension = value.length > maxPathLength ? undefined : extensionOfName(value);
  return extension === undefined ? undefined : kindOfExtension(extension);
}

/** Whether a string has the form of a path on a disk: no reference, no URL, no prose of several lines, no pattern. */
export function isPathLike(value: string): boolean {
  return (
    value.length <= maxPathLength &&
    value.trim() !== '' &&
    !neverInPaths.test(value) &&
    !/[?&][\w-]+=/.test(value) &&
    referenceState(value).state === 'unknown'
  );
}

/** Whether a string may be the path of a media file on this disk: has a media extension and is no reference, URL or prose. */
export function couldBeMediaPath(value: string): boolean {
  return mediaKindOfName(value) !== undefined && isPathLike(value);
}
