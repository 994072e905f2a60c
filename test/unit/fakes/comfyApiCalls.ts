import { createBLAKE3 } from 'hash-wasm';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { form } from './support.ts';

/** Requests to Comfy API v2 as they stand in its description, made by `fetch`. */

export async function blake3Of(bytes: Buffer): Promise<string> {
  return `blake3:${(await createBLAKE3()).init().update(bytes).digest('hex')}`;
}

interface CallOptions {
  readonly body?: FormData | string;
  /** Replaces the usual headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param path below `/api/v2` */
export function call(
  fakeProvider: FakeProvider,
  method: string,
  path: string,
  { body, headers = { Authorization: `Bearer ${fakeProvider.key}` } }: CallOptions = {},
): Promise<Response> {
  return fetch(`${fakeProvider.url}/api/v2${path}`, { method, body, headers, redirect: 'manual' });
}

export function assetForm(parts: readonly (readonly [string, string | Buffer])[]): FormData {
  return form(parts, 'photo.png');
}

/** @param fields replace or add to the required ones, all of them in front of the file */
export function uploadAsset(
  fakeProvider: FakeProvider,
  bytes: Buffer,
  fields: Readonly<Record<string, string>> = {},
  { key }: { readonly key?: string } = {},
): Promise<Response> {
  const values = { content_type: 'image/png', file_path: 'photo.png', ...fields };
  return call(fakeProvider, 'POST', '/assets', {
    body: assetForm([...Object.entries(values), ['file', bytes]]),
    headers: { Authorization: `Bearer ${fakeProvider.key}`, ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
  });
}
