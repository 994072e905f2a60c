import { valueOfToken } from './writtenToken.ts';

/**
 * Gives a string token the escapes of the one it replaces: encoders escape slashes (`\/`, PHP) or everything beyond ASCII
 * (`\u00e9`, Python), in all strings of a document or in none.
 * @param token as `JSON.stringify` writes it
 */
export function escapedLike(original: string, token: string): string {
  const slashes = original.includes('\\/') ? token.replaceAll('/', '\\/') : token;
  const isEscaped = isAscii(original) && !isAscii(valueOfToken(original) ?? '');
  return isEscaped ? slashes.replace(/[^\0-\x7f]/g, escaped) : slashes;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** One UTF-16 unit. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
