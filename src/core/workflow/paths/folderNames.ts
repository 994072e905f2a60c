import { readdir, stat } from 'node:fs/promises';

/** How long a folder must have been left alone for its names to be kept: some file systems count in two seconds. */
const restMs = 3_000;
/** Folders whose names are kept; those asked for longest ago go first. */
const maxFolders = 64;

interface Names {
  readonly mtimeMs: number;
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlyMap<string, string>;
}

const kept = new Map<string, Names>();

/**
 * The name a folder has for `name`, in whatever case. Reads a folder only where something was added to it or removed from
 * it since the last time: the lightbulb asks at every move of the cursor, about folders of thousands of pictures.
 * @returns `undefined` where there is none, or no folder
 */
export async function nameInAnyCase(folder: string, name: string): Promise<string | undefined> {
  const names = await namesIn(folder);
  return names?.exact.has(name) ? name : names?.folded.get(fold(name));
}

async function namesIn(folder: string): Promise<Names | undefined> {
  const mtimeMs = await stat(folder).then(
    (found) => found.mtimeMs,
    () => undefined,
  );
  const known = kept.get(folder);
  kept.delete(folder);
  if (mtimeMs === undefined) {
    return undefined;
  }
  const names = known?.mtimeMs === mtimeMs ? known : await read(folder, mtimeMs);
  if (names && Date.now() - mtimeMs > restMs) {
    kept.set(folder, names);
    const [oldest] = kept.keys();
    if (kept.size > maxFolders && oldest !== undefined) {
      kept.delete(oldest);
    }
  }
  return names;
}

async function read(folder: string, mtimeMs: number): Promise<Names | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  // Reversed, so that of several names that differ in case only the first one is found.
  return (
    names && { mtimeMs, exact: new Set(names), folded: new Map(names.reverse().map((name) => [fold(name), name])) }
  );
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
