import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { foldName } from './folderNames.ts';
import { parsePathValue } from './pathValue.ts';
import type { ResolvedPath } from './resolvePath.ts';

/** Files that documents may name, and folders of which they may name anything. */
export class WantedPaths {
  /** Absolute, as given and with all links resolved. */
  readonly #paths: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  /** Without their folders. */
  readonly names: readonly string[];

  private constructor(paths: readonly string[]) {
    this.#paths = new Set(paths);
    this.names = [...new Set(paths.map((path) => basename(path)))];
    this.#names = new Set(this.names.map(foldName));
  }

  /**
   * @param paths absolute paths of files or folders; nobody has to ask first whether they may be touched, so they must be
   *   on this machine, or in a folder that is open anyway
   */
  static async of(paths: readonly string[]): Promise<WantedPaths> {
    const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
    return new WantedPaths([...paths, ...real]);
  }

  /** Whether a file is one of these, or in one of these folders. */
  include({ file, realPath }: Pick<ResolvedPath, 'file' | 'realPath'>): boolean {
    return this.includePath(file) || this.includePath(realPath);
  }

  /** The same by spelling alone, for a file or a folder. */
  includePath(path: string): boolean {
    for (let each = path; ; each = dirname(each)) {
      if (this.#paths.has(each)) {
        return true;
      }
      if (dirname(each) === each) {
        return false;
      }
    }
  }

  /** Whether a value of a document contains any of the names, so that it is worth looking up. */
  mayBeNamedBy(value: string): boolean {
    const candidates = parsePathValue(value)?.candidates ?? [];
    return candidates.some((path) => path.split(/[/\\]/).some((segment) => this.#names.has(foldName(segment))));
  }
}
