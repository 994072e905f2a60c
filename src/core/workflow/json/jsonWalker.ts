import { stepsAtOnce } from '../../timeSlice.ts';
import type { AssetToken, StringToken } from '../mediaInput.ts';
import { AssetObjects } from './assetObjects.ts';
import { isJsonLines, linesOf, type TextPart } from './jsonLines.ts';
import { JsonReader, type JsonReaderHandler } from './jsonReader.ts';
import { RepeatedStrings } from './repeatedStrings.ts';

/** A number, `true`, `false`, `null`, or any other word without quotes. */
export interface JsonWord {
  readonly isNull: boolean;
  readonly offset: number;
}

/** What the walker reports about a document. A container is whatever `enter` returned for it. */
export interface JsonHandler<Container> {
  /** An object or list begins. `key` is where it stands in `parent`; 0 for the root, whose parent is `undefined`. */
  enter(parent: Container | undefined, key: string | number, isList: boolean): Container;
  /** A value that is neither a string nor a container. The word is another one after the call. */
  scalar?(container: Container | undefined, key: string | number, word: JsonWord): void;
  string(container: Container | undefined, key: string | number, token: StringToken): void;
  /**
   * An object has ended that stands for an asset of Comfy API v2; what is in it has been reported before.
   * @param object what `enter` returned for it
   */
  asset?(object: Container, token: AssetToken): void;
  /** A container has ended. Not reported for what was left open, nor for an object where a property would begin instead. */
  leave?(container: Container, offset: number, end: number): void;
}

const expectKey = 0;
const expectColon = 1;
const expectValue = 2;
const expectComma = 3;

const notAValue = -1;
/** The first letter of `null`; no other value of JSON begins with it. */
const firstOfNull = 0x6e;

/** UTF-16 units. Longer strings with escapes aren't reported: resolving their escapes would block the thread. */
const maxEscapedString = 2_000_000;

export interface JsonWalkerOptions {
  /**
   * Whether each line is a document of its own. They are reported as items of one list, whose indices are the numbers of the
   * lines, counted from 0; whatever is broken in one of them doesn't affect the next one.
   */
  readonly isLines?: boolean;
}

/** UTF-16 units read in one step; some 0.1 ms of work. */
const stepLength = 8 * 1024;

/**
 * Walks JSON with a stack of its own. jsonc-parser's `visit` recurses, so that a hostile file of a few thousand brackets
 * ends in a RangeError, and it cannot pause, so that a large file freezes every extension in the host.
 *
 * Comments, a byte order mark, trailing commas and broken text are tolerated: what comes before an error is reported as
 * if the rest were fine. The same text always gives the same paths, which is what finding a value again needs.
 */
export class JsonWalker<Container> implements JsonReaderHandler {
  readonly #text: string;
  /** Number of containers around the outermost value: each line is in a list of lines. */
  readonly #rootDepth: 0 | 1;
  /** Of the line being read, or of the whole text. */
  #reader: JsonReader | undefined;
  #isStopped = false;
  readonly #handler: JsonHandler<Container>;
  readonly #strings = new RepeatedStrings();
  /** The word being reported; a document has a million, and no handler keeps one. */
  readonly #word: { isNull: boolean; offset: number } = { isNull: false, offset: 0 };
  readonly #containers: Container[] = [];
  /** Of their brackets; `notAValue` for an object where a string would begin a property instead. */
  readonly #offsets: number[] = [];
  readonly #assets = new AssetObjects();
  readonly #lists: boolean[] = [];
  /** Property name or index each open container is at. */
  readonly #keys: (string | number)[] = [];
  #container: Container | undefined;
  #key: string | number = 0;
  #inList = false;
  #state = expectValue;

  constructor(text: string, handler: JsonHandler<Container>, { isLines = false }: JsonWalkerOptions = {}) {
    this.#text = text;
    this.#handler = handler;
    this.#rootDepth = isLines ? 1 : 0;
  }

  /** Ends the walk after the current token. */
  stop(): void {
    this.#isStopped = true;
    this.#reader?.stop();
  }

  walk(): void {
    stepsAtOnce(this.steps());
  }

