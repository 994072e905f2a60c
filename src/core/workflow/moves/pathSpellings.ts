import nodePath, { type PlatformPath } from 'node:path';
import { splitAnnotation } from '../paths/comfyAnnotation.ts';
import { foldName } from '../paths/folderNames.ts';

/** A path of a document, and the file it has to lead to from now on. All absolute paths. */
export interface MovedPath {
  /** As written. */
  readonly value: string;
  /** The reading of it that led to the file, see `PathValue.candidates`. */
  readonly candidate: string;
  /** Where it led. */
  readonly former: string;
  /** Where the file is now. */
  readonly file: string;
  /** The folder that it was relative to, where that is now; `undefined` for an absolute path. */
  readonly folder: string | undefined;
  /** Of the document, where it is now; `undefined` while it isn't saved. */
  readonly documentFolder: string | undefined;
  readonly homeFolder: string | undefined;
}

/** A new value for a moved path. */
export interface PathSpelling {
  readonly value: string;
  /** Whether it names the file as the old value did: relative to the same folder, absolute, as a URL. */
  readonly isSameForm: boolean;
}

/** How a path is written, apart from where it leads. */
interface PathStyle {
  /** `file://` with the host, if there is one. */
  readonly scheme: string;
  /** Between the scheme and the annotation. */
  readonly path: string;
  /** ComfyUI's ` [input]` with the spaces before it. */
  readonly annotation: string;
  readonly separator: '/' | '\\';
  readonly isEncoded: boolean;
}

/**
 * Ways to write the path of a file that has moved, the most faithful first. Which of them leads there has to be looked up:
 * another file of that name may be in the way.
 *
 * 1. With only those segments changed that have other names now.
 * 2. In the same form: relative to the same folder, below the home folder, absolute, as a URL.
 * 3. Relative to the document's folder, then absolute; without the annotation, which named the folder it has left.
 */
export function pathSpellings(moved: MovedPath, paths: PlatformPath = nodePath): readonly PathSpelling[] {
  const style = styleOf(moved);
  const renamed = withNewNames(moved, style, paths);
  const same = sameForm(moved, style, paths);
  const others = otherForms(moved, style, paths);
  const spellings = [
    ...[renamed, same].flatMap((value) => (value === undefined ? [] : [{ value, isSameForm: true }])),
    ...others.map((value) => ({ value, isSameForm: false })),
  ];
  return spellings.filter(({ value }, index) => spellings.findIndex((each) => each.value === value) === index);
}

function styleOf({ value, candidate }: MovedPath): PathStyle {
  const { path: written } = splitAnnotation(value);
  // The annotation may have been part of the name.
  const whole = candidate === value ? value : written;
  const [scheme = ''] = /^file:(?:\/\/[^/\\]*)?/i.exec(whole) ?? [];
  const path = whole.slice(scheme.length);
  const isEncoded =
    /%[0-9a-f]{2}/i.test(path) && (scheme !== '' || foldName(slashed(path.trim())) !== foldName(slashed(candidate)));
  return {
    scheme,
    path,
    annotation: value.slice(whole.length),
    separator: path.includes('\\') && !path.includes('/') ? '\\' : '/',
    isEncoded: isEncoded || (scheme !== '' && !/[^\x21-\x7e]/.test(path)),
  };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** The value with other names in place of those that were changed; `undefined` where more than names has changed. */
function withNewNames({ former, file }: MovedPath, style: PathStyle, paths: PlatformPath): string | undefined {
  const [before, now] = [former, file].map((path) => path.split(paths.sep)) as [string[], string[]];
  // Separators are kept in between.
  const pieces = style.path.split(/([\\/])/);
  for (let end = 1; end <= before.length; end += 1) {
    const [old, fresh] = [before.at(-end), now.at(-end)];
    const isLast = before.slice(0, -end).join('\0') === now.slice(0, -end).join('\0');
    if (old === undefined || fresh === undefined || before.length !== now.length) {
      return undefined;
    }
    const index = pieces.length - 1 - 2 * (end - 1);
    const piece = pieces[index];
    if (piece === undefined || foldName(read(piece, style)) !== foldName(old)) {
      return undefined;
    }
    if (old !== fresh) {
      pieces[index] = written(fresh, style);
    }
    if (isLast) {
      return style.scheme + pieces.join('') + style.annotation;
    }
  }
  return undefined;
}

function sameForm(
  { file, folder, documentFolder, homeFolder }: MovedPath,
  style: PathStyle,
  paths: PlatformPath,
): string | undefined {
  const { scheme, path, annotation } = style;
  const isHome = path.startsWith('~/') || path.startsWith('~\\');
  if (scheme !== '') {
    return `${scheme}${inUrl(file, style, paths)}${annotation}`;
  }
  if (folder === undefined) {
    return inStyle(file, style, paths) + annotation;
  }
  const relative = paths.relative(folder, file);
  const isAbove = relative.split(paths.sep)[0] === '..';
  // A name in an asset folder, or in `input`, can't lead out of it for any other program that reads the document.
  if (paths.isAbsolute(relative) || (isAbove && (isHome || folder !== documentFolder))) {
    return undefined;
  }
  const prefix =
    isHome && folder === homeFolder ? path.slice(0, 2) : /^\.[\\/]/.test(path) && !isAbove ? path.slice(0, 2) : '';
  return prefix + inStyle(relative, style, paths) + annotation;
}

function otherForms(
  { file, folder, documentFolder, homeFolder }: MovedPath,
  style: PathStyle,
  paths: PlatformPath,
): readonly string[] {
  const relative = documentFolder === undefined ? file : paths.relative(documentFolder, file);
  const plain: PathStyle = { ...style, isEncoded: false };
  const forms = folder === homeFolder ? [file] : [relative, file];
  return forms.map((path) => inStyle(path, plain, paths));
}

/** On Linux and macOS a backslash is part of a name. */
function inStyle(path: string, style: PathStyle, paths: PlatformPath): string {
  return path
    .split(paths.sep)
    .map((segment, index) =>
      index === 0 && /^[a-z]:$/i.test(segment) ? drive(segment, style) : written(segment, style),
    )
    .join(style.separator);
}

/** VS Code writes drives in lower case, which nobody else does. */
function drive(name: string, { path }: PathStyle): string {
  const [, asBefore = ''] = /^[\\/]?([a-z]:)/i.exec(path) ?? [];
  return asBefore.toLowerCase() === name.toLowerCase() ? asBefore : name.toUpperCase();
}

/** Path of a URL: `/C:/pics/a%20b.png`. */
function inUrl(file: string, style: PathStyle, paths: PlatformPath): string {
  const path = inStyle(file, style, paths);
  return /^[\\/]/.test(path) ? path : style.separator + path;
}

function written(name: string, { isEncoded }: PathStyle): string {
  return isEncoded ? encodeURI(name).replace(/[?#]/g, encodeURIComponent) : name;
}

function read(segment: string, { isEncoded }: PathStyle): string {
  try {
    return isEncoded ? decodeURIComponent(segment) : segment.trim();
  } catch {
    return segment;
  }
}
