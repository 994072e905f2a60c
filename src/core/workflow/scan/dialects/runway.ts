import type { MediaKind } from '../../../asset/asset.ts';
import type { Candidate } from '../candidate.ts';
import { type Container, propertyOf } from '../container.ts';
import { readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';
import { type Dialect, forEachPausing, oncePerList } from './dialect.ts';
import { kindOfField } from './fieldNames.ts';
import { fittingReferences } from './fittingReferences.ts';
import { runwayModelNames, runwayOnlyNames, runwayUriHolders } from './propertyNames.ts';

/**
 * Properties of Runway's request bodies that hold media when they hold a string (docs.dev.runwayml.com/api).
 * `audio` may also be a boolean: whether to make sound.
 */
const mediaProperties: ReadonlySet<string> = new Set(
  'promptImage promptVideo videoUri imageUri audioUri uri audio referenceImage referenceAudios'.split(' '),
);

/**
 * Bodies of requests to Runway. They have no mark of their own, so they are known by their properties: one that no other
 * API has, or a common one together with a `model`.
 */
export const runway: Dialect = {
  id: 'runway',
  preferredProvider: 'runway',

  mediaInputs(outline: Outline, found: Candidate[]) {
    const placeOf = oncePerList(mediaPlace);
    return forEachPausing(outline.candidates, (candidate) => {
      const place = placeOf(candidate);
      if (place !== undefined) {
        const { kind = place.kind, stateInField: state } = readMediaValue(candidate.value);
        found.push(candidate.become({ state, kind, fits: fittingReferences('runway') }));
      }
    });
  },
};

/** @returns `undefined` where no medium belongs */
function mediaPlace({ container, key }: Candidate): { readonly kind: MediaKind | undefined } | undefined {
  const property = propertyOf(container, key);
  return property !== undefined && mediaProperties.has(property)
    ? { kind: kindOfField(container?.type) ?? kindOfField(property) ?? kindOfField(holderOf(container)) }
    : undefined;
}

/** Whether a string shows that its document is a request to Runway. */
export function isOfRunway(candidate: Candidate): boolean {
  const property = propertyOf(candidate.container, candidate.key);
  if (property === undefined) {
    return false;
  }
  const holder = holderOf(candidate.container);
  if (runwayOnlyNames.includes(property)) {
    return true;
  }
  if (runwayModelNames.includes(property)) {
    return hasModel(candidate.container);
  }
  if (property === 'uri') {
    return (
      isInside(candidate.container, 'nodeOutputs') || (runwayUriHolders.test(holder ?? '') && !isForeign(candidate))
    );
  }
  return property === 'audio' && candidate.container?.type === 'audio' && (holder === 'from' || holder === 'speech');
}

/** A `uri` under a name that other APIs use, too (`references`, `media`), counts only together with a `model`. */
function isForeign(candidate: Candidate): boolean {
  const holder = holderOf(candidate.container) ?? '';
  return /^(?:references?|media|character)$/.test(holder) && !hasModel(candidate.container);
}

/** Name of the property that holds an object, directly or in a list. */
function holderOf(container: Container | undefined): string | undefined {
  return container === undefined ? undefined : propertyOf(container.parent, container.key);
}

function hasModel(container: Container | undefined): boolean {
  for (let each = container; each !== undefined; each = each.parent) {
    if (each.facts?.model !== undefined) {
      return true;
    }
  }
  return false;
}

function isInside(container: Container | undefined, name: string): boolean {
  for (let each = container; each !== undefined; each = each.parent) {
    if (each.key === name) {
      return true;
    }
  }
  return false;
}
