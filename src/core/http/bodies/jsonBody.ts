import type { RequestBody } from '../httpClient.ts';

/** A small JSON document. @throws TypeError for what JSON cannot say (cycles, `undefined`). */
export function jsonBody(value: unknown): RequestBody {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError('Not a JSON value');
  }
  const bytes = Buffer.from(text);
  return {
    contentType: 'application/json',
    contentLength: bytes.length,
    async *bytes() {
      yield bytes;
    },
  };
}
