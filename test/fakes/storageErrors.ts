/** The XML in which a storage refuses something. @param fields beside code and message, such as `Region` */
export function storageErrorXml(
  code: string,
  message = 'This is what the storage says.',
  fields: Readonly<Record<string, string>> = {},
): string {
  const elements = Object.entries({ Code: code, Message: message, ...fields, RequestId: '4442587FB7D0A2F9' });
  const inner = elements.map(([name, text]) => `<${name}>${escaped(text)}</${name}>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
