import { type Uri, workspace } from 'vscode';
import type { MediaKind } from '../../core/asset/asset.ts';
import { kindOf, mediaGlob, supportedMediaTypes } from '../../core/asset/mediaTypes.ts';

/** How long a listing is good for, in milliseconds: a person who types asks several times a second. */
const freshFor = 5_000;
/** More than anybody scrolls through. */
const maxFiles = 2_000;
/** Beside what the person has excluded: packages of other people, and what tools keep for themselves. */
const excluded = '**/{node_modules,.*}/**';

interface Listing {
  readonly files: Thenable<readonly Uri[]>;
  readonly madeAt: number;
}

const listings = new Map<MediaKind | 'any', Listing>();

/** Media files of the workspace, at most 2,000; those of other extensions are not looked at at all. */
export function mediaFiles(kind: MediaKind | undefined): Thenable<readonly Uri[]> {
  const key = kind ?? 'any';
  const known = listings.get(key);
  if (known && Date.now() - known.madeAt < freshFor) {
    return known.files;
  }
  const types = supportedMediaTypes.filter((type) => kind === undefined || kindOf(type) === kind);
  // Not given up with the keystroke that asked first: the next one waits for the same answer.
  const files = workspace.findFiles(mediaGlob(types), excluded, maxFiles);
  listings.set(key, { files, madeAt: Date.now() });
  files.then(undefined, () => listings.delete(key));
  return files;
}
