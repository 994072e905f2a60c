import type { StringSource } from './jsonReader.ts';
import { unescaped } from './unescape.ts';

const digitNine = 57;
/** Places for strings; a document repeats a few dozen names. */
const places = 256;
/** UTF-16 units; longer strings are no names. */
const maxLength = 32;

/**
 * Cuts strings out of a document, and gives the same string again for the same name: a document repeats its few names by the
 * hundred thousand, and one string of each takes less memory than its copies and is compared and looked up faster.
 */
export class RepeatedStrings implements StringSource {
  readonly unescape = unescaped;
  readonly #strings: string[] = new Array<string>(places).fill('');

  name(text: string, start: number, end: number): string {
    const length = end - start;
    // Ids of nodes are names, too; each comes once.
    if (length === 0 || length > maxLength || text.charCodeAt(start) <= digitNine) {
      return text.slice(start, end);
    }
    const place = (length * 37 + text.charCodeAt(start) * 5 + text.charCodeAt(end - 1)) & (places - 1);
    const known = this.#strings[place] as string;
    if (known.length === length && isAt(text, start, known)) {
      return known;
    }
    const cut = text.slice(start, end);
    this.#strings[place] = cut;
    return cut;
  }
}

/** `startsWith` calls the runtime, which takes longer than to compare a name. */
function isAt(text: string, start: number, known: string): boolean {
  for (let index = 0; index < known.length; index++) {
    if (known.charCodeAt(index) !== text.charCodeAt(start + index)) {
      return false;
    }
  }
  return true;
}
