import { createScanner, type JSONScanner } from 'jsonc-parser';

/** What the walker tells about a document. A container is whatever `enter` returned for it. */
export interface JsonHandler<Container> {
  /** An object or list begins. `key` is where it stands in `parent`; 0 for the root, whose parent is `undefined`. */
  enter(parent: Container | undefined, key: string | number, isList: boolean): Container;
  /** It ended, or the text did. */
  leave?(container: Container): void;
  /** A value that is no string and no container. */
  scalar?(container: Container | undefined, key: string | number): void;
  /** A complete string value; `length` includes both quotes. `container` is `undefined` for a document that is one string. */
  string(container: Container | undefined, key: string | number, value: string, offset: number, length: number): void;
}

// The numbers of jsonc-parser's SyntaxKind: a `const enum`, which cannot be imported where types are merely stripped.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const comma = 5;
const colon = 6;
const stringLiteral = 10;
/** Comments, line breaks and blanks are the numbers from the one to the other. */
const firstTrivia = 12;
const lastTrivia = 15;
const unknownToken = 16;
const endOfFile = 17;

const expectKey = 0;
const expectColon = 1;
const expectValue = 2;
const expectComma = 3;

/**
 * Walks JSON token by token with a stack of its own. jsonc-parser's `visit` recurses, so that a hostile file of a few
 * thousand brackets ends in a RangeError, and it cannot pause, so that a large file freezes every extension in the host.
 *
 * Comments, a byte order mark, trailing commas and broken text are taken as they come: what stands before an error is
 * reported as if the rest were fine. The same text always gives the same paths, which is what finding a value again needs.
 */
export class JsonWalker<Container> {
  readonly #scanner: JSONScanner;
  readonly #handler: JsonHandler<Container>;
  readonly #containers: Container[] = [];
  readonly #lists: boolean[] = [];
  /** Property name or index each open container is at. */
  readonly #keys: (string | number)[] = [];
  #container: Container | undefined;
  #key: string | number = 0;
  #inList = false;
  #state = expectValue;
  #stopped = false;

  constructor(text: string, handler: JsonHandler<Container>) {
    // Blanks are left out here: the scanner's own way to do so costs a call more for every token.
    this.#scanner = createScanner(text, false);
    this.#handler = handler;
  }

  /** Ends the walk after the token at hand. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Goes on until a token reaches beyond `offset` or the text ends.
   * @returns whether there is more to walk.
   */
  walkTo(offset: number): boolean {
    const scanner = this.#scanner;
    while (!this.#stopped && scanner.getPosition() < offset) {
      const token = scanner.scan() as number;
      if (token < firstTrivia || token > lastTrivia) {
        const isRead = this.#take(token);
        // Behind the root value there is nothing: what stands there has no path of its own, so that it could not be found again.
        if (!isRead || (this.#container === undefined && this.#state === expectComma)) {
          this.#end();
        }
      }
    }
    return !this.#stopped;
  }

  #end(): void {
    this.#stopped = true;
    while (this.#containers.length > 0) {
      this.#leave();
    }
  }

  #take(token: number): boolean {
    switch (token) {
      case stringLiteral:
        this.#takeString();
        return true;
      case comma:
        if (this.#inList) {
          this.#key = (this.#key as number) + 1;
          this.#state = expectValue;
        } else {
          this.#state = expectKey;
        }
        return true;
      case colon:
        if (this.#state === expectColon) {
          this.#state = expectValue;
        }
        return true;
      case openBrace:
        this.#enter(false);
        return true;
      case openBracket:
        this.#enter(true);
        return true;
      case closeBrace:
        this.#close(false);
        return true;
      case closeBracket:
        this.#close(true);
        return true;
      case endOfFile:
        return false;
      case unknownToken:
        return true;
      default:
        this.#supplyComma();
        if (this.#state === expectValue) {
          this.#handler.scalar?.(this.#container, this.#key);
          this.#state = expectComma;
        }
        return true;
    }
  }

  /** In a list, a value right after another one means that the comma between them is not typed yet. */
  #supplyComma(): void {
    if (this.#inList && this.#state === expectComma) {
      this.#key = (this.#key as number) + 1;
      this.#state = expectValue;
    }
  }

  #takeString(): void {
    const scanner = this.#scanner;
    this.#supplyComma();
    if (this.#state === expectValue) {
      // A string with an error in it (unfinished, `"C:\pics"`) is being typed: it has no value yet that one could replace.
      if (scanner.getTokenError() === 0) {
        this.#handler.string(
          this.#container,
          this.#key,
          scanner.getTokenValue(),
          scanner.getTokenOffset(),
          scanner.getTokenLength(),
        );
      }
      this.#state = expectComma;
    } else if (!this.#inList && this.#container !== undefined) {
      // Also where a comma or a colon is missing: in an object, a string where no value belongs starts the next property.
      this.#key = scanner.getTokenValue();
      this.#state = expectColon;
    }
  }

  #enter(isList: boolean): void {
    this.#supplyComma();
    const container = this.#handler.enter(this.#container, this.#key, isList);
    this.#containers.push(container);
    this.#lists.push(isList);
    this.#keys.push(this.#key);
    this.#container = container;
    this.#inList = isList;
    this.#key = 0;
    this.#state = isList ? expectValue : expectKey;
  }

  #close(isList: boolean): void {
    const depth = this.#lists.length;
    if (depth === 0) {
      return;
    }
    if (this.#inList !== isList) {
      // `[1, 2}`: the list was left open while typing. Without a fitting parent the bracket is a stray one.
      if (depth < 2 || this.#lists[depth - 2] !== isList) {
        return;
      }
      this.#leave();
    }
    this.#leave();
    this.#state = expectComma;
  }

  #leave(): void {
    const container = this.#containers.pop();
    const key = this.#keys.pop();
    this.#lists.pop();
    if (container !== undefined) {
      this.#handler.leave?.(container);
    }
    this.#key = key ?? 0;
    this.#container = this.#containers[this.#containers.length - 1];
    this.#inList = this.#lists[this.#lists.length - 1] ?? false;
  }
}
