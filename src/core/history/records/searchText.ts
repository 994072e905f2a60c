import type { UploadRecord } from './record.ts';

/**
 * How much of each part of a record is searched. A Runway reference may be 5,000 characters long, none of which means
 * anything to a person; 100,000 of them would make every search read half a gigabyte.
 */
const maxUriLength = 2048;
const maxReferenceLength = 256;

/** Longest text a person can search for; more was pasted by mistake. */
const maxTextLength = 8192;
/** A word longer than this occurs in no haystack: its parts are shorter, even if lower case makes them longer. */
const maxNeedleLength = 4096;

/** One thing that must occur in a record. */
export interface SearchWord {
  /** As it was typed, and with percent escapes resolved where that makes a difference. In the form of `haystackOf`. */
  readonly needles: readonly string[];
  /** Set when the word is too long to be found in a haystack and can only be a whole reference. */
  readonly wholeReference: string | undefined;
}

/**
 * Everything of a record that text search looks at, in lower case and composed Unicode (macOS uses decomposed names). URIs
 * are shown to people decoded, so `My%20Pictures` is found as `my pictures`. A part that another one contains is left out:
 * searching takes as long as reading all haystacks does.
 */
export function haystackOf(record: UploadRecord): string {
  const parts = [
    decoded(record.fileUri).slice(0, maxUriLength),
    record.fileName.slice(0, maxUriLength),
    ...[record.reference, ...record.alternatives].map(({ value }) => value.slice(0, maxReferenceLength)),
  ];
  const isContained = (part: string, index: number): boolean =>
    parts.some((other, at) => at !== index && other.includes(part) && (other !== part || at < index));
  return comparable(parts.filter((part, index) => !isContained(part, index)).join('\n'));
}

/** The words of a search text; all of them must occur, in any order. */
export function searchWords(text: string): readonly SearchWord[] {
  const words = new Set(
    text
      .slice(0, maxTextLength)
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
  // The longest word is the rarest: where it doesn't occur, the others need not be looked for.
  return [...words]
    .sort((one, other) => other.length - one.length)
    .map((word) => ({
      needles: [...new Set([comparable(word), comparable(decoded(word))])].filter(
        ({ length }) => length <= maxNeedleLength,
      ),
      wholeReference: word.length > maxReferenceLength ? word : undefined,
    }));
}

/** What a search means, in plain code; the database's search finds the same. */
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
