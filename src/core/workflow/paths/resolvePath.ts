import { stat } from 'node:fs/promises';
import nodePath, { isAbsolute, join } from 'node:path';
import { type Containment, containmentOf, isWrittenInside } from './containment.ts';
import type { FolderNames } from './folderNames.ts';
import { type PathValue, parsePathValue } from './pathValue.ts';
import { judgeSpelling } from './spelling.ts';

/** Where a value from a document may be looked up. All folders are absolute paths; `assetFolders` are in the workspace. */
export interface PathContext {
  /** Folder of the document; `undefined` while it isn't saved. */
  readonly documentFolder: string | undefined;
  readonly assetFolders: readonly string[];
  readonly workspaceFolders: readonly string[];
  readonly homeFolder: string | undefined;
  /** Nothing outside the workspace folders is looked up: whoever asks may not learn what is there. */
  readonly insideOnly?: boolean;
  /** Also finds `Cat.PNG` for `cat.png` on case-sensitive file systems. Lists folders, so it costs more. */
  readonly folderNames?: FolderNames;
}

export interface ResolvedPath extends Containment {
  /** The file as found, e.g. through a symbolic link. */
  readonly file: string;
}

/**
 * First existing file the value can mean: next to the document, in an asset folder, in the folder `input` of a ComfyUI
 * next to the document or at the root of a workspace folder, at that root. A path to another machine is never tried, except
 * in a folder that is open anyway: asking whether `\\server\share\x.png` exists signs in to a server that the author of
 * the document chose.
 *
 * Never throws. What is `outside` needs the person's consent, naming `realPath`, before anything of it is read.
 */
export async function resolvePath(value: string, context: PathContext): Promise<ResolvedPath | undefined> {
  const parsed = parsePathValue(value);
  if (parsed === undefined) {
    return undefined;
  }
  for (const { path } of placesOf(parsed, context)) {
    const found = isOpenTo(path, context) ? await describe(path, context) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  const { folderNames } = context;
  return folderNames && parsed.form === 'relative' ? findInAnyCase(parsed, context, folderNames) : undefined;
}

/** A place that a value may mean. */
export interface PathPlace {
  /** Absolute path. */
  readonly path: string;
  /** The way of reading the value that leads there, see `PathValue.candidates`. */
  readonly candidate: string;
  /** The folder that it is relative to; `undefined` where the value is absolute. */
  readonly folder: string | undefined;
}

/** The places that a value is looked up in, in this order; none on another machine, see `resolvePath`. */
export function pathPlaces(value: string, context: PathContext): readonly PathPlace[] {
  const parsed = parsePathValue(value);
  return parsed === undefined ? [] : placesOf(parsed, context).filter(({ path }) => isOpenTo(path, context));
}

function placesOf({ form, candidates }: PathValue, context: PathContext): readonly PathPlace[] {
  switch (form) {
    case 'relative':
      return lookupFolders(context).flatMap((folder) => candidates.map((each) => placeIn(folder, each)));
    case 'absolute':
      return candidates.filter((path) => isAbsolute(path)).map(absolutePlace);
    case 'home': {
      const { homeFolder } = context;
      return homeFolder === undefined ? [] : candidates.map((each) => placeIn(homeFolder, each));
    }
    case 'network':
      return candidates.map(absolutePlace);
  }
}

function placeIn(folder: string, candidate: string): PathPlace {
  return { path: join(folder, candidate), candidate, folder };
}

function absolutePlace(path: string): PathPlace {
  return { path, candidate: path, folder: undefined };
}

/**
 * Whether a path may be looked up: not on another machine, however that is spelled (`\\\\server\\share`, `/net/server`, or
 * dots that lead there), and no device; unless it is in a folder that is open anyway.
 */
function isOpenTo(path: string, { documentFolder, workspaceFolders, insideOnly }: PathContext): boolean {
  if (insideOnly && !workspaceFolders.some((folder) => isWrittenInside(folder, path))) {
    return false;
  }
  const open = documentFolder === undefined ? workspaceFolders : [documentFolder, ...workspaceFolders];
  const folders = open.map((folder) => ({ uri: 'file:', path: folder }));
  return judgeSpelling({ uri: 'file:', path }, { folders, paths: nodePath }).type === 'local';
}

/**
 * Where a value that leads to no file was looked up, as full paths in the order they were tried, each in its most likely
 * spelling. Empty for a path to another machine, which isn't looked up.
 */
export function lookupPlaces(value: string, context: PathContext): readonly string[] {
  const parsed = parsePathValue(value);
  const [candidate] = parsed?.candidates ?? [];
  return parsed === undefined || candidate === undefined
    ? []
    : [...new Set(placesOf({ ...parsed, candidates: [candidate] }, context).map(({ path }) => path))].filter((path) =>
        isOpenTo(path, context),
      );
}

/** Folders a relative path is tried in, in this order. */
export function lookupFolders(context: PathContext): string[] {
  const { documentFolder, assetFolders, workspaceFolders } = context;
  const document = documentFolder === undefined ? [] : [documentFolder];
  const inputs = [...document, ...workspaceFolders].map((folder) => join(folder, 'input'));
  return [...new Set([...document, ...assetFolders, ...inputs, ...workspaceFolders])];
}

/** Only regular files: reading a pipe or a device that a document names would never end. */
async function describe(file: string, context: PathContext): Promise<ResolvedPath | undefined> {
  try {
    return (await stat(file)).isFile() ? { file, ...(await containmentOf(file, context.workspaceFolders)) } : undefined;
  } catch {
    return undefined;
  }
}

async function findInAnyCase(
  { candidates }: PathValue,
  context: PathContext,
  folderNames: FolderNames,
): Promise<ResolvedPath | undefined> {
  for (const folder of lookupFolders(context)) {
    for (const candidate of candidates) {
      const isOpen = isOpenTo(join(folder, candidate), context);
      const file = isOpen ? await inAnyCase(folder, candidate, folderNames) : undefined;
      const found = file === undefined ? undefined : await describe(file, context);
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

async function inAnyCase(folder: string, candidate: string, folderNames: FolderNames): Promise<string | undefined> {
  let path = folder;
  for (const segment of candidate.split('/').filter((each) => each !== '' && each !== '.')) {
    if (segment === '..') {
      path = join(path, segment);
      continue;
    }
    const name = await folderNames.find(path, segment);
    if (name === undefined) {
      return undefined;
    }
    path = join(path, name);
  }
  return path;
}
