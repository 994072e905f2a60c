import type { TimeSlice } from '../../timeSlice.ts';

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A range of bytes; the end isn't part of it. */
export type ByteRange = readonly [start: number, end: number];

/** An array inside a JSON document. */
export interface ArrayInDocument {
  /** What is between its brackets. */
  readonly content: ByteRange;
  readonly elements: readonly ByteRange[];
}

/** How many characters are examined before the time is checked again. */
const stepsPerRest = 4_096;

/**
 * Finds the elements of the array that a JSON object has under `name`, so that they can be parsed one by one: `JSON.parse` on
 * an export of 100,000 uploads would block the thread for a second. Nothing is validated here: text that isn't JSON fails when
 * the elements, and the document without them, are parsed.
 * @param document UTF-8
 * @returns `undefined` if there is no such array, or it doesn't end
 */
export async function findArray(
  document: Buffer,
  name: string,
  slice: TimeSlice,
): Promise<ArrayInDocument | undefined> {
  const elements: ByteRange[] = [];
  let depth = 0;
  let isNamed = false;
  /** Where the array starts, and the current element. */
  let start: number | undefined;
  let elementStart = 0;
  for (let at = 0, steps = 0; at < document.length; at++, steps++) {
    if (steps % stepsPerRest === 0) {
      await slice.rest();
    }
    switch (document[at]) {
      case quote: {
        const end = endOfString(document, at);
        isNamed = depth === 1 && start === undefined && document.toString('utf8', at, end) === JSON.stringify(name);
        at = end - 1;
        continue;
      }
      case openBracket:
        depth++;
        if (isNamed && depth === 2) {
          start = at + 1;
          elementStart = start;
        }
        break;
      case openBrace:
        depth++;
        break;
      case closeBrace:
        depth--;
        break;
      case closeBracket:
        depth--;
        if (start !== undefined && depth === 1) {
          if (elements.length > 0 || !isBlank(document, elementStart, at)) {
            elements.push([elementStart, at]);
          }
          return { content: [start, at], elements };
        }
        break;
      case comma:
        if (start !== undefined && depth === 2) {
          elements.push([elementStart, at]);
          elementStart = at + 1;
        }
        break;
      case colon:
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
        continue;
    }
    isNamed = false;
  }
  return undefined;
}

/** The position after a string's closing quote; the document's end if it has none. */
function endOfString(document: Buffer, start: number): number {
  for (let end = document.indexOf(quote, start + 1); end !== -1; end = document.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (document[end - 1 - backslashes] === backslash) {
      backslashes++;
    }
    if (backslashes % 2 === 0) {
      return end + 1;
    }
  }
  return document.length;
}

function isBlank(document: Buffer, start: number, end: number): boolean {
  return document.toString('utf8', start, end).trim() === '';
}
