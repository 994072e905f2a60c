import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, retryAfterOf } from '../../http/replies.ts';
import type { ProviderSession } from '../provider.ts';
import type { Lifetime, UploadedReferences } from '../reference.ts';
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
  const expiresAt = typeof expires_at === 'string' ? Date.parse(expires_at) : undefined;
  return {
    reference: {
      form: 'assetId',
      value: id,
      lifetime: lifetimeUntil(expiresAt, now),
      expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
    },
    alternatives: [],
  };
}

/** "Null or absent means the asset is non-expiring." A date that can't be read says nothing. */
function lifetimeUntil(expiresAt: number | undefined, now: number): Lifetime {
  if (expiresAt === undefined) {
    return { type: 'kept' };
  }
  return Number.isNaN(expiresAt)
    ? { type: 'undocumented' }
    : { type: 'fixed', milliseconds: Math.max(expiresAt - now, 0) };
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
