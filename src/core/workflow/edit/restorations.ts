import type { JsonPath, MediaInput } from '../mediaInput.ts';
import { isRemembered } from './rememberedValue.ts';
import type { ReplacedString, Restoration } from './textEdit.ts';

/** Earlier values kept for one place: a person may undo one renewal, or a few. */
const maxPerPlace = 4;

/**
 * Adds what a swap replaced to what is remembered of a document, newest first. If a reference replaced a path and another
 * reference replaced the first one, both go back to the path.
 */
export function addOriginals(known: readonly Restoration[], added: readonly Restoration[]): Restoration[] {
  return merge(
    known,
    added.map((each) => traceBack(each, known) ?? each),
  );
}

/**
 * The same after references were renewed. They replaced references, which nobody wants back, so only places whose path
 * is known are kept.
 */
export function carryOriginals(known: readonly Restoration[], renewed: readonly Restoration[]): Restoration[] {
  return merge(
    known,
    renewed.flatMap((each) => traceBack(each, known) ?? []),
  );
}

/**
 * What stood where this input stands, or in another place where the same reference stood: array elements move, nodes are
 * copied.
 */
export function originalOf(input: MediaInput, known: readonly Restoration[]): Restoration | undefined {
  const same = known.filter((each) => isRemembered(input.value, each.currentValue));
  const here = keyOf(input.path);
  const found = same.find((each) => keyOf(each.path) === here);
  const elsewhere = found ?? same[0];
  if (elsewhere === undefined || found !== undefined) {
    return found;
  }
  const linked = input.linked.flatMap((string) => {
    const match = elsewhere.linked.find(
      (each) => isRemembered(string.value, each.currentValue) && each.path.at(-1) === string.path.at(-1),
    );
    return match ? [{ ...match, path: string.path }] : [];
  });
  return { ...elsewhere, path: input.path, linked };
}

/** Reads what was remembered back from a file: invalid entries are left out. */
export function readOriginals(value: unknown): Restoration[] {
  return Array.isArray(value) ? value.flatMap((entry) => readRestoration(entry) ?? []) : [];
}

/** The decoded value of an original token; `undefined` if it isn't a JSON string. */
function decodedToken(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
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
function traceBack(added: Restoration, known: readonly Restoration[]): Restoration | undefined {
  const earlier = originOf(added, known);
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

function originOf<T extends ReplacedString>(replaced: ReplacedString, known: readonly T[]): T | undefined {
  const value = decodedToken(replaced.originalToken);
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

function readReplaced(value: unknown): ReplacedString | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { path, currentValue, originalToken } = value as Partial<Record<keyof ReplacedString, unknown>>;
  // A token that isn't a string would break the document it is put into.
  return Array.isArray(path) &&
    path.every((key) => typeof key === 'string' || typeof key === 'number') &&
    typeof currentValue === 'string' &&
    typeof originalToken === 'string' &&
    decodedToken(originalToken) !== undefined
    ? { path, currentValue, originalToken }
    : undefined;
}
