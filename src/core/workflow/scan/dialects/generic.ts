import type { MediaInput } from '../../mediaInput.ts';
import { mediaKindOfName } from '../mediaName.ts';
import { type Candidate, type Outline, propertyOf } from '../outline.ts';
import type { Dialect } from './dialect.ts';
import { fittingReferences, publicUrls } from './fittingReferences.ts';
import {
  inputFromCandidate,
  isMediaAnywhere,
  isOutputField,
  kindOfField,
  stateAnywhere,
} from './inputFromCandidate.ts';

/**
 * Any other JSON: every string that has a media extension. Whether such a file exists is for the caller to find out,
 * and only then is it worth a word to anybody.
 */
export const generic: Dialect = {
  id: 'generic',
  preferredProvider: undefined,

  *mediaInputs(outline: Outline) {
    for (const candidate of outline.candidates) {
      yield isInput(candidate) ? inputFrom(candidate) : undefined;
    }
  },
};

function inputFrom(candidate: Candidate): MediaInput {
  const property = propertyOf(candidate.container, candidate.key);
  const kind = mediaKindOfName(candidate.value) ?? kindOfField(property);
  // `imageUrl`, `videoUrls` … of model APIs, RunningHub's among them, take an address and no file name.
  const takesUrl = property !== undefined && /urls?$/i.test(property);
  const fits = takesUrl ? publicUrls : fittingReferences('generic', kind);
  return inputFromCandidate(candidate, { state: stateAnywhere(candidate.value), kind, fits });
}

function isInput(candidate: Candidate): boolean {
  return isMediaAnywhere(candidate.value) && !isOutputField(propertyOf(candidate.container, candidate.key));
}
