import { createScanner } from 'jsonc-parser';
import type { StringToken } from '../mediaInput.ts';

/** A part of a text to read, around the offset that is asked about. */
interface Span {
  readonly text: string;
  readonly start: number;
  readonly offset: number;
  readonly end: number;
}

/** What one way of reading the text around the offset gives. */
interface Reading {
  readonly string: StringToken | undefined;
  /** Tokens that can't follow each other in JSON: a sign that the inside of strings was taken for the outside. */
  readonly faults: number;
  /** The string at the offset begins before the text that was read. */
  readonly isCut: boolean;
}

// jsonc-parser's SyntaxKind is a `const enum`, which can't be imported when types are only stripped.
const closeBrace = 2;
const closeBracket = 4;
const comma = 5;
const colon = 6;
const stringLiteral = 10;
const unknownToken = 16;
const endOfFile = 17;
/** Takes the place of the token before the first one, which is unknown. */
const beginning = -1;

const doubleQuote = 34;
const backslash = 92;
const lineFeed = 10;
const carriageReturn = 13;

/** Most strings are found in the first, smallest window; reading the largest takes a millisecond. */
const windows: readonly number[] = [2 * 1024, 16 * 1024];
/** Tokens read after the offset, to see whether a colon follows and the rest is valid JSON. */
const lookAhead = 16;

/**
 * The string value (never a property name) whose token includes `offset`; the position right after it counts as inside.
 * Reads at most `window` UTF-16 units to either side, so that its cost doesn't grow with the document; longer strings
 * aren't found. A string can't contain a line break, so reading starts at the beginning of the line. In a line longer than
 * the window it starts anywhere, once as if outside a string and once as if inside; the reading that gives valid JSON wins.
 */
export function stringAt(text: string, offset: number, window = 64 * 1024): StringToken | undefined {
  if (offset < 0 || offset > text.length) {
    return undefined;
  }
  const end = Math.min(text.length, offset + window);
  for (const size of [...windows.filter((each) => each < window), window]) {
    const line = startOfLine(text, offset, size);
    if (line !== undefined) {
      return readLine({ text, start: line, offset, end }).string;
    }
    const span = { text, start: startBehindEscape(text, offset - size), offset, end };
    const outside = read(span);
    const inside = readFromInside(span);
    const [better, worse] = inside.faults < outside.faults ? [inside, outside] : [outside, inside];
    const isSettled = better.faults === 0 && worse.faults > 0 && !better.isCut;
    if (isSettled || size === window) {
      return better.string;
    }
  }
  return undefined;
}

/** A line may begin inside a multi-line comment, whose quotes don't delimit strings. */
function readLine(span: Span): Reading {
  const { text, start, offset } = span;
  const reading = read(span);
  const commentEnd = reading.faults === 0 ? -1 : text.slice(start, offset).lastIndexOf('*/');
  const behindComment = commentEnd < 0 ? reading : read({ ...span, start: start + commentEnd + 2 });
  return behindComment.faults < reading.faults ? behindComment : reading;
}

function startOfLine(text: string, offset: number, window: number): number | undefined {
  const lowest = Math.max(0, offset - window);
  for (let index = offset - 1; index >= lowest; index--) {
    const unit = text.charCodeAt(index);
    if (unit === lineFeed || unit === carriageReturn) {
      return index + 1;
    }
  }
  return lowest === 0 ? 0 : undefined;
}

/** Never between a backslash and what it escapes: an escaped quote would look like the end of a string. */
function startBehindEscape(text: string, start: number): number {
  let index = start;
  while (text.charCodeAt(index - 1) === backslash) {
    index++;
  }
  return index;
}

/** Reads as if `start` were inside a string: whatever that string is, it ends at the first quote. */
function readFromInside(span: Span): Reading {
  const { text, start, offset, end } = span;
  let index = start;
  while (index < end && text.charCodeAt(index) !== doubleQuote) {
    index += text.charCodeAt(index) === backslash ? 2 : 1;
  }
  const reading = read({ ...span, start: index + 1 }, stringLiteral);
  return index >= offset ? { ...reading, string: undefined, isCut: true } : reading;
}

function read({ text, start, offset, end }: Span, before = beginning): Reading {
  const scanner = createScanner(text.slice(start, end), true);
  let previous = before;
  let string: StringToken | undefined;
  let faults = 0;
  let behind = 0;
  while (behind < lookAhead) {
    const token = scanner.scan() as number;
    if (token === endOfFile) {
      break;
    }
    const tokenStart = start + scanner.getTokenOffset();
    const length = scanner.getTokenLength();
    faults += canFollow(previous, token) ? 0 : 1;
    if (token === stringLiteral) {
      if (tokenStart <= offset && offset <= tokenStart + length && scanner.getTokenError() === 0) {
        string = { offset: tokenStart, length, value: scanner.getTokenValue() };
      }
    } else if (token === colon && string !== undefined && behind === nameFollowedAt(string, offset)) {
      string = undefined;
    }
    behind += tokenStart + length > offset ? 1 : 0;
    previous = token;
  }
  return { string, faults, isCut: false };
}

/** How many tokens have ended after the offset when the one right after the string is reached. */
function nameFollowedAt(string: StringToken, offset: number): number {
  return string.offset + string.length > offset ? 1 : 0;
}

function canFollow(previous: number, token: number): boolean {
  const isAfterValue =
    previous === closeBrace ||
    previous === closeBracket ||
    (previous >= 7 && previous <= 11) ||
    previous === unknownToken;
  switch (token) {
    case unknownToken:
      return false;
    case colon:
      return previous === stringLiteral || previous === beginning;
    case comma:
      return isAfterValue || previous === beginning;
    case closeBrace:
    case closeBracket:
      return previous !== colon;
    default:
      return !isAfterValue;
  }
}
