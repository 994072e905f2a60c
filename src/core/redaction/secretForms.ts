/** Hiding shorter "secrets" would remove half of every sentence. */
const minSecretLength = 4;

/** Base64 and base64url letters, each of which may in turn be percent-encoded or escaped in JSON. */
const base64Letter: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%(?:25)?2[bB])',
  '/': '(?:\\\\{0,3}/|_|%(?:25)?2[fF])',
};

export interface SecretForms {
  /** Matches any of the secrets in any form; global, so its `lastIndex` has to be reset. */
  readonly pattern: RegExp;
  /** UTF-16 units that the longest match can have. */
  readonly maxLength: number;
}

/**
 * The forms in which a secret turns up in texts: as it is, percent-encoded (once or twice, `%2f` or `%2F`, whatever
 * characters an encoder chose to encode), escaped in JSON or in JSON inside JSON, and as base64 or base64url at each of
 * the three alignments, as in `Authorization: Basic base64(user:key)`.
 * The pattern has no unbounded repetition, so it takes time proportional to the text.
 * @returns `undefined` if there is nothing to look for
 */
export function secretForms(secrets: Iterable<string>): SecretForms | undefined {
  // Longest first: hiding a key that is part of a longer one would leave the rest of that one behind.
  const wanted = [...new Set(secrets)]
    .filter((secret) => secret.length >= minSecretLength)
    .sort((a, b) => b.length - a.length);
  if (wanted.length === 0) {
    return undefined;
  }
  const alternatives = wanted.flatMap((secret) => [writtenForms(secret), ...base64Forms(secret)]);
  const maxCharacterLength = '%25E2%2582%25AC'.length;
  return {
    pattern: new RegExp(alternatives.join('|'), 'gu'),
    maxLength: (wanted[0]?.length ?? 0) * maxCharacterLength + 64,
  };
}

function writtenForms(secret: string): string {
  return Array.from(secret, writtenCharacter).join('');
}

/** One character as it is, percent-encoded as UTF-8, as `\u0000`, and with the backslashes that JSON puts before some. */
function writtenCharacter(character: string): string {
  const percent = Array.from(Buffer.from(character), (byte) => `%(?:25)?${eitherCase(hexOf(byte, 2))}`).join('');
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const unicode = units.map((unit) => `\\\\{1,3}u${eitherCase(hexOf(unit, 4))}`).join('');
  const plain =
    character === '\\' ? '\\\\{1,4}' : /["'/]/.test(character) ? `\\\\{0,3}${character}` : escaped(character);
  return `(?:${plain}|${percent}|${unicode})`;
}

/**
 * What is the same in the base64 of any text that contains the secret, one for each number of bytes before it modulo 3.
 * The letters around it hold the secret's first and last bits, so they are hidden with it.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const start = before === 0 ? 0 : before + 1;
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    const core = Array.from(encoded.slice(start, end), (letter) => base64Letter[letter] ?? letter).join('');
    const hidden = before === 0 ? '' : `[\\w+/-]{0,${start}}`;
    return `${hidden}${core}[\\w+/-]{0,3}={0,2}`;
  });
}

function hexOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function eitherCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function escaped(character: string): string {
  return /[\^$.*+?()[\]{}|\\/]/.test(character) ? `\\${character}` : character;
}
