const backslash = 92;
const letterU = 117;
/** Digits of `\\u0041`. */
const unitDigits = 4;

/** Short escapes, by the letter behind the backslash. */
const shortEscapes: ReadonlyMap<number, string> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, unit]) => [letter.charCodeAt(0), unit],
  ),
);

/**
 * Resolves the escapes of a JSON string. `JSON.parse` does the same, several times slower, and a name can consist of escapes.
 * @param written between the quotes
 * @returns `undefined` for an escape that JSON doesn't have
 */
export function unescaped(written: string): string | undefined {
  let resolved = '';
  let start = 0;
  for (let index = written.indexOf('\\'); index >= 0; index = nextEscape(written, start)) {
    resolved += written.slice(start, index);
    const letter = written.charCodeAt(index + 1);
    if (letter === letterU) {
      const unit = unitAt(written, index + 2);
      if (unit < 0) {
        return undefined;
      }
      resolved += String.fromCharCode(unit);
      start = index + 2 + unitDigits;
    } else {
      const unit = shortEscapes.get(letter);
      if (unit === undefined) {
        return undefined;
      }
      resolved += unit;
      start = index + 2;
    }
  }
  return resolved + written.slice(start);
}

/** Consecutive escapes are found without a search. */
function nextEscape(written: string, start: number): number {
  return written.charCodeAt(start) === backslash ? start : written.indexOf('\\', start);
}

/** @returns a negative number where there aren't four hexadecimal digits */
function unitAt(written: string, start: number): number {
  let unit = 0;
  for (let index = start; index < start + unitDigits; index++) {
    const digit = digitOf(written.charCodeAt(index));
    if (!(digit >= 0)) {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) {
    return unit - 48;
  }
  const letter = unit | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
