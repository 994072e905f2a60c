const doubleQuote = 0x22;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether a JSON text has more objects and lists around a value than `limit`. Asked before the text is parsed: a megabyte
 * of brackets keeps the parser busy for longer than the extension host may block.
 */
export function isNestedBeyond(limit: number, text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case doubleQuote:
        index = endOfString(text, index);
        break;
      case openBracket:
      case openBrace:
        depth++;
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      default:
        continue;
    }
    if (depth > limit) {
      return true;
    }
  }
  return false;
}

/** Index of the quote that closes a string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== doubleQuote) {
    index += text.charCodeAt(index) === backslash ? 2 : 1;
  }
  return index;
}
