/** Receives the parts of a document, in their order. */
export interface JsonReaderHandler {
  /**
   * A property's name or a string value, with its escapes resolved.
   * @param offset of its first quote, in UTF-16 units; the length includes both quotes
   */
  string(value: string, offset: number, length: number): void;
  /**
   * A string that JSON doesn't allow: its line ends in the middle of it, it holds a control character or an unknown
   * escape, or it is longer than `maxPiecedString`.
   * @param text what can be understood of it
   */
  brokenString(text: string): void;
  /**
   * A number, `true`, `false`, `null`, or any other word without quotes.
   * @param first its first UTF-16 unit
   */
  word?(first: number, offset: number): void;
  colon(): void;
  comma(): void;
  /** @param offset of the bracket */
  open(isList: boolean, offset: number): void;
  /** @param end of the bracket */
  close(isList: boolean, end: number): void;
}

export interface JsonReaderOptions {
  /** UTF-16 units of a string that continues in another piece, or holds escapes; longer ones count as broken. */
  readonly maxPiecedString: number;
  /** For readers of large documents, in which every string counts. */
  readonly strings?: StringSource;
  /** Of the first piece in the document, in UTF-16 units; 0 by default. */
  readonly offset?: number;
}

/** Makes strings of parts of a text. */
export interface StringSource {
  /** The name of a property, from `start` to `end` in UTF-16 units. */
  name(text: string, start: number, end: number): string;
  /** Resolves the escapes of a string; returns `undefined` where JSON doesn't know one. @param written between the quotes */
  unescape(written: string): string | undefined;
}

const plainStrings: StringSource = {
  name: (text, start, end) => text.slice(start, end),
  unescape(written) {
    try {
      return JSON.parse(`"${written}"`) as string;
    } catch {
      return undefined;
    }
  },
};

const between = 0;
const inString = 1;
const behindBackslash = 2;
const inWord = 3;
const behindSlash = 4;
const inLineComment = 5;
const inBlockComment = 6;
const behindStar = 7;

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
const byteOrderMark = 0xfeff;

/**
 * Splits JSON, with comments and whatever is broken, into strings, words and punctuation. jsonc-parser's scanner takes a
 * string of a hundred megabytes in one go and needs the whole document; this one can stop anywhere, takes the text in
 * pieces, and looks at each unit of it once.
 */
export class JsonReader {
  readonly #handler: JsonReaderHandler;
  readonly #maxPiecedString: number;
  readonly #strings: StringSource;
  #mode = between;
  #isStopped = false;
  /** The piece being read, and where in it reading goes on. */
  #piece = '';
  #index = 0;
  /** Offset of the piece in the document. */
  #offset = 0;
  /** Of the string being read: its offset in the document, what it begins with in earlier pieces, the rest in this one. */
  #stringOffset = 0;
  #carried = '';
  #stringStart = 0;
  #hasEscapes = false;
  #isBroken = false;

  constructor(handler: JsonReaderHandler, options: JsonReaderOptions) {
    this.#handler = handler;
    this.#maxPiecedString = options.maxPiecedString;
    this.#strings = options.strings ?? plainStrings;
    this.#offset = options.offset ?? 0;
  }

  /** Nothing more is reported. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Begins with the next piece of the document. */
  take(piece: string): void {
    if (this.#mode === inString || this.#mode === behindBackslash) {
      this.#carry();
    }
    this.#offset += this.#piece.length;
    this.#piece = piece;
    this.#index = 0;
    this.#stringStart = 0;
  }

