import type { IncomingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { type FileDigest, FileDigester } from './fileDigest.ts';
import { ClientLeft, type MeteredBody } from './meteredBody.ts';

export interface FilePart extends FileDigest {
  /** Name of the form field. */
  readonly field: string;
  /** File name exactly as sent, directories and percent signs included. */
  readonly fileName: string;
  readonly contentType: string;
}

export interface MultipartForm {
  /** Names of all parts, files included, in order of arrival. */
  readonly order: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly FilePart[];
}

interface FormOptions {
  readonly keepBytes?: boolean | undefined;
  /** Maximum length of the whole body; reading stops with `FormTooLarge` beyond it. */
  readonly maxBodyBytes?: number | undefined;
  /** Called with the bytes of files as they arrive. */
  onFileBytes?(bytes: Buffer): void;
}

/** The body isn't a multipart form, or is truncated or malformed. */
export class FormInvalid extends Error {
  override readonly name = 'FormInvalid';
}

/** The body is longer than allowed; the rest hasn't been read. */
export class FormTooLarge extends Error {
  override readonly name = 'FormTooLarge';
}

/**
 * Reads a multipart form as it arrives, hashing its files.
 * @throws FormInvalid, FormTooLarge
 * @throws ClientLeft if the client leaves before the end of the body
 */
export async function readForm(
  headers: IncomingHttpHeaders,
  body: MeteredBody,
  options: FormOptions = {},
): Promise<MultipartForm> {
  const order: string[] = [];
  const fields = new Map<string, string>();
  const files: FilePart[] = [];
  const parser = parserOf(headers);
  parser.on('field', (name, value) => {
    order.push(name);
    fields.set(name, value);
  });
  parser.on('file', (field, stream, info) => {
    order.push(field);
    const digester = new FileDigester(options.keepBytes);
    stream.on('data', (chunk: Buffer) => {
      digester.update(chunk);
      options.onFileBytes?.(chunk);
    });
    stream.on('error', () => {});
    stream.on('end', () => {
      files.push({ field, fileName: info.filename ?? '', contentType: info.mimeType, ...digester.finish() });
    });
  });
  try {
    await pipeline(body, watched(body, options.maxBodyBytes), parser);
  } catch (error) {
    throw error instanceof ClientLeft || error instanceof FormTooLarge
      ? error
      : new FormInvalid(error instanceof Error ? error.message : 'Broken form.');
  }
  return { order, fields, files };
}

function parserOf(headers: IncomingHttpHeaders): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) {
    throw new FormInvalid('Not a multipart form.');
  }
  try {
    return busboy({
      headers,
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { fieldNameSize: 1000, fieldSize: 4 * 1024 * 1024 },
    });
  } catch (error) {
    throw new FormInvalid(error instanceof Error ? error.message : 'Not a multipart form.');
  }
}

function watched(body: MeteredBody, maxBodyBytes: number | undefined) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      if (maxBodyBytes !== undefined && body.bytes > maxBodyBytes) {
        throw new FormTooLarge(`${body.bytes}`);
      }
      yield chunk;
    }
  };
}
