import { createHash } from 'node:crypto';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { MediaKind } from '../../asset/asset.ts';
import type { ProviderId } from '../../providers/providerId.ts';
import type { Reference } from '../../providers/reference.ts';
import type { UploadRecord } from '../records/record.ts';
import { noEnd } from './schema.ts';

export type Row = Record<string, SQLOutputValue>;

/** In the order of `toRow`. */
export const recordColumns =
  'id, file_uri, file_name, size, mtime_ms, media_type, kind, width, height, content_hash, provider, origin, account, ' +
  'uploaded_at, last_used_at, ends_at, workspace_uri, reference_list';

export function toRow(record: UploadRecord): SQLInputValue[] {
  return [
    record.id,
    record.fileUri,
    record.fileName,
    record.size,
    record.mtimeMs,
    record.mediaType,
    record.kind,
    record.pixelSize?.width ?? null,
    record.pixelSize?.height ?? null,
    record.contentHash,
    record.provider,
    record.origin,
    record.account,
    record.uploadedAt,
    record.lastUsedAt,
    endOf(record),
    record.workspaceUri ?? null,
    JSON.stringify([record.reference, ...record.alternatives]),
  ];
}

/** @throws SyntaxError if the row wasn't written by this extension */
export function fromRow(row: Row): UploadRecord {
  const [reference, ...alternatives] = (JSON.parse(String(row.reference_list)) as Reference[]).map(
    ({ form, value, lifetime, expiresAt }): Reference => ({ form, value, lifetime, expiresAt }),
  );
  if (reference === undefined) {
    throw new SyntaxError('A record without a reference');
  }
  const { width, height, workspace_uri: workspaceUri } = row;
  return {
    id: String(row.id),
    fileUri: String(row.file_uri),
    fileName: String(row.file_name),
    size: Number(row.size),
    mtimeMs: Number(row.mtime_ms),
    mediaType: String(row.media_type),
    kind: String(row.kind) as MediaKind,
    pixelSize: width === null || height === null ? undefined : { width: Number(width), height: Number(height) },
    contentHash: String(row.content_hash),
    provider: String(row.provider) as ProviderId,
    origin: String(row.origin),
    account: String(row.account),
    reference,
    alternatives,
    uploadedAt: Number(row.uploaded_at),
    lastUsedAt: Number(row.last_used_at),
    workspaceUri: workspaceUri === null ? undefined : String(workspaceUri),
  };
}

/** When the primary reference ends, in the form the database sorts by. */
export function endOf(record: UploadRecord): number {
  return record.reference.expiresAt ?? noEnd;
}

/** What a reference is looked up by: 16 bytes stand for up to 5,000 characters. */
export function referenceHash(value: string): Uint8Array {
  return createHash('sha256').update(value).digest().subarray(0, 16);
}

/** One for each distinct reference of a record. */
export function referenceHashes(record: UploadRecord): readonly Uint8Array[] {
  return [...new Set([record.reference, ...record.alternatives].map(({ value }) => value))].map(referenceHash);
}
