import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { isWrittenInside, realPathOf } from '../paths/containment.ts';
import { foldName } from '../paths/folderNames.ts';
import { type PathContext, type PathPlace, pathPlaces, resolvePath } from '../paths/resolvePath.ts';
import type { Moves } from './moves.ts';

/** What a value of a document led to before files were moved. */
export interface FormerFile {
  /** Where the file was, as the value led there. */
  readonly place: PathPlace;
  /** Where it is now: absolute path. */
  readonly file: string;
}

/**
 * Finds the file that a value led to before files were moved, by the rules of `resolvePath`. Where a file was that is gone
 * from there can only be inferred from where it is now.
 * @param context of the document as it was before
 */
export async function formerFile(value: string, moves: Moves, context: PathContext): Promise<FormerFile | undefined> {
  // Absolute paths are there as they were written: with `..`, and on Windows with either kind of slash.
  const places = pathPlaces(value, context).map((place) => ({ ...place, path: normalize(place.path) }));
  for (const place of places) {
    const file = await nowAt(place.path, moves);
    if (file !== undefined) {
      return { place, file };
    }
  }
  return places[0]?.folder === undefined ? undefined : inAnyCase(value, { places, moves, context });
}

async function nowAt(path: string, moves: Moves): Promise<string | undefined> {
  const moved = moves.after(path) ?? (await throughLinks(path, moves));
  if (moved !== undefined) {
    return (await isFile(moved)) ? moved : undefined;
  }
  return moves.before(path) === undefined && (await isFile(path)) ? path : undefined;
}

/** A folder can have several paths, of which the event that reports a rename has only one. */
async function throughLinks(path: string, moves: Moves): Promise<string | undefined> {
  const realFolder = await realPathOf(dirname(path));
  const moved = realFolder === dirname(path) ? undefined : moves.after(join(realFolder, basename(path)));
  if (moved === undefined) {
    return undefined;
  }
  // Named through the link as before, where it is still behind it.
  return isWrittenInside(realFolder, moved) ? join(dirname(path), relative(realFolder, moved)) : moved;
}

interface Lookup {
  readonly places: readonly PathPlace[];
  readonly moves: Moves;
  readonly context: PathContext;
}

/** Relative paths are looked up in any case, see `FolderNames`; a moved file has to be found by its former name. */
async function inAnyCase(value: string, { places, moves, context }: Lookup): Promise<FormerFile | undefined> {
  for (const place of places) {
    const move = moves.afterInAnyCase(place.path);
    if (move !== undefined && (await isFile(move.to))) {
      return { place: { ...place, path: move.from }, file: move.to };
    }
  }
  const found = await resolvePath(value, context);
  if (found === undefined || moves.before(found.file) !== undefined) {
    return undefined;
  }
  const place = places.find(({ path }) => foldName(path) === foldName(found.file));
  return place && { place: { ...place, path: found.file }, file: found.file };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Whether a value leads to a file now. */
export async function leadsTo(value: string, file: string, context: PathContext): Promise<boolean> {
  const found = await resolvePath(value, context);
  return found !== undefined && (found.file === file || found.realPath === (await realpath(file).catch(() => file)));
}
