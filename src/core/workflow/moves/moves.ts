import nodePath, { type PlatformPath } from 'node:path';
import { foldName } from '../paths/folderNames.ts';

/** A file or a folder that was renamed or moved. Absolute paths. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Renames that happened together: where each file was before, and where it is now. */
export class Moves {
  readonly #paths: PlatformPath;
  readonly #byOrigin: ReadonlyMap<string, Move>;
  readonly #byTarget: ReadonlyMap<string, Move>;
  readonly #byFoldedOrigin: ReadonlyMap<string, Move>;
  readonly all: readonly Move[];

  constructor(moves: readonly Move[], paths: PlatformPath = nodePath) {
    this.#paths = paths;
    this.all = moves;
    this.#byOrigin = new Map(moves.map((move) => [this.#key(move.from), move]));
    // The first origin counts where a file has had several.
    this.#byTarget = new Map(moves.toReversed().map((move) => [this.#key(move.to), move]));
    this.#byFoldedOrigin = new Map(moves.map((move) => [foldName(move.from), move]));
  }

  /** Where something is now; `undefined` where neither it nor a folder around it was moved. */
  after(path: string): string | undefined {
    const found = this.#nearest(path, (each) => this.#byOrigin.get(this.#key(each)));
    return found && this.#paths.join(found.move.to, found.inside);
  }

  /** The same for a path that may be written in another case than the files have: both places of the file. */
  afterInAnyCase(path: string): Move | undefined {
    const found = this.#nearest(path, (each) => this.#byFoldedOrigin.get(foldName(each)));
    return (
      found && {
        from: this.#paths.join(found.move.from, found.inside),
        to: this.#paths.join(found.move.to, found.inside),
      }
    );
  }

  /** Where something was before; `undefined` where nothing was moved there. */
  before(path: string): string | undefined {
    const found = this.#nearest(path, (each) => this.#byTarget.get(this.#key(each)));
    return found && this.#paths.join(found.move.from, found.inside);
  }

  /**
   * These moves and then others, as if all had happened at once; what is back in its place isn't among them. Places in
   * between are origins too: a document may have been changed to name one of them.
   */
  andThen(later: Moves): Moves {
    const byOrigin = new Map<string, Move>();
    for (const { from, to } of this.all) {
      byOrigin.set(from, { from, to: later.after(to) ?? to });
    }
    for (const { from, to } of later.all) {
      for (const origin of [this.before(from) ?? from, from]) {
        if (!byOrigin.has(origin)) {
          byOrigin.set(origin, { from: origin, to });
        }
      }
    }
    const moves = [...byOrigin.values()].filter(({ from, to }) => from !== to);
    return new Moves(moves, this.#paths);
  }

  /** The move of a path, or of the nearest folder around it. */
  #nearest(
    path: string,
    moveOf: (path: string) => Move | undefined,
  ): { readonly move: Move; readonly inside: string } | undefined {
    for (let each = path; ; each = this.#paths.dirname(each)) {
      const move = moveOf(each);
      if (move !== undefined) {
        return { move, inside: this.#paths.relative(each, path) };
      }
      if (this.#paths.dirname(each) === each) {
        return undefined;
      }
    }
  }

  /** Windows ignores case. */
  #key(path: string): string {
    return this.#paths.sep === '\\' ? foldName(path) : path;
  }
}
