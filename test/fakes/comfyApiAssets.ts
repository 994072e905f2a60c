import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { createBLAKE3 } from 'hash-wasm';
import type { Answer } from './answer.ts';
import type { FakeProviderContext, RequestHead } from './fakeServer.ts';
import type { FaultKind } from './fault.ts';
import type { MeteredBody } from './meteredBody.ts';
import { type FilePart, FormInvalid, type MultipartForm, readForm } from './multipartForm.ts';

/** "A declared body over 200,000,000 bytes" (§8). */
const maxBodyBytes = 200_000_000;
/** "JPEG/PNG/WebP/TIFF over 50 MiB → 422" (§8). */
const maxImageBytes = 50 * 1024 * 1024;
const decodedImages = ['image/jpeg', 'image/png', 'image/webp', 'image/tiff'];
/** Milliseconds for which a content URL works; "short-lived" is all that is documented. */
const urlLifetime = 3_600_000;

/** Content, by its hash. */
interface Blob {
  readonly hash: string;
  readonly size: number;
  readonly contentType: string;
  readonly bytes: Buffer | undefined;
}

/** A record over content. */
interface Asset {
  readonly id: string;
  readonly blob: Blob;
  readonly filePath: string | null;
  readonly createdAt: number;
  /** Milliseconds since the epoch; `undefined` for one that doesn't expire. */
  expiresAt: number | undefined;
}

/** What a request for a new asset says beside the content. */
interface Wanted {
  readonly filePath: string | null;
  readonly expiresAt: number | undefined;
}

/** A refusal in the form of the API's error envelope. */
export function refuse(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** A request whose body isn't what the description says: 422, `invalid_body` where the code is known (§4.7). */
class BodyInvalid extends Error {
  override readonly name = 'BodyInvalid';
}

/** "UUID-identified records over content-addressed blobs." */
export class ComfyApiAssets {
  readonly #context: FakeProviderContext;
  readonly #isInUse: (id: string) => boolean;
  readonly #blobs = new Map<string, Blob>();
  readonly #assets = new Map<string, Asset>();

  /** @param isInUse whether a job depends on an asset */
  constructor(context: FakeProviderContext, isInUse: (id: string) => boolean) {
    this.#context = context;
    this.#isInUse = isInUse;
  }

  reset(): void {
    this.#blobs.clear();
    this.#assets.clear();
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /** `POST /assets`. */
  async upload(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    const { maxUploadBytes = maxBodyBytes, keepBytes } = this.#context.options;
    if (Number(head.headers['content-length'] ?? 0) > maxUploadBytes) {
      return { status: 413, body: 'Payload Too Large', early: true };
    }
    try {
      const hash = (await createBLAKE3()).init();
      const form = await readForm(head.headers, body, { keepBytes, onFileBytes: (bytes) => hash.update(bytes) });
      const file = checkedFile(form);
      const received = `blake3:${hash.digest('hex')}`;
      const expected = form.fields.get('expected_hash');
      if (expected !== undefined && expected !== received) {
        // "Mismatch is rejected with 409 `hash_mismatch` and no asset is minted."
        return refuse(409, 'hash_mismatch', 'The content does not have the expected hash');
      }
      const stored = quirk?.what === 'stripsLocation' ? `blake3:${file.sha256}` : received;
      const isNew = !this.#blobs.has(stored);
      const contentType = form.fields.get('content_type') ?? '';
      const blob = this.#blobs.get(stored) ?? { hash: stored, size: file.size, contentType, bytes: file.bytes };
      this.#blobs.set(stored, blob);
      const wanted = {
        filePath: form.fields.get('file_path') ?? null,
        expiresAt: this.#expiry(form.fields.get('expires_in')),
      };
      const asset = this.#mint(blob, wanted);
      const { fileName, sha256, size } = file;
      this.#context.addFile({ name: fileName, contentType: file.contentType, size, sha256, reference: asset.id });
      return this.#answer(isNew ? 201 : 200, asset, { created_new: isNew });
    } catch (error) {
      if (error instanceof FormInvalid || error instanceof BodyInvalid) {
        return refuse(422, 'invalid_body', error.message);
      }
      throw error;
    }
  }

  /** `HEAD /assets/by-hash/{hash}`. */
  probe(hash: string, quirk: FaultKind | undefined): Answer {
    if (quirk?.what === 'knowsContent') {
      this.#blobs.set(hash, { hash, size: 1, contentType: 'image/png', bytes: undefined });
    }
    return { status: this.#blobs.has(hash) ? 200 : 404 };
  }

  /** `POST /assets/from-hash`. */
  async mint(body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    try {
      const { hash, file_path, tags, expires_in } = jsonObject(await text(body));
      const isTexts = tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'));
      if (typeof hash !== 'string' || !isTexts || (file_path !== undefined && typeof file_path !== 'string')) {
        throw new BodyInvalid('hash is required');
      }
      if (expires_in !== undefined && typeof expires_in !== 'number') {
        throw new BodyInvalid('expires_in must be an integer');
      }
      const blob = this.#blobs.get(hash);
      if (blob === undefined) {
        return refuse(404, 'blob_not_found', 'No blob the caller may mint from');
      }
      const wanted = { filePath: file_path ?? null, expiresAt: this.#expiry(expires_in?.toString()) };
      const same = this.#identical(blob, wanted);
      if (same !== undefined && quirk?.what !== 'returnsAsIs') {
        extend(same, wanted);
      }
      return this.#answer(same === undefined ? 201 : 200, same ?? this.#mint(blob, wanted), { created_new: false });
    } catch (error) {
      if (error instanceof BodyInvalid) {
        return refuse(422, 'invalid_body', error.message);
      }
      throw error;
    }
  }

  /** `GET /assets/{id}`. */
  show(id: string): Answer {
    const asset = this.#find(id);
    return asset === undefined ? notFound : this.#answer(200, asset);
  }

  /** `DELETE /assets/{id}`: "a second delete returns 404", and 409 says that something depends on it, but never what. */
  delete(id: string): Answer {
    if (this.#find(id) === undefined) {
      return notFound;
    }
    if (this.#isInUse(id)) {
      return refuse(409, 'asset_in_use', 'The asset is in use');
    }
    this.#assets.delete(id);
    return { status: 204 };
  }

  /** `GET /assets/{id}/content`: "on Cloud issues a 302 to a fresh signed URL". */
  content(id: string): Answer {
    const asset = this.#find(id);
    return asset === undefined ? notFound : { status: 302, headers: { Location: this.#urlOf(asset) } };
  }

  signedContent(pathname: string): Answer {
    const blob = this.#find(pathname.replace('/signed/', ''))?.blob;
    if (blob === undefined) {
      return { status: 404 };
    }
    return blob.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: blob.bytes, headers: { 'Content-Type': blob.contentType } };
  }

  #now(): number {
    return this.#context.options.now?.() ?? Date.now();
  }

  #find(id: string): Asset | undefined {
    const asset = this.#assets.get(id);
    return asset !== undefined && (asset.expiresAt ?? Number.POSITIVE_INFINITY) > this.#now() ? asset : undefined;
  }

  /** "60s–7d … the bounds apply to this override only." @throws BodyInvalid */
  #expiry(expiresIn: string | undefined): number | undefined {
    const seconds = expiresIn === undefined ? this.#context.options.retention : Number(expiresIn);
    if (
      expiresIn !== undefined &&
      !(Number.isInteger(seconds) && Number(seconds) >= 60 && Number(seconds) <= 604_800)
    ) {
      throw new BodyInvalid('expires_in must be an integer between 60 and 604800');
    }
    return seconds === undefined ? undefined : this.#now() + seconds * 1000;
  }

  #mint(blob: Blob, { filePath, expiresAt }: Wanted): Asset {
    const asset: Asset = { id: randomUUID(), blob, filePath, createdAt: this.#now(), expiresAt };
    this.#assets.set(asset.id, asset);
    return asset;
  }

  /** "An identical reference already existed". */
  #identical(blob: Blob, { filePath }: Wanted): Asset | undefined {
    return [...this.#assets.values()].find(
      (asset) => asset.blob === blob && asset.filePath === filePath && this.has(asset.id),
    );
  }

  #urlOf({ id }: Asset): string {
    return `${this.#context.otherOrigin}/signed/${id}`;
  }

  #answer(status: number, asset: Asset, more: Readonly<Record<string, unknown>> = {}): Answer {
    const { id, blob, filePath, createdAt, expiresAt } = asset;
    const result: Record<string, unknown> = {
      id,
      hash: blob.hash,
      size_bytes: blob.size,
      content_type: blob.contentType,
      file_path: filePath,
      ...more,
      created_at: new Date(createdAt).toISOString(),
      url: this.#urlOf(asset),
      url_expires_at: new Date(this.#now() + urlLifetime).toISOString(),
      expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    };
    return { status, result, body: result };
  }
}

