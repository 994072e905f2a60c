import type { MediaKind } from '../../../asset/asset.ts';
import type { InputState } from '../../mediaInput.ts';
import type { Candidate, InputTraits } from '../candidate.ts';
import { isInAsset, propertyOf } from '../container.ts';
import { isNoFile, isSentence } from '../fileNames.ts';
import { readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';
import { type Dialect, forEachPausing, oncePerList } from './dialect.ts';
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
    const fieldAt = oncePerList(({ container, key }) => fieldOf(propertyOf(container, key)));
    const hasAssets = outline.assets.length > 0;
    return forEachPausing(outline.candidates, (candidate) => {
      const { kind, state, isMedia } = readMediaValue(candidate.value);
      if (isMedia) {
        const field = fieldAt(candidate);
        // The name in the object of an asset is where the file once came from, and nothing reads it.
        const isText = field.isProse && isSentence(candidate.value, false);
        if (
          !field.isOutput &&
          !isText &&
          !isNoFile(candidate.value) &&
          !(hasAssets && isInAsset(candidate.container))
        ) {
          found.push(candidate.become(traitsIn(field, kind, state)));
        }
      }
    });
  },
};

/** What the name of a property says about the strings in it. */
interface Field {
  readonly isOutput: boolean;
  readonly isProse: boolean;
  readonly takesUrl: boolean;
  readonly kind: MediaKind | undefined;
}

function fieldOf(name: string | undefined): Field {
  // `imageUrl`, `videoUrls` … of model APIs, RunningHub's among them, take an address and no file name.
  const takesUrl = name !== undefined && /urls?$/i.test(name);
  return { isOutput: isOutputField(name), isProse: isProseField(name), takesUrl, kind: kindOfField(name) };
}

function traitsIn(field: Field, ownKind: MediaKind | undefined, state: InputState): InputTraits {
  const kind = ownKind ?? field.kind;
  return { state, kind, fits: field.takesUrl ? publicUrls : fittingReferences('generic', kind) };
}
