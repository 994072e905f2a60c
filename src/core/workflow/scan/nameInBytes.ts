/** More names than these are looked for by their extensions alone, so that a search takes no longer for a thousand files. */
const maxNames = 32;

/**
 * Looks for file names in the bytes of documents: most JSON files of a folder name none of them, and a search must not parse
 * them all. Knows every spelling that a name can have in JSON: in any case, escaped (`\u00e9`, `\/`), percent-encoded,
 * with accents composed or apart. May find a name where there is none, but never misses one.
 * @param names without folders
 */
export function nameFinder(names: readonly string[]): (bytes: Uint8Array) => boolean {
  const wanted = names.length > maxNames ? [...new Set(names.map(extensionOf))] : names;
  const plain = new RegExp(wanted.map((name) => inSpellings(name, [written])).join('|'));
  const any = new RegExp(wanted.map((name) => inSpellings(name, [written, escaped, percentEncoded])).join('|'));
  return (bytes) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // One character for each byte: decoding UTF-8 would take longer than the search.
    const text = buffer.toString('latin1');
    // The second search takes three times as long as the first, and few documents encode anything.
    return plain.test(text) || ((buffer.includes('\\u') || buffer.includes('%')) && any.test(text));
  };
}

function extensionOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), 0));
}

type Spelling = (text: string) => string;

/**
 * The source of a pattern for the bytes of a name. Each character has a few alternatives, of which never more than one fits:
 * with a pattern that ignores case, both `a` and `A` would fit, and each letter would double the time that a document takes
 * which names nearly the same file.
 */
function inSpellings(name: string, spellings: readonly Spelling[]): string {
  return Array.from(name.normalize('NFC'), (character) => {
    const variants = [character, character.toLowerCase(), character.toUpperCase()];
    const forms = new Set([...variants, ...variants.map((each) => each.normalize('NFD'))]);
    const spelled = [...forms].map((form) =>
      Array.from(form, (part) => oneOf(spellings.map((spell) => spell(part)))).join(''),
    );
    return oneOf(spelled);
  }).join('');
}

function oneOf(alternatives: readonly string[]): string {
  const [first = '', ...others] = new Set(alternatives);
  return others.length === 0 ? first : `(?:${[first, ...others].join('|')})`;
}

/** A hexadecimal number whose digits may be written in either case. */
function hexadecimal(number: number, digits: number): string {
  return number
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** As an encoder writes it that escapes no more than it has to. */
function written(character: string): string {
  const bytes = Buffer.from(JSON.stringify(character).slice(1, -1));
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_none, index) => character.charCodeAt(index));
  return units.map((unit) => `\\\\u${hexadecimal(unit, 4)}`).join('');
}

function percentEncoded(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${hexadecimal(byte, 2)}`).join('');
}