const notFound = refuse(404, 'not_found', 'Not found');

/** "Returned as-is", but "re-referencing content extends its retention". */
function extend(asset: Asset, { expiresAt }: Wanted): void {
  const ends = [asset.expiresAt, expiresAt];
  asset.expiresAt = ends.includes(undefined) ? undefined : Math.max(...ends.map(Number));
}

/**
 * The file of a form whose other parts came before it: the server streams the file on, and has to know them by then.
 * @throws BodyInvalid with the documented message (§4.7)
 */
function checkedFile({ order, fields, files }: MultipartForm): FilePart {
  const [file, ...others] = files;
  if (file === undefined || file.field !== 'file' || others.length > 0) {
    throw new BodyInvalid('file is required');
  }
  const before = order.slice(0, order.indexOf('file'));
  const late = ['content_type', 'file_path'].find((field) => !before.includes(field)) ?? order[before.length + 1];
  if (late !== undefined) {
    throw new BodyInvalid(`${late} is required and must be sent before the file field`);
  }
  const expected = fields.get('expected_hash');
  if (expected !== undefined && !/^blake3:[0-9a-f]{64}$/.test(expected)) {
    throw new BodyInvalid('expected_hash must be blake3:<hex>');
  }
  if (decodedImages.includes(fields.get('content_type') ?? '') && file.size > maxImageBytes) {
    throw new BodyInvalid('Images may have at most 50 MiB');
  }
  return file;
}

/** @throws BodyInvalid */
function jsonObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Refused as anything else that isn't an object.
  }
  throw new BodyInvalid('The body must be a JSON object');
}
