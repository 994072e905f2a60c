import { isJsonLines, linesOf } from './jsonLines.ts';

/**
 * A document as a value, for looking up what its nodes are called; of JSON Lines a list with an entry per line, as in paths.
 * @returns `undefined`, as a whole or for a line, where it isn't strict JSON
 */
export function parsedDocument(text: string): unknown {
  return isJsonLines(text)
    ? Array.from(linesOf(text), ({ start, end }) => parsed(text.slice(start, end)))
    : parsed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
