import type { ProviderId } from '../../../providers/providerId.ts';
import type { DialectId } from '../../mediaInput.ts';
import type { Candidate } from '../candidate.ts';
import type { Container } from '../container.ts';
import type { Outline } from '../outline.ts';

/** A document format: how it is recognised, and where its media inputs are. */
export interface Dialect {
  readonly id: DialectId;
  /** The one provider that reads this format, where there is only one. */
  readonly preferredProvider: ProviderId | undefined;
  /** Adds the media inputs to `found`, nearly in the order of the document. */
  mediaInputs(outline: Outline, found: Candidate[]): Pausing;
}

/** Work that pauses now and then: a large document has a million strings, and other work must go on meanwhile. */
export type Pausing<T = void> = Generator<undefined, T, undefined>;

/** Items per step; about 0.1 ms of work. */
const stringsAtOnce = 64;

/** Visits many items, with pauses. */
export function* forEachPausing<T>(items: readonly T[], visit: (item: T) => void): Pausing {
  for (let start = 0; start < items.length; start += stringsAtOnce) {
    const end = Math.min(start + stringsAtOnce, items.length);
    for (let index = start; index < end; index++) {
      visit(items[index] as T);
    }
    yield;
  }
}

/** The same as `find`, which isn't called again as long as it is asked about the same thing. */
export function rememberingLast<Key, Found>(find: (key: Key) => Found): (key: Key) => Found {
  let lastKey: Key | undefined;
  let lastFound: Found | undefined;
  let isAsked = false;
  return (key) => {
    if (!isAsked || lastKey !== key) {
      isAsked = true;
      lastKey = key;
      lastFound = find(key);
    }
    return lastFound as Found;
  };
}

/**
 * What the place of a string says, found out once for all strings of a list: it is the same for each of them, and a list
 * can be all of a document.
 * @param find must not look at the string itself, nor at its index
 */
export function oncePerList<Found>(find: (candidate: Candidate) => Found): (candidate: Candidate) => Found {
  let lastList: Container | undefined;
  let lastFound: Found | undefined;
  return (candidate) => {
    const { container: list, key } = candidate;
    if (typeof key === 'string' || list === undefined) {
      return find(candidate);
    }
    if (lastList !== list) {
      lastList = list;
      lastFound = find(candidate);
    }
    return lastFound as Found;
  };
}

/** A format that is recognised by the outline alone. */
export interface MarkedDialect extends Dialect {
  /**
   * Depth of the outermost container that only this format has, or `undefined`. A document may hold another one (the
   * request that carries a prompt also carries the graph it was made from): the outer one is what runs.
   */
  depthIn(outline: Outline): number | undefined;
}
