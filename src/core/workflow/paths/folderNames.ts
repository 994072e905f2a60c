import { readdir, stat } from 'node:fs/promises';

/**
 * Milliseconds for which a folder must be unchanged before its names are cached: some file systems have timestamps in steps
 * of two seconds, so a file added right after a reading wouldn't show.
 */
const minRest = 3_000;
/** Folders whose names are cached; the least recently used are dropped first. */
const maxFolders = 64;

interface Names {
  readonly mtimeMs: number;
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlyMap<string, string>;
}

/**
 * Looks up file names case-insensitively on case-sensitive file systems. A folder is read again only after something was
 * added to it or removed from it: the lightbulb asks at every move of the cursor, about folders of thousands of pictures.
 */
export class FolderNames {
  readonly #kept = new Map<string, Names>();

  /**
   * The name a folder has for `name`, in whatever case; the exact one first.
   * @returns `undefined` where there is none, or no such folder
   */
  async find(folder: string, name: string): Promise<string | undefined> {
    const names = await this.#namesIn(folder);
    return names?.exact.has(name) ? name : names?.folded.get(foldName(name));
  }

  async #namesIn(folder: string): Promise<Names | undefined> {
    const mtimeMs = await stat(folder).then(
      (found) => found.mtimeMs,
      () => undefined,
    );
    const known = this.#kept.get(folder);
    this.#kept.delete(folder);
    if (mtimeMs === undefined) {
      return undefined;
    }
    const names = known?.mtimeMs === mtimeMs ? known : await read(folder, mtimeMs);
    if (names && Date.now() - mtimeMs > minRest) {
      this.#kept.set(folder, names);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > maxFolders && oldest !== undefined) {
        this.#kept.delete(oldest);
      }
    }
    return names;
  }
}

async function read(folder: string, mtimeMs: number): Promise<Names | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  // Reversed, so that the first of several names that differ only in case wins.
  return (
    names && { mtimeMs, exact: new Set(names), folded: new Map(names.reverse().map((name) => [foldName(name), name])) }
  );
}

/** The same for names that differ only in case, or in how their accents are composed. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
