/** UTF-16 units of an error document that are looked at; real ones have a few hundred. */
const maxDocument = 16_384;
const maxText = 1_000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The text of the first element of a name, for error documents whose elements hold nothing but text. Linear in the length of
 * the document, whatever it is: no parser is built for two strings, and none is handed a hostile document.
 */
export function xmlText(document: string, name: string): string | undefined {
  const head = document.slice(0, maxDocument);
  const start = head.indexOf(`<${name}>`);
  const from = start + name.length + 2;
  const end = start === -1 ? -1 : head.indexOf('<', from);
  if (end === -1 || end - from > maxText || !head.startsWith(`</${name}>`, end)) {
    return undefined;
  }
  const text = head.slice(from, end).trim();
  return text === ''
    ? undefined
    : text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, entity) => entities[entity] ?? whole);
}
