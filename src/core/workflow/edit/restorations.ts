import type { JsonPath } from '../mediaInput.ts';
import { Originals } from './originals.ts';
import { isRemembered } from './rememberedValue.ts';
import type { ReplacedValue, Restoration } from './textEdit.ts';
import { valueOfToken } from './writtenToken.ts';

/** Earlier values kept for one place: a person may undo one renewal, or a few. */
const maxPerPlace = 4;

/**
 * Adds what a swap replaced to what is remembered of a document, newest first. If a reference replaced a path and another
 * reference replaced the first one, both go back to the path.
 */
export function addOriginals(known: readonly Restoration[], added: readonly Restoration[]): Restoration[] {
  const originals = new Originals(known);
  return merge(
    known,
    added.map((each) => traceBack(each, originals) ?? each),
  );
}

/**
 * The same after references were renewed. They replaced references, which nobody wants back, so only places whose path
 * is known are kept.
 */
export function carryOriginals(known: readonly Restoration[], renewed: readonly Restoration[]): Restoration[] {
  const originals = new Originals(known);
  return merge(
    known,
    renewed.flatMap((each) => traceBack(each, originals) ?? []),
  );
}

/** Reads what was remembered back from a file: invalid entries are left out. */
export function readOriginals(value: unknown): Restoration[] {
  return Array.isArray(value) ? value.flatMap((entry) => readRestoration(entry) ?? []) : [];
}

function merge(known: readonly Restoration[], added: readonly Restoration[]): Restoration[] {
  const places = new Map<string, Restoration[]>();
  for (const each of [...added, ...known]) {
    const key = keyOf(each.path);
    const place = places.get(key) ?? [];
    places.set(key, place);
    if (place.length < maxPerPlace && !place.some((other) => other.currentValue === each.currentValue)) {
      place.push(each);
    }
  }
  return [...places.values()].flat();
}

/** The replacement as if it had been made on the original; `undefined` if what it replaced hadn't replaced anything itself. */
function traceBack(added: Restoration, originals: Originals): Restoration | undefined {
  const value = valueOfToken(added.originalToken);
  const earlier = value === undefined ? undefined : originals.at(added.path, value);
  return (
    earlier && {
      ...added,
      originalToken: earlier.originalToken,
      linked: added.linked.map((each) => ({
        ...each,
        originalToken: originOf(each, earlier.linked)?.originalToken ?? each.originalToken,
      })),
    }
  );
}

function originOf(replaced: ReplacedValue, known: readonly ReplacedValue[]): ReplacedValue | undefined {
  const value = valueOfToken(replaced.originalToken);
  const key = keyOf(replaced.path);
  return value === undefined
    ? undefined
    : known.find((each) => keyOf(each.path) === key && isRemembered(value, each.currentValue));
}

function keyOf(path: JsonPath): string {
  return JSON.stringify(path);
}

function readRestoration(value: unknown): Restoration | undefined {
  const main = readReplaced(value);
  if (main === undefined) {
    return undefined;
  }
  const { linked } = value as { readonly linked?: unknown };
  return { ...main, linked: Array.isArray(linked) ? linked.flatMap((each) => readReplaced(each) ?? []) : [] };
}

function readReplaced(value: unknown): ReplacedValue | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { path, currentValue, originalToken } = value as Partial<Record<keyof ReplacedValue, unknown>>;
  // Anything else would break the document it is put into.
  return Array.isArray(path) &&
    path.every((key) => typeof key === 'string' || typeof key === 'number') &&
    typeof currentValue === 'string' &&
    typeof originalToken === 'string' &&
    valueOfToken(originalToken) !== undefined
    ? { path, currentValue, originalToken }
    : undefined;
}
