import type { MediaKind } from '../../../asset/asset.ts';
import type { Candidate, InputTraits } from '../candidate.ts';
import { isInAsset, propertyOf } from '../container.ts';
import { isNoFile, isSentence } from '../fileNames.ts';
import { type MediaValue, readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';
import { type Dialect, forEachPausing, oncePerList, rememberingLast } from './dialect.ts';
import { isOutputField, isProseField, kindOfField } from './fieldNames.ts';
import { fittingReferences, publicUrls } from './fittingReferences.ts';

/**
 * Any other JSON: every string that has a media extension. The caller finds out whether such a file exists, and shows
 * nothing where it doesn't.
 */
export const generic: Dialect = {
  id: 'generic',
  preferredProvider: undefined,

  mediaInputs(outline: Outline, found: Candidate[]) {
    const fieldAt = oncePerList(({ container, key }) => new Field(propertyOf(container, key)));
    const hasAssets = outline.assets.length > 0;
    return forEachPausing(outline.candidates, (candidate) => {
      const value = readMediaValue(candidate.value);
      if (value.isMedia) {
        const field = fieldAt(candidate);
        // The name in the object of an asset is where the file once came from, and nothing reads it.
        const isText = field.isText(candidate.value);
        const isOther = field.isOutput || isText || (hasAssets && isInAsset(candidate.container));
        if (!isOther) {
          found.push(candidate.become(field.traitsOf(value)));
        }
      }
    });
  },
};

/** What the name of a property says about the strings in it. */
class Field {
  readonly isOutput: boolean;
  readonly #isProse: boolean;
  readonly #takesUrl: boolean;
  readonly #kind: MediaKind | undefined;
  /** Found out once for all values of one sort, which can be all of a list. */
  readonly traitsOf = rememberingLast((value: MediaValue): InputTraits => this.#traits(value));

  constructor(name: string | undefined) {
    this.isOutput = isOutputField(name);
    this.#isProse = isProseField(name);
    // `imageUrl`, `videoUrls` … of model APIs, RunningHub's among them, take an address and no file name.
    this.#takesUrl = name !== undefined && /urls?$/i.test(name);
    this.#kind = kindOfField(name);
  }

  /** Whether a value that ends in a file's name is a command, or a sentence where one belongs. */
  isText(value: string): boolean {
    return isNoFile(value) || (this.#isProse && isSentence(value, false));
  }

  #traits({ kind = this.#kind, state }: MediaValue): InputTraits {
    return { state, kind, fits: this.#takesUrl ? publicUrls : fittingReferences('generic', kind) };
  }
}
