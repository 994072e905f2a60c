const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const percentEncoded = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** The forms in which a server, a proxy or a library may write a key down, by name. */
export function keyForms(key: string): Readonly<Record<string, string>> {
  const around = ['', 'u', 'us', 'user', 'user:', 'a longer name:'].flatMap((before) =>
    ['', '\n', '":1'].map((after) => ({ before, after })),
  );
  return {
    plain: key,
    'percent-encoded': encodeURIComponent(key),
    'percent-encoded in lower case': encodeURIComponent(key).replace(/%../g, (each) => each.toLowerCase()),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(key)),
    'percent-encoded to the last character': percentEncoded(key),
    'percent-encoded to the last character, in upper case': percentEncoded(key).toUpperCase(),
    'escaped in JSON': inJson(key),
    'escaped in JSON, slashes included': inJson(key).replaceAll('/', '\\/'),
    'escaped in JSON inside JSON': inJson(inJson(key)),
    'escaped in JSON as Unicode': key.replace(
      /[^\w]/g,
      (each) => `\\u00${each.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
    ...Object.fromEntries(
      around.flatMap(({ before, after }) =>
        (['base64', 'base64url'] as const).map((encoding) => [
          `in ${encoding} between ${JSON.stringify(before)} and ${JSON.stringify(after)}`,
          Buffer.from(before + key + after).toString(encoding),
        ]),
      ),
    ),
    'in percent-encoded base64': encodeURIComponent(Buffer.from(`me:${key}`).toString('base64')),
    'in base64 escaped in JSON': Buffer.from(`me:${key}`).toString('base64').replaceAll('/', '\\/'),
  };
}

/**
 * What nobody may be able to read in a text: the key's forms, and in base64 what any text that contains the key has in
 * common with it.
 */
export function tracesOf(key: string): readonly string[] {
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), Buffer.from(key)])
      .toString('base64')
      // Without what the bytes around the key change.
      .slice(before === 0 ? 0 : before + 1, -4),
  );
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...Object.values(keyForms(key)), ...base64, ...url, ...base64.map(encodeURIComponent)])];
}