  /** The same in small steps. */
  *steps(): Generator<undefined, void, undefined> {
    if (this.#rootDepth === 0) {
      yield* this.#read({ start: 0, end: this.#text.length });
      return;
    }
    this.open(true, 0);
    let line = 0;
    let unread = stepLength;
    for (const part of linesOf(this.#text)) {
      if (this.#isStopped) {
        return;
      }
      this.#key = line;
      this.#state = expectValue;
      yield* this.#read(part);
      while (this.#lists.length > 1) {
        this.#leave(undefined);
      }
      line++;
      unread -= part.end - part.start + 1;
      if (unread <= 0) {
        unread = stepLength;
        yield;
      }
    }
  }

  *#read({ start, end: partEnd }: TextPart): Generator<undefined, void, undefined> {
    const reader = new JsonReader(this, {
      maxPiecedString: maxEscapedString,
      offset: start,
      strings: this.#strings,
    });
    this.#reader = reader;
    reader.take(this.#text.slice(start, partEnd));
    for (let end = stepLength; reader.readTo(end); end += stepLength) {
      yield;
    }
  }

  comma(): void {
    if (this.#rootDepth > 0 && this.#isBetweenValues()) {
      // It would count as the end of a line.
      this.#reader?.stop();
    } else if (this.#inList) {
      this.#key = (this.#key as number) + 1;
      this.#state = expectValue;
    } else {
      this.#state = expectKey;
    }
  }

  colon(): void {
    if (this.#state === expectColon) {
      this.#state = expectValue;
    }
  }

  word(first: number, offset: number): void {
    this.#supplyComma();
    if (this.#state === expectValue) {
      this.#noteValue(undefined);
      this.#word.isNull = first === firstOfNull;
      this.#word.offset = offset;
      this.#handler.scalar?.(this.#container, this.#key, this.#word);
      this.#endValue();
    }
  }

  string(value: string, offset: number, length: number): void {
    this.#supplyComma();
    if (this.#state === expectValue) {
      this.#noteValue(value);
      this.#handler.string(this.#container, this.#key, { offset, length, value });
      this.#endValue();
    } else {
      this.#beginProperty(value);
    }
  }

  /** Being typed (`"C:\pics"`): there is no value yet that one could replace. */
  brokenString(text: string): void {
    this.#supplyComma();
    if (this.#state === expectValue) {
      this.#noteValue(undefined);
      this.#endValue();
    } else {
      this.#beginProperty(text);
    }
  }

  /** Also where a comma or a colon is missing: in an object, a string where no value belongs starts the next property. */
  #beginProperty(name: string): void {
    if (!this.#inList && this.#container !== undefined) {
      this.#key = name;
      this.#state = expectColon;
    }
  }

  open(isList: boolean, offset: number): void {
    this.#supplyComma();
    const isValue = this.#state === expectValue;
    this.#noteValue(undefined);
    const container = this.#handler.enter(this.#container, this.#key, isList);
    this.#containers.push(container);
    this.#offsets.push(isValue ? offset : notAValue);
    this.#lists.push(isList);
    this.#keys.push(this.#key);
    this.#container = container;
    this.#inList = isList;
    this.#key = 0;
    this.#state = isList ? expectValue : expectKey;
  }

  close(isList: boolean, end: number): void {
    if (this.#isBetweenValues()) {
      return;
    }
    if (this.#inList !== isList) {
      // `[1, 2}`: the list was left open while typing. Without a fitting parent the bracket is a stray one.
      const depth = this.#lists.length;
      if (depth < this.#rootDepth + 2 || this.#lists[depth - 2] !== isList) {
        return;
      }
      this.#leave(undefined);
    }
    this.#leave(end);
    this.#endValue();
  }

  #endValue(): void {
    this.#state = expectComma;
    // What follows the root value has no path of its own, so it couldn't be found again.
    if (this.#isBetweenValues()) {
      this.#reader?.stop();
    }
  }

  /** Outside of the outermost value of the document, or of the line. */
  #isBetweenValues(): boolean {
    return this.#lists.length === this.#rootDepth;
  }

  /** In a list, a value right after another one means that the comma between them isn't typed yet. */
  #supplyComma(): void {
    if (this.#inList && this.#state === expectComma) {
      this.#key = (this.#key as number) + 1;
      this.#state = expectValue;
    }
  }

  /** Called for each value of the document, so it passes on only those that may belong to an asset. */
  #noteValue(text: string | undefined): void {
    const name = this.#key;
    const depth = this.#lists.length;
    if (name === '__type') {
      this.#assets.noteType(depth, text);
    } else if (name === 'info') {
      this.#assets.forgetInfo(depth);
    } else if (name === 'id' && this.#keys[depth - 1] === 'info') {
      this.#assets.noteId(depth - 1, text);
    }
  }

  /** @param end `undefined` for what was left open: nobody knows where it would have ended */
  #leave(end: number | undefined): void {
    const id = this.#assets.end(this.#lists.length);
    const object = this.#containers.pop();
    const offset = this.#offsets.pop() ?? notAValue;
    if (object !== undefined && end !== undefined && offset !== notAValue) {
      if (id !== undefined) {
        this.#handler.asset?.(object, { offset, length: end - offset, value: id, writtenAs: 'assetObject' });
      }
      this.#handler.leave?.(object, offset, end);
    }
    this.#lists.pop();
    this.#key = this.#keys.pop() ?? 0;
    this.#container = this.#containers[this.#containers.length - 1];
    this.#inList = this.#lists[this.#lists.length - 1] ?? false;
  }
}

/**
 * Walks a whole document: JSON, JSON with comments, or JSON Lines. Whatever looks for a value by its path has to walk like
 * this, or the paths in JSON Lines would lead to other values.
 */
export function documentWalker<Container>(text: string, handler: JsonHandler<Container>): JsonWalker<Container> {
  return new JsonWalker(text, handler, { isLines: isJsonLines(text) });
}
