import { Position, Range, type Uri } from './vscodeTypes.ts';

/** How often a document was read as a whole, and how many of its lines one by one. */
export interface Reads {
  wholeTexts: number;
  lines: number;
}

/**
 * A text document that costs what one costs in VS Code's extension host, which keeps lines: `lineAt` is cheap, `getText`
 * joins all lines once per version, and the first `offsetAt` of a document adds up the lengths of its lines, the first
 * after an edit those behind it. An edited line is a rope, which the first to look at it pays to make flat.
 */
export class MirrorDocument {
  readonly uri: Uri;
  readonly languageId = 'json';
  readonly eol = 1;
  readonly isUntitled = false;
  readonly isClosed = false;
  readonly isDirty = false;
  readonly reads: Reads = { wholeTexts: 0, lines: 0 };
  version = 1;
  #lines: readonly string[];
  #isCopied = false;
  #text: string | undefined;
  #lengths: Uint32Array | undefined;
  #sums = new Uint32Array(0);
  /** Sums up to here, exclusively, are right. */
  #summed = 0;

  /** @param lines stay as they are: the first edit makes a copy */
  constructor(uri: Uri, lines: readonly string[]) {
    this.uri = uri;
    this.#lines = lines;
  }

  get fileName(): string {
    return this.uri.fsPath;
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  lineAt(place: number | Position): { readonly text: string; readonly lineNumber: number; readonly range: Range } {
    const line = typeof place === 'number' ? place : place.line;
    const text = this.#lines[line];
    if (text === undefined) {
      throw new Error('Illegal value for `line`');
    }
    this.reads.lines += 1;
    return { text, lineNumber: line, range: new Range(line, 0, line, text.length) };
  }

  getText(range?: Range): string {
    if (range) {
      return this.#textIn(range);
    }
    this.reads.wholeTexts += 1;
    this.#text ??= this.#lines.join('\n');
    return this.#text;
  }

  offsetAt({ line, character }: Position): number {
    this.#sumTo(line);
    return (line === 0 ? 0 : (this.#sums[line - 1] ?? 0)) + character;
  }

  positionAt(offset: number): Position {
    this.#sumTo(this.#lines.length);
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    const start = low === 0 ? 0 : (this.#sums[low - 1] ?? 0);
    return new Position(low, Math.min(offset - start, this.#lines[low]?.length ?? 0));
  }

  /** Types into one line. */
  insert({ line, character }: Position, typed: string): void {
    const lines = this.#isCopied ? (this.#lines as string[]) : [...this.#lines];
    this.#lines = lines;
    this.#isCopied = true;
    const text = lines[line] ?? '';
    lines[line] = text.substring(0, character) + typed + text.substring(character);
    if (this.#lengths) {
      this.#lengths[line] = text.length + typed.length + 1;
      this.#summed = Math.min(this.#summed, line);
    }
    this.#text = undefined;
    this.version += 1;
  }

  #textIn({ start, end }: Range): string {
    if (start.line === end.line) {
      return this.#lines[start.line]?.substring(start.character, end.character) ?? '';
    }
    const between = this.#lines.slice(start.line + 1, end.line);
    const first = this.#lines[start.line]?.substring(start.character) ?? '';
    return [first, ...between, this.#lines[end.line]?.substring(0, end.character) ?? ''].join('\n');
  }

  /** Adds up the lengths of the lines before this one. */
  #sumTo(line: number): void {
    if (!this.#lengths) {
      this.#lengths = new Uint32Array(this.#lines.length);
      for (let index = 0; index < this.#lines.length; index++) {
        this.#lengths[index] = (this.#lines[index]?.length ?? 0) + 1;
      }
      this.#sums = new Uint32Array(this.#lines.length);
    }
    for (; this.#summed < Math.min(line, this.#lines.length); this.#summed++) {
      const before = this.#summed === 0 ? 0 : (this.#sums[this.#summed - 1] ?? 0);
      this.#sums[this.#summed] = before + (this.#lengths[this.#summed] ?? 0);
    }
  }
}
