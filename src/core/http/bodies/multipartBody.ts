import { randomBytes } from 'node:crypto';
import type { Asset } from '../../asset/asset.ts';
import type { RequestBody } from '../httpClient.ts';

/** One field of a form: a text or a file. */
export type MultipartPart =
  | { readonly name: string; readonly value: string }
  /** `fileName` replaces the asset's own `uploadName`. */
  | { readonly name: string; readonly asset: Asset; readonly fileName?: string };

/**
 * A form as defined by RFC 7578, in the given order (storage services require their policy fields before the file).
 * Names and texts are UTF-8. The length is exact, because such services refuse chunked bodies and because a body
 * without a length can be truncated unnoticed.
 */
export function multipartBody(parts: readonly MultipartPart[]): RequestBody {
  // 96 random bits: no file contains this line by chance, and it can't be put into one beforehand.
  const boundary = `workflow-assets-${randomBytes(12).toString('hex')}`;
  const headers = parts.map((part) => Buffer.from(`--${boundary}\r\n${partHeaders(part)}\r\n\r\n`));
  const values = parts.map((part) => ('asset' in part ? part.asset : Buffer.from(part.value)));
  const lineEnd = Buffer.from('\r\n');
  const end = Buffer.from(`--${boundary}--\r\n`);

  const headersLength = headers.reduce((sum, { length }) => sum + length, 0);
  const valuesLength = values.reduce((sum, value) => sum + (isAsset(value) ? value.size : value.length), 0);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: headersLength + valuesLength + parts.length * lineEnd.length + end.length,
    async *bytes() {
      let pending: Buffer[] = [];
      for (const [index, value] of values.entries()) {
        pending.push(headers[index] ?? end);
        if (isAsset(value)) {
          yield Buffer.concat(pending);
          yield* value.read({ reusesMemory: true });
          pending = [lineEnd];
        } else {
          pending.push(value, lineEnd);
        }
      }
      yield Buffer.concat([...pending, end]);
    },
  };
}

function isAsset(value: Buffer | Asset): value is Asset {
  return !Buffer.isBuffer(value);
}

function partHeaders(part: MultipartPart): string {
  const disposition = `Content-Disposition: form-data; name="${escapeName(part.name)}"`;
  return 'asset' in part
    ? `${disposition}; filename="${escapeName(part.fileName ?? part.asset.uploadName)}"\r\nContent-Type: ${part.asset.mediaType}`
    : disposition;
}

/**
 * The escapes of the HTML standard: a file called `a"\r\nX-Evil: 1` mustn't end its own quotes or its header. Other control
 * characters are escaped as well: no header may hold them, and servers refuse the whole form.
 */
function escapeName(name: string): string {
  return name.replace(/["\p{Cc}]/gu, encodeURIComponent);
}
