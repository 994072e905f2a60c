import { type Uri, workspace } from 'vscode';
import type { MediaKind } from '../../core/asset/asset.ts';
import { kindOf, mediaGlob, supportedMediaTypes } from '../../core/asset/mediaTypes.ts';

/** How long a listing is used, in milliseconds: a person who types requests completions several times a second. */
const maxAge = 5_000;
/** More than anybody scrolls through. */
const maxFiles = 2_000;
/** In addition to what the person has excluded: other people's packages, and folders that tools keep for themselves. */
const excluded = '**/{node_modules,.*}/**';

interface Listing {
  readonly files: Thenable<readonly Uri[]>;
  readonly madeAt: number;
}

/** Lists the media files of the workspace. */
export class MediaFiles {
  readonly #listings = new Map<MediaKind | 'any', Listing>();

  /** At most 2,000 files of a kind, found by their extensions. */
  list(kind: MediaKind | undefined): Thenable<readonly Uri[]> {
    const key = kind ?? 'any';
    const known = this.#listings.get(key);
    if (known && Date.now() - known.madeAt < maxAge) {
      return known.files;
    }
    const types = supportedMediaTypes.filter((type) => kind === undefined || kindOf(type) === kind);
    // Not cancelled with the keystroke that started it: the next one uses the same result.
    const files = workspace.findFiles(mediaGlob(types), excluded, maxFiles);
    this.#listings.set(key, { files, madeAt: Date.now() });
    files.then(undefined, () => this.#listings.delete(key));
    return files;
  }
}
