import { fileURLToPath } from 'node:url';
import type { Asset, FileStamp } from '../asset/asset.ts';
import { hashAsset } from '../asset/contentHash.ts';
import { openFileAsset } from '../asset/openFileAsset.ts';
import { throwIfCancelled } from '../errors.ts';
import type { AccountScope, HistoryStore } from '../history/historyStore.ts';
import { remaining } from '../history/lifetime.ts';
import type { UploadRecord } from '../history/record.ts';
import type { ReferenceForm } from '../providers/provider.ts';
import type { Account } from './account.ts';

/** A reference that ends sooner is not offered again: the job it goes into may still be queued by then. */
export const minUsefulLife = 15 * 60_000;

/** Which of an upload's references is wanted: the primary one, unless a form is named (a model API wants the link). */
export type WantedForm = ReferenceForm | undefined;

/** Whether an earlier upload still gives what is wanted now. */
export function isUsable(record: UploadRecord, account: Account, form: WantedForm, now: number): boolean {
  const wanted =
    form === undefined
      ? record.reference
      : [record.reference, ...record.alternatives].find((reference) => reference.form === form);
  if (wanted === undefined || account.provider.suits?.(record.reference, account.options) === false) {
    return false;
  }
  return (remaining(wanted, now) ?? Number.POSITIVE_INFINITY) >= minUsefulLife;
}

/**
 * Content hash of a file, without reading it where a file of the same size, time and inode has been read before.
 * @param onHashing called before the file is read
 */
export async function contentHashOf(
  asset: Asset,
  history: HistoryStore,
  signal: AbortSignal,
  onHashing: () => void,
): Promise<string> {
  const remembered = history.rememberedHash(asset.uri, asset.stamp);
  if (remembered !== undefined) {
    return remembered;
  }
  onHashing();
  const contentHash = await hashAsset(asset, signal);
  history.rememberHash(asset.uri, asset.stamp, contentHash);
  return contentHash;
}

/**
 * Content hash of a file that somebody else has opened, as it was then.
 * @returns `undefined` where it cannot be read from here, or is not the same any more
 * @throws CancelledError
 */
export async function contentHashOfFile(
  fileUri: string,
  stamp: FileStamp,
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
      return isSameStamp(asset.stamp, stamp) ? await contentHashOf(asset, history, signal, () => {}) : undefined;
    } finally {
      await asset.close();
    }
  } catch {
    throwIfCancelled(signal);
    return undefined;
  }
}

/** Whether a file has not been written or replaced between two looks. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.inode === other.inode;
}

export interface ReuseQuestion {
  readonly asset: Asset;
  readonly account: Account;
  readonly scope: AccountScope;
  readonly form: WantedForm;
  readonly now: number;
}

/**
 * An earlier upload of the same bytes that can be used in place of a new one. A file of a size never uploaded costs
 * nothing but the question: only a size that is known is worth reading the file for.
 */
export async function findReusable(
  { asset, account, scope, form, now }: ReuseQuestion,
  history: HistoryStore,
  contentHash: () => Promise<string>,
): Promise<UploadRecord | undefined> {
  if (!history.hasSize(scope, asset.size)) {
    return undefined;
  }
  const record = history.findByContent(scope, await contentHash());
  return record !== undefined && isUsable(record, account, form, now) ? record : undefined;
}
