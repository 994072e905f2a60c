import type { UploadRecord } from './record.ts';

/**
 * How much of each part of a record is searched. A Runway reference may be 5,000 characters of which no part says
 * anything to a person; 100,000 of them would make every search read half a gigabyte.
 */
const uriCharacters = 2048;
const referenceCharacters = 256;

/** Longest text a person can search for; more was a slip of the clipboard. */
const textCharacters = 8192;

/** One thing that must occur in a record. */
export interface SearchWord {
  /** As it was typed, and with percent escapes resolved where that makes a difference. In the form of `haystackOf`. */
  readonly needles: readonly string[];
  /** Set when the word is too long to be found in a haystack and can only be a whole reference. */
  readonly wholeReference: string | undefined;
}

/**
 * Everything of a record that text search looks at, in lower case and composed Unicode (macOS hands out decomposed names).
 * URIs are shown to people decoded, so `My%20Pictures` is found as `my pictures`.
 */
export function haystackOf(record: UploadRecord): string {
  const path = decoded(record.fileUri).slice(0, uriCharacters);
  const parts = [path];
  if (!path.endsWith(`/${record.fileName}`)) {
    parts.unshift(record.fileName.slice(0, uriCharacters));
  }
  for (const { value } of [record.reference, ...record.alternatives]) {
    parts.push(value.slice(0, referenceCharacters));
  }
  return comparable(parts.join('\n'));
}

/** The words of a search text; all of them must occur, in any order. */
export function searchWords(text: string): readonly SearchWord[] {
  const words = new Set(
    text
      .slice(0, textCharacters)
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
  // The longest word is the rarest: looked for first, it spares looking for the others.
  return [...words]
    .sort((one, other) => other.length - one.length)
    .map((word) => ({
      needles: [...new Set([comparable(word), comparable(decoded(word))])],
      wholeReference: word.length > referenceCharacters ? word : undefined,
    }));
}

/** The meaning of a search in plain code; the database's search gives the same. */
export function matchesWords(record: UploadRecord, words: readonly SearchWord[]): boolean {
  const haystack = haystackOf(record);
  return words.every(
    ({ needles, wholeReference }) =>
      needles.some((needle) => haystack.includes(needle)) ||
      [record.reference, ...record.alternatives].some(({ value }) => value === wholeReference),
  );
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function decoded(text: string): string {
  if (!text.includes('%')) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
