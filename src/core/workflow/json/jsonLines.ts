/** A part of a text, in UTF-16 units. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const slash = 47;
const tab = 9;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const byteOrderMark = 0xfeff;

/**
 * UTF-16 units that are read to find out what the first lines are. A longer line is judged by what it begins and ends with:
 * a line of JSON Lines can hold a picture as a data URI, and the question is asked with every edit.
 */
const maxRead = 1024 * 1024;
/** Lines that are looked at, most of them blank; a file can consist of line breaks. */
const maxLines = 10_000;

/**
 * Whether a text is JSON Lines, an object or list on each line, judged by its first lines: a whole value followed by a line
 * that begins with a bracket. Neither JSON nor JSON with comments can contain that, so no such document is ever taken for
 * JSON Lines, nor is a list over several lines that lacks a comma. A line in which a string is being typed doesn't hide what
 * the others are. A single line is the same document either way.
 *
 * The text decides rather than the name of its file, so that a value's path means the same to everybody who reads the text.
 */
export function isJsonLines(text: string): boolean {
  let previous: TextPart | undefined;
  let left = maxRead;
  let line = 0;
  for (const { start, end } of linesOf(text)) {
    if (++line > maxLines) {
      return false;
    }
    const [first, last] = endsOf(text, start, end);
    if (first === undefined) {
      continue;
    }
    // Indented lines belong to a document that is written over several lines.
    const unit = text.charCodeAt(first);
    if (first !== start || (unit !== openBrace && unit !== openBracket)) {
      return false;
    }
    // Read only now: most documents are a single line, of any length, or end the search with their second one.
    if (previous !== undefined) {
      const content = contentOf(text, previous, left);
      if (content !== 'brokenString') {
        return content === 'value';
      }
      left -= previous.end - previous.start;
    }
    previous = { start: first, end: last + 1 };
  }
  return false;
}

/**
 * What a line that begins with a bracket contains: a value as a whole, as far as brackets tell; a string without its end; or
 * the beginning of something that goes on in the next line, which every comment may do.
 */
function contentOf(text: string, { start, end }: TextPart, maxLength: number): 'value' | 'brokenString' | 'beginning' {
  const limit = Math.min(end, start + maxLength);
  let depth = 0;
  for (let index = start; index < limit; index++) {
    switch (text.charCodeAt(index)) {
      case doubleQuote:
        index = endOfString(text, index + 1, limit);
        if (index === end) {
          return 'brokenString';
        }
        break;
      case slash:
        return 'beginning';
      case openBrace:
      case openBracket:
        depth++;
        break;
      case closeBrace:
      case closeBracket:
        depth--;
        break;
    }
  }
  const last = text.charCodeAt(end - 1);
  const isClosed = limit === end ? depth <= 0 : last === closeBrace || last === closeBracket;
  return isClosed ? 'value' : 'beginning';
}

/** Offset of the quote that ends a string; `limit` where there is none before that. */
function endOfString(text: string, start: number, limit: number): number {
  let index = start;
  while (index < limit && text.charCodeAt(index) !== doubleQuote) {
    index += text.charCodeAt(index) === backslash ? 2 : 1;
  }
  return Math.min(index, limit);
}

/** The lines of a text, without their line feeds and the byte order mark; the one behind the last line feed, too. */
export function* linesOf(text: string): Generator<TextPart, void, undefined> {
  let start = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
    yield { start, end };
    start = end + 1;
  }
  yield { start, end: text.length };
}

/** The line that an offset is in. */
export function lineAround(text: string, offset: number): TextPart {
  const lineFeed = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: lineFeed < 0 ? text.length : lineFeed };
}

/** Offsets of the first and the last unit of a line that aren't white space. */
function endsOf(text: string, start: number, end: number): [first: number, last: number] | [undefined, undefined] {
  let first = start;
  while (first < end && isBlank(text.charCodeAt(first))) {
    first++;
  }
  if (first === end) {
    return [undefined, undefined];
  }
  let last = end - 1;
  while (isBlank(text.charCodeAt(last))) {
    last--;
  }
  return [first, last];
}

function isBlank(unit: number): boolean {
  return unit === space || unit === tab || unit === carriageReturn;
}
