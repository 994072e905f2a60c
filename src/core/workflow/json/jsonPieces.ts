/** What is told about a document that is read piece by piece. */
export interface JsonPiecesHandler {
  /** @param isClosed false for a string that its line ends in the middle of: it is being typed */
  string(text: string, isClosed: boolean): void;
  colon(): void;
  comma(): void;
  open(isList: boolean): void;
  close(isList: boolean): void;
}

const between = 0;
const inString = 1;
const behindBackslash = 2;
const behindSlash = 3;
const inLineComment = 4;
const inBlockComment = 5;
const behindStar = 6;

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const star = 42;
const comma = 44;
const slash = 47;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Longer strings are given as empty ones, in UTF-16 units: whoever reads piece by piece doesn't keep megabytes. */
const maxStringLength = 4096;

/**
 * Splits JSON, with comments and whatever is broken, into strings and punctuation. Unlike jsonc-parser's scanner it takes
 * the text in pieces that may end anywhere, and it is small. Each unit of text is looked at once.
 */
export class JsonPieces {
  readonly #handler: JsonPiecesHandler;
  #mode = between;
  /** Of the string being read, as it is written. */
  #written = '';
  #hasEscapes = false;

  constructor(handler: JsonPiecesHandler) {
    this.#handler = handler;
  }

  take(piece: string): void {
    let index = 0;
    while (index < piece.length) {
      index = this.#mode === inString ? this.#takeString(piece, index) : this.#takeOther(piece, index);
    }
  }

  /** @returns where to go on */
  #takeOther(piece: string, index: number): number {
    const unit = piece.charCodeAt(index);
    switch (this.#mode) {
      case between:
        return this.#takeBetween(piece, index);
      case behindBackslash:
        this.#append(piece.slice(index, index + 1));
        this.#mode = inString;
        return index + 1;
      case behindSlash:
        this.#mode = unit === slash ? inLineComment : unit === star ? inBlockComment : between;
        return this.#mode === between ? index : index + 1;
      case inLineComment: {
        const end = endOfLine(piece, index);
        this.#mode = end < piece.length ? between : inLineComment;
        return end;
      }
      case behindStar:
        this.#mode = unit === slash ? between : unit === star ? behindStar : inBlockComment;
        return index + 1;
      default: {
        const end = piece.indexOf('*', index);
        this.#mode = end < 0 ? inBlockComment : behindStar;
        return end < 0 ? piece.length : end + 1;
      }
    }
  }

  #takeBetween(piece: string, start: number): number {
    let index = start;
    let unit = piece.charCodeAt(index);
    while (unit === space || unit === lineFeed || unit === carriageReturn || unit === tab) {
      unit = piece.charCodeAt(++index);
    }
    switch (unit) {
      case doubleQuote:
        this.#mode = inString;
        this.#written = '';
        this.#hasEscapes = false;
        break;
      case colon:
        this.#handler.colon();
        break;
      case comma:
        this.#handler.comma();
        break;
      case openBrace:
      case openBracket:
        this.#handler.open(unit === openBracket);
        break;
      case closeBrace:
      case closeBracket:
        this.#handler.close(unit === closeBracket);
        break;
      case slash:
        this.#mode = behindSlash;
        break;
      default:
    }
    return index + 1;
  }

  #takeString(piece: string, start: number): number {
    let end = start;
    let unit = piece.charCodeAt(end);
    // At the end of the piece the unit is NaN, which is none of these.
    while (unit !== doubleQuote && unit !== backslash && unit !== lineFeed && unit !== carriageReturn) {
      if (++end >= piece.length) {
        break;
      }
      unit = piece.charCodeAt(end);
    }
    this.#append(start === end ? '' : piece.slice(start, end));
    if (end >= piece.length) {
      return end;
    }
    if (unit === backslash) {
      this.#append('\\');
      this.#hasEscapes = true;
      this.#mode = behindBackslash;
      return end + 1;
    }
    this.#mode = between;
    const isTooLong = this.#written.length > maxStringLength;
    const text = isTooLong ? '' : this.#hasEscapes ? unescaped(this.#written) : this.#written;
    this.#handler.string(text, unit === doubleQuote);
    return end + 1;
  }

  #append(written: string): void {
    if (this.#written.length <= maxStringLength) {
      this.#written += written.length > maxStringLength ? written.slice(0, maxStringLength + 1) : written;
    }
  }
}

function endOfLine(piece: string, start: number): number {
  let end = start;
  while (end < piece.length && piece.charCodeAt(end) !== lineFeed && piece.charCodeAt(end) !== carriageReturn) {
    end++;
  }
  return end;
}

/** Escapes that are no valid ones are left out, as jsonc-parser does. */
function unescaped(written: string): string {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written.replace(/\\(?:u[0-9a-f]{4}|.)/gis, (escaped) => {
      try {
        return JSON.parse(`"${escaped}"`) as string;
      } catch {
        return '';
      }
    });
  }
}