  /**
   * Reads on in the piece, up to `end` or a little further.
   * @returns whether there is more of the piece to read
   */
  readTo(end: number): boolean {
    const limit = Math.min(end, this.#piece.length);
    while (this.#index < limit && !this.#isStopped) {
      if (this.#mode === between) {
        this.#readTokens(limit);
      } else if (this.#mode === inString) {
        this.#readString(limit);
      } else {
        this.#readOther(limit);
      }
    }
    return this.#index < this.#piece.length && !this.#isStopped;
  }

  /** Whole tokens, as long as they are plain: nearly everything in nearly every document. */
  #readTokens(limit: number): void {
    const piece = this.#piece;
    const handler = this.#handler;
    let index = this.#index;
    while (index < limit && !this.#isStopped) {
      const unit = piece.charCodeAt(index++);
      if (unit <= space) {
        continue;
      }
      switch (unit) {
        case doubleQuote: {
          const end = endOfPlainString(piece, index, limit);
          if (piece.charCodeAt(end) !== doubleQuote || end >= limit) {
            this.#beginString(index, end);
            return;
          }
          const isName = piece.charCodeAt(end + 1) === colon;
          const value = isName ? this.#strings.name(piece, index, end) : piece.slice(index, end);
          handler.string(value, this.#offset + index - 1, end - index + 2);
          index = end + 1;
          break;
        }
        case colon:
          handler.colon();
          break;
        case comma:
          handler.comma();
          break;
        case openBrace:
          handler.open(false, this.#offset + index - 1);
          break;
        case openBracket:
          handler.open(true, this.#offset + index - 1);
          break;
        case closeBrace:
          handler.close(false, this.#offset + index);
          break;
        case closeBracket:
          handler.close(true, this.#offset + index);
          break;
        default:
          if (unit !== byteOrderMark) {
            this.#index = index;
            this.#beginOther(unit);
            return;
          }
      }
    }
    this.#index = index;
  }

  #beginString(start: number, plainEnd: number): void {
    this.#mode = inString;
    this.#index = plainEnd;
    this.#stringOffset = this.#offset + start - 1;
    this.#stringStart = start;
    this.#carried = '';
    this.#hasEscapes = false;
    this.#isBroken = false;
  }

  #beginOther(unit: number): void {
    if (unit === slash) {
      this.#mode = behindSlash;
    } else {
      this.#mode = inWord;
      this.#handler.word?.(unit, this.#offset + this.#index - 1);
    }
  }

  #readString(limit: number): void {
    const piece = this.#piece;
    let index = endOfPlainString(piece, this.#index, limit);
    while (index + 1 < limit && piece.charCodeAt(index) === backslash) {
      this.#hasEscapes = true;
      index = endOfPlainString(piece, index + 2, limit);
    }
    if (index >= limit) {
      this.#index = index;
      return;
    }
    const unit = piece.charCodeAt(index);
    this.#index = index + 1;
    if (unit === doubleQuote) {
      this.#endString(index, true);
    } else if (unit === backslash) {
      this.#hasEscapes = true;
      this.#mode = behindBackslash;
    } else if (unit === lineFeed || unit === carriageReturn) {
      // The string is being typed. A string can't contain a line break, so it ends here.
      this.#endString(index, false);
    } else {
      this.#isBroken = true;
    }
  }

  #endString(end: number, isClosed: boolean): void {
    this.#mode = between;
    const rest = this.#piece.slice(this.#stringStart, end);
    const written = this.#carried === '' ? rest : this.#carried + rest;
    const isPieced = this.#hasEscapes || this.#carried !== '';
    const length = this.#offset + this.#index - this.#stringOffset;
    if (isPieced && length > this.#maxPiecedString) {
      this.#handler.brokenString('');
      return;
    }
    const value = this.#hasEscapes ? this.#strings.unescape(written) : written;
    if (value !== undefined && isClosed && !this.#isBroken) {
      this.#handler.string(value, this.#stringOffset, length);
    } else {
      this.#handler.brokenString(value ?? this.#unescapedAsFarAsValid(written));
    }
  }

  /** Unknown escapes are left out, as jsonc-parser does. */
  #unescapedAsFarAsValid(written: string): string {
    return written.replace(/\\(?:u[0-9a-f]{4}|.)/gis, (escaped) => this.#strings.unescape(escaped) ?? '');
  }

  #carry(): void {
    // One unit more than allowed is enough to know that it is too long.
    const room = this.#maxPiecedString + 1 - this.#carried.length;
    if (room > 0) {
      this.#carried += this.#piece.slice(this.#stringStart, this.#stringStart + room);
    }
  }

  #readOther(limit: number): void {
    const piece = this.#piece;
    const unit = piece.charCodeAt(this.#index);
    switch (this.#mode) {
      case behindBackslash:
        this.#mode = inString;
        this.#index++;
        return;
      case inWord:
        this.#index = endOfWord(piece, this.#index, limit);
        this.#mode = this.#index < limit ? between : inWord;
        return;
      case behindSlash:
        this.#mode = unit === slash ? inLineComment : unit === star ? inBlockComment : between;
        this.#index += this.#mode === between ? 0 : 1;
        return;
      case inLineComment:
        this.#index = endOfLine(piece, this.#index, limit);
        this.#mode = this.#index < limit ? between : inLineComment;
        return;
      case inBlockComment:
        this.#mode = unit === star ? behindStar : inBlockComment;
        this.#index++;
        return;
      case behindStar:
        this.#mode = unit === slash ? between : unit === star ? behindStar : inBlockComment;
        this.#index++;
        return;
      default:
    }
  }
}

/** The first unit that ends a string, or that can't be in one unescaped. */
function endOfPlainString(piece: string, start: number, limit: number): number {
  let end = start;
  while (end < limit) {
    const unit = piece.charCodeAt(end);
    if (unit < space || unit === doubleQuote || unit === backslash) {
      break;
    }
    end++;
  }
  return end;
}

function endOfLine(piece: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && piece.charCodeAt(end) !== lineFeed && piece.charCodeAt(end) !== carriageReturn) {
    end++;
  }
  return end;
}

function endOfWord(piece: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && !endsWord(piece.charCodeAt(end))) {
    end++;
  }
  return end;
}

function endsWord(unit: number): boolean {
  switch (unit) {
    case doubleQuote:
    case comma:
    case slash:
    case colon:
    case openBracket:
    case closeBracket:
    case openBrace:
    case closeBrace:
      return true;
    default:
      return unit <= space;
  }
}
