/** A part of a text, in UTF-16 units. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

const carriageReturn = 13;
const space = 32;
const tab = 9;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const byteOrderMark = 0xfeff;

/**
 * Whether a text is JSON Lines, an object or list on each line, judged by its first lines: up to here all of them begin with
 * a bracket, and one that ends with a bracket is followed by one that begins with another. Neither JSON nor JSON with
 * comments can contain that, so no such document is ever taken for JSON Lines; and one line that is being typed doesn't hide
 * what the others are. A single line is the same document either way.
 *
 * The text decides rather than the name of its file, so that a value's path means the same to everybody who reads the text.
 */
export function isJsonLines(text: string): boolean {
  let followsValue = false;
  for (const { start, end } of linesOf(text)) {
    const [first, last] = endsOf(text, start, end);
    if (first === undefined) {
      continue;
    }
    // Indented lines belong to a document that is written over several lines.
    const unit = text.charCodeAt(first);
    if (first !== start || (unit !== openBrace && unit !== openBracket)) {
      return false;
    }
    if (followsValue) {
      return true;
    }
    const lastUnit = text.charCodeAt(last);
    followsValue = lastUnit === closeBrace || lastUnit === closeBracket;
  }
  return false;
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
