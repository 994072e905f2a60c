import { createScanner } from 'jsonc-parser';
import type { AssetToken } from '../mediaInput.ts';
import { assetAround } from './assetAround.ts';
import { isJsonLines, lineAround } from './jsonLines.ts';

/** Where a string value can be inserted into a document, and what it has to be surrounded with. */
export interface InsertPlace {
  /** What is replaced, in UTF-16 units; the length is 0 if nothing is. */
  readonly offset: number;
  readonly length: number;
  /** Commas that are missing around the new value. */
  readonly before: string;
  readonly after: string;
  /** What to put between several values; `undefined` where there can be only one. */
  readonly separator: string | undefined;
  /** Whether a value is all that is missing: in an object it needs a name too, and behind the outermost value nothing fits. */
  readonly isForValue: boolean;
}

interface Token {
  readonly kind: number;
  readonly offset: number;
  readonly end: number;
  readonly isBroken: boolean;
}

/** What is selected of a text; nothing where `start` is `end`. */
interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens on both sides of a gap. */
interface Neighbours {
  readonly previous: Token | undefined;
  readonly next: Token;
}

interface Container {
  readonly isList: boolean;
  readonly name: string | undefined;
}

// The numbers of jsonc-parser's SyntaxKind: a `const enum`, which can't be imported when types are only stripped.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const colon = 6;
const nullKeyword = 7;
const falseKeyword = 9;
const stringLiteral = 10;
const numericLiteral = 11;
const lineComment = 12;
const blockComment = 13;
const lineBreak = 14;
const trivia = 15;
const unknownToken = 16;
const endOfFile = 17;

/**
 * The place for a string value at a position: the string (or `null`, or the object of an asset) that is there, else the gap
 * between two tokens. Reads
 * the document up to there, so it is for a gesture and not for every movement of the mouse.
 *
 * @param start and `end` of the selection, in UTF-16 units; the same for a mere position
 * @returns `undefined` where there can be no value: in property names, comments, numbers, over several tokens
 */
export function insertPlaceAt(text: string, start: number, end = start): InsertPlace | undefined {
  return isJsonLines(text) ? placeInLine(text, start, end) : placeInValue(text, start, end);
}

/** Read by itself: another line may be broken. A string on a line of its own would be a document, so none is placed there. */
function placeInLine(text: string, start: number, end: number): InsertPlace | undefined {
  const line = lineAround(text, start);
  const own = text.slice(line.start, line.end);
  if (end > line.end || own.trim() === '') {
    return undefined;
  }
  const place = placeInValue(own, start - line.start, end - line.start);
  return place && { ...place, offset: place.offset + line.start };
}

function placeInValue(text: string, start: number, end: number): InsertPlace | undefined {
  const asset = assetAround(text, start);
  if (asset !== undefined && end < asset.offset + asset.length) {
    return placeOfAsset(text, asset);
  }
  const scanner = createScanner(text, false);
  const containers: Container[] = [];
  let previous: Token | undefined;
  let name: string | undefined;
  for (;;) {
    const kind = scanner.scan() as number;
    const isBroken = (scanner.getTokenError() as number) !== 0;
    const token: Token = { kind, offset: scanner.getTokenOffset(), end: scanner.getPosition(), isBroken };
    if (kind === lineBreak || kind === trivia) {
      continue;
    }
    if (kind === lineComment || kind === blockComment) {
      if (token.offset < start && start < token.end + (kind === lineComment ? 1 : 0)) {
        return undefined;
      }
      continue;
    }
    const isBehind = kind === endOfFile || token.offset > start || (token.offset === start && !isValue(kind));
    if (isBehind) {
      if (previous?.kind === colon && isValue(kind) && !isName(text, token)) {
        return end <= token.end ? inValue(text, token, containers.at(-1)) : undefined;
      }
      const selected = { text, start, end };
      return end <= token.offset ? gap(selected, { previous, next: token }, containers.at(-1)) : undefined;
    }
    // The position right after a string or a literal still belongs to it; after a bracket or a comma begins a gap.
    if (isValue(kind) && start <= token.end) {
      return end <= token.end ? inValue(text, token, containers.at(-1)) : undefined;
    }
    if (kind === openBrace || kind === openBracket) {
      containers.push({ isList: kind === openBracket, name: previous?.kind === colon ? name : undefined });
    } else if (kind === closeBrace || kind === closeBracket) {
      containers.pop();
    } else if (kind === stringLiteral) {
      name = scanner.getTokenValue();
    }
    previous = token;
  }
}

/** The object as a whole takes the place of a string, so it is replaced as that string would be. */
function placeOfAsset(text: string, { offset, length }: AssetToken): InsertPlace | undefined {
  const withString = `${text.slice(0, offset)}""${text.slice(offset + length)}`;
  const place = placeInValue(withString, offset + 1, offset + 1);
  return place && { ...place, length };
}

function inValue(text: string, token: Token, container: Container | undefined): InsertPlace | undefined {
  if ((token.kind !== stringLiteral && token.kind !== nullKeyword) || token.isBroken || isName(text, token)) {
    return undefined;
  }
  const separator = separatorIn(text, token.offset, container);
  return {
    offset: token.offset,
    length: token.end - token.offset,
    before: '',
    after: '',
    separator,
    isForValue: true,
  };
}

function isName(text: string, { kind, end }: Token): boolean {
  return kind === stringLiteral && /^\s*:/.test(text.slice(end, end + 1000));
}

function gap(
  { text, start, end }: Selected,
  { previous, next }: Neighbours,
  container: Container | undefined,
): InsertPlace | undefined {
  // The selection is replaced, and only white space may be lost.
  if (text.slice(start, end).trim() !== '') {
    return undefined;
  }
  const followsValue = previous !== undefined && endsValue(previous.kind);
  const needsCommaAfter = isValue(next.kind) || next.kind === openBrace || next.kind === openBracket;
  return {
    offset: start,
    length: end - start,
    before: container?.isList && followsValue ? ', ' : '',
    after: container && needsCommaAfter && (container.isList || previous?.kind === colon) ? ', ' : '',
    separator: separatorIn(text, start, container),
    isForValue: container ? container.isList || previous?.kind === colon : previous === undefined && !needsCommaAfter,
  };
}

/** One value per line where the list is written so. The values of a ComfyUI node have a fixed order: none may be added. */
function separatorIn(text: string, offset: number, container: Container | undefined): string | undefined {
  if (!container?.isList || container.name === 'widgets_values') {
    return undefined;
  }
  const line = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const indentation = text.slice(line, offset);
  if (line === 0 || indentation.trim() !== '') {
    return ', ';
  }
  return `,${text.slice(0, line).endsWith('\r\n') ? '\r\n' : '\n'}${indentation}`;
}

function isValue(kind: number): boolean {
  return (
    (kind >= nullKeyword && kind <= falseKeyword) ||
    kind === stringLiteral ||
    kind === numericLiteral ||
    kind === unknownToken
  );
}

function endsValue(kind: number): boolean {
  return isValue(kind) || kind === closeBrace || kind === closeBracket;
}
