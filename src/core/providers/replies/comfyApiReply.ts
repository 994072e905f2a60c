import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, retryAfterOf } from '../../http/replies.ts';
import type { ProviderSession } from '../provider.ts';
import type { Reference, UploadedReferences } from '../reference.ts';
import { comfyMessage } from './comfyUpload.ts';
import { isObject, objectOf } from './replyFields.ts';

export const assetIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The reference to an asset, which is its id. Its `hash` may differ from that of the file, because the server may have
 * removed the location from an image, and may be missing.
 * @param now milliseconds since the epoch
 * @throws UploadError `unexpectedReply`
 */
export function assetReferences(reply: HttpReply, now: number): UploadedReferences {
  const { id, expires_at } = objectOf(reply);
  if (typeof id !== 'string' || !assetIdPattern.test(id)) {
    throw new UploadError('unexpectedReply', 'The reply has no usable id');
  }
  return { reference: { form: 'assetId', value: id, ...endOf(expires_at, now) }, alternatives: [] };
}

/**
 * "Null or absent means the asset is non-expiring." Of anything else only a date to come is believed: nobody returns an asset
 * that has ended, so that such a date says nothing about it, or this machine's clock is wrong.
 */
function endOf(expires_at: unknown, now: number): Pick<Reference, 'lifetime' | 'expiresAt'> {
  if (expires_at === undefined || expires_at === null) {
    return { lifetime: { type: 'kept' }, expiresAt: undefined };
  }
  const expiresAt = statedEnd(expires_at);
  return expiresAt === undefined || expiresAt <= now
    ? { lifetime: { type: 'undocumented' }, expiresAt: undefined }
    : { lifetime: { type: 'fixed', milliseconds: expiresAt - now }, expiresAt };
}

/** RFC 3339. Without `Z` or an offset, `Date.parse` would take it for a time of this machine's zone. */
const datePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * The date in the field `expires_at`, in milliseconds since the epoch.
 * @returns `undefined` for anything that isn't one, such as Go's zero time, the year 1, which stands for none
 */
export function statedEnd(expires_at: unknown): number | undefined {
  const end = typeof expires_at === 'string' && datePattern.test(expires_at) ? Date.parse(expires_at) : 0;
  return end > 0 ? end : undefined;
}

/** The machine-readable code of an error envelope; empty for anything else. */
export function errorCodeOf(reply: HttpReply): string {
  const { error } = objectOf(reply);
  return isObject(error) && typeof error.code === 'string' ? error.code : '';
}

/** What an answer outside 2xx stands for. A gateway's own answers, such as a plain 413, have no envelope. */
export function comfyApiFailure(reply: HttpReply, { key }: Pick<ProviderSession, 'key'>): UploadError {
  const { status } = reply;
  const details = { status, providerMessage: comfyMessage(reply) };
  const again = { ...details, retryable: true, retryAfter: retryAfterOf(reply) };
  const code = errorCodeOf(reply);
  // Every refusal of the API has a code: nothing of it is at this path.
  if (code === '' && (status === 404 || status === 405)) {
    return new UploadError('rejected', `Nothing is at this path (HTTP ${status})`, {
      status,
      replyProblem: 'wrongPath',
    });
  }
  switch (code) {
    case 'hash_mismatch':
      return new UploadError('hashMismatch', 'The server received different bytes from those of the file', again);
    // The HTTP client has repeated the request after a broken connection. The next attempt has a key of its own.
    case 'idempotency_key_reuse':
      return new UploadError('rejected', 'The server has seen the idempotency key before', again);
    case 'asset_in_use':
      return new UploadError('assetInUse', 'The server still depends on the asset', details);
    case 'queue_full':
      return new UploadError('queueFull', 'The queue of the server is full', again);
    case 'deployment_not_ready':
      return new UploadError('notReady', 'The deployment is still starting', again);
    case 'forbidden':
      return new UploadError('rejected', 'The account may not do this', details);
  }
  return status === 401 && key.trim() === ''
    ? new UploadError('keyMissing', 'The server requires an API key', details)
    : failureOfStatus(reply, details);
}
