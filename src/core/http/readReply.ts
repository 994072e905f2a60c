import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { UploadError } from '../errors.ts';
import type { HttpReply, HttpRequest } from './httpClient.ts';

/** Maximum length of a reply in bytes. The longest reply any provider documents has some ten kilobytes. */
const maxReplyBytes = 1_048_576;

/** The beginning of an answer, and the stream of the rest. */
export interface OpenReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/**
 * Reads an answer to its end.
 * @param onBytes called for each piece of it
 * @throws UploadError `redirected`, because following a redirect would take key and file to a place nobody chose;
 *   `unexpectedReply` for an answer longer than 1 MiB
 */
export async function readReply(
  { status, headers, body }: OpenReply,
  { url, readsRedirects = false }: Pick<HttpRequest, 'url' | 'readsRedirects'>,
  onBytes: () => void,
): Promise<HttpReply> {
  // Not reading to the end destroys the stream; without a listener its error would end the extension host.
  body.on('error', () => {});
  if (status >= 300 && status < 400 && !readsRedirects) {
    throw redirection({ status, headers: flatHeaders(headers) }, url);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    onBytes();
    length += chunk.byteLength;
    if (length > maxReplyBytes) {
      throw new UploadError('unexpectedReply', 'The reply is too long', { status });
    }
    chunks.push(chunk);
  }
  return {
    status,
    headers: flatHeaders(headers),
    text: new TextDecoder().decode(Buffer.concat(chunks)),
  };
}

/**
 * The failure that a redirect is. It names host and port only: paths and queries of redirects contain tokens.
 * @param url what was requested
 */
export function redirection({ status, headers }: Pick<HttpReply, 'status' | 'headers'>, url: URL): UploadError {
  const { location } = headers;
  const isUrl = location !== undefined && URL.canParse(location, url.href);
  return new UploadError('redirected', `The server answered with a redirect (HTTP ${status})`, {
    status,
    ...(isUrl ? { host: new URL(location, url).host } : {}),
  });
}

function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
  }
  return flat;
}
