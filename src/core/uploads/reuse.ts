import { fileURLToPath } from 'node:url';
import { type Asset, type FileStamp, isSameStamp } from '../asset/asset.ts';
import { hashAsset } from '../asset/contentHash.ts';
import { openFileAsset } from '../asset/openFileAsset.ts';
import { throwIfCancelled } from '../errors.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import { remaining } from '../history/lifetime.ts';
import type { UploadRecord } from '../history/records/record.ts';
import { minUsefulLife, type Reference } from '../providers/reference.ts';
import type { OpenedUpload, UploadRequest } from './uploadRequest.ts';

/**
 * Whether an upload has the reference a request asks for: the primary one, unless the request names a form (a model API
 * wants the link, for example).
 */
export function isUsable(record: UploadRecord, request: Pick<UploadRequest, 'account' | 'form'>, now: number): boolean {
  const { provider, options } = request.account;
  const wanted = wantedReference(record, request);
  if (wanted === undefined || (remaining(wanted, now) ?? Number.POSITIVE_INFINITY) < minUsefulLife) {
    return false;
  }
  const { reference, pixelSize } = record;
  return provider.suits?.({ reference, pixelSize, remaining: remaining(reference, now) }, options) !== false;
}

function wantedReference(record: UploadRecord, { form }: Pick<UploadRequest, 'form'>): Reference | undefined {
  return form === undefined
    ? record.reference
    : [record.reference, ...record.alternatives].find((reference) => reference.form === form);
}

export interface HashOptions {
  readonly signal: AbortSignal;
  /** Called before the file is read. */
  readonly onHashing?: () => void;
}

/** Content hash of a file, without reading it where a file of the same size, time and inode has been read before. */
export async function contentHashOf(asset: Asset, history: HistoryStore, options: HashOptions): Promise<string> {
  const remembered = history.rememberedHash(asset.uri, asset.stamp);
  if (remembered !== undefined) {
    return remembered;
  }
  options.onHashing?.();
  const contentHash = await hashAsset(asset, options.signal);
  history.rememberHash(asset.uri, asset.stamp, contentHash);
  return contentHash;
}

/**
 * Content hash of a file that another window has opened, as it was then.
 * @returns `undefined` where the file can't be read from here or has changed since
 * @throws CancelledError
 */
export async function contentHashOfFile(
  { fileUri, stamp }: { readonly fileUri: string; readonly stamp: FileStamp },
  history: HistoryStore,
  signal: AbortSignal,
): Promise<string | undefined> {
  const remembered = history.rememberedHash(fileUri, stamp);
  if (remembered !== undefined || !fileUri.startsWith('file:')) {
    return remembered;
  }
  try {
    const asset = await openFileAsset(fileURLToPath(fileUri), fileUri, { signal });
    try {
      return isSameStamp(asset.stamp, stamp) ? await contentHashOf(asset, history, { signal }) : undefined;
    } finally {
      await asset.close();
    }
  } catch {
    throwIfCancelled(signal);
    return undefined;
  }
}

export interface ReuseOptions {
  readonly history: Pick<HistoryStore, 'hasSize' | 'findByContent'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  contentHash(): Promise<string>;
}

/**
 * An earlier upload of the same bytes that can be used instead of a new one. The file is read for its hash only where
 * a file of its size has been uploaded before.
 */
export async function findReusable(
  { request, asset, scope }: OpenedUpload,
  { history, now, contentHash }: ReuseOptions,
): Promise<UploadRecord | undefined> {
  if (!history.hasSize(scope, asset.size)) {
    return undefined;
  }
  return longestUsable(history.findByContent(scope, await contentHash()), request, now);
}

/**
 * Of several uploads of the same bytes, the one with the reference a request asks for that works longest. The newest may
 * have expired long before an older one, or lack the form that is needed.
 * @param records newest first, which decides between those that end at the same time
 * @param now milliseconds since the epoch
 */
export function longestUsable(
  records: readonly UploadRecord[],
  request: Pick<UploadRequest, 'account' | 'form'>,
  now: number,
): UploadRecord | undefined {
  const left = (record: UploadRecord): number => {
    const reference = wantedReference(record, request);
    return (reference && remaining(reference, now)) ?? Number.POSITIVE_INFINITY;
  };
  return records
    .filter((record) => isUsable(record, request, now))
    .reduce<UploadRecord | undefined>((best, each) => (best && left(best) >= left(each) ? best : each), undefined);
}
