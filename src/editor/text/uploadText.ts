import type { UploadError } from '../../core/errors.ts';
import type { UploadProgress } from '../../core/uploads/inFlight/progress.ts';
import type { UploadWarning } from '../../core/uploads/plan/limits.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import { formatBytes, formatDuration } from './figures.ts';
import { l10n } from './l10n.ts';
import { joined, nameLength, type ShownText, shown } from './shown.ts';

/**
 * Where one upload stands, for a progress message or a row: `4.2 MB of 31 MB · 1.4 MB/s · 19 s left`.
 * @param now milliseconds since the epoch
 */
export function progressText(progress: UploadProgress, now = Date.now()): ShownText {
  switch (progress.phase) {
    case 'waiting':
      return l10n.t('waiting');
    case 'hashing':
      return l10n.t('checking for an earlier upload');
    case 'elsewhere':
      return l10n.t('another window is uploading it');
    case 'answer':
      return l10n.t('waiting for the response');
    case 'retrying':
      return retryText(progress, now);
    case 'sending':
      return joined(
        [
          l10n.t('{0} of {1}', formatBytes(progress.sentBytes), formatBytes(progress.totalBytes)),
          ...(progress.bytesPerSecond ? [l10n.t('{0}/s', formatBytes(progress.bytesPerSecond))] : []),
          ...(progress.remainingMs !== undefined ? [l10n.t('{0} left', formatRemaining(progress.remainingMs))] : []),
        ],
        ' · ',
      );
  }
}

function retryText({ attempt, attempts, retry }: UploadProgress, now: number): ShownText {
  const seconds = Math.max(0, Math.ceil(((retry?.at ?? now) - now) / 1000));
  const reason = retry ? retryReason(retry.error) : l10n.t('it failed');
  return seconds === 0
    ? l10n.t('retrying: {0} ({1} of {2})', reason, attempt, attempts)
    : l10n.t('retrying in {0} s: {1} ({2} of {3})', seconds, reason, attempt, attempts);
}

/** Why an attempt is repeated, in a few words. */
function retryReason({ code }: UploadError): ShownText {
  switch (code) {
    case 'rateLimited':
      return l10n.t('too many requests');
    case 'serverError':
      return l10n.t('the server is busy');
    case 'unreachable':
      return l10n.t("the server can't be reached");
    case 'connectionRefused':
      return l10n.t('the connection was refused');
    case 'connectTimeout':
    case 'idleTimeout':
      return l10n.t("the server isn't responding");
    case 'connectionLost':
      return l10n.t('the connection was lost');
    default:
      return l10n.t('it failed');
  }
}

/** When the text of an upload that waits for another attempt changes next, in milliseconds since the epoch. */
export function nextRetryText({ retry }: UploadProgress, now: number): number | undefined {
  if (retry === undefined || retry.at <= now) {
    return undefined;
  }
  const left = retry.at - now;
  return now + (left % 1000 || 1000);
}

function formatRemaining(milliseconds: number): ShownText {
  return milliseconds < 60_000 ? l10n.t('{0} s', Math.ceil(milliseconds / 1000)) : formatDuration(milliseconds);
}

/**
 * Something worth knowing about an upload.
 * @param label what the account is called
 */
export function warningText(warning: UploadWarning, label: ShownText): ShownText {
  switch (warning.code) {
    case 'mayNotAppearInLoaders':
      return l10n.t('Video and audio uploaded to {0} may not appear in its loader nodes yet.', label);
    case 'scaledDown':
      return l10n.t('{0} stores the image with fewer pixels. Another choice in its settings keeps them all.', label);
    case 'largerThanExpected':
      return l10n.t('The file is larger than {0} expects, so {0} may reject it.', label);
    case 'aboveServerDefault':
      return l10n.t(
        '{0} rejects files of this size unless it was started with a --max-upload-size above the default of 100 MB.',
        label,
      );
    case 'nearLimit':
      return l10n.t('The file is so close to the size limit of {0} that {0} may reject it.', label);
  }
}

/** An upload that succeeded. */
export interface FinishedUpload {
  /** Name of the file the person chose: the reference may be that of another file with the same content. */
  readonly name: string;
  readonly result: UploadResult;
}

/**
 * What became of the only upload, which succeeded.
 * @param label what the account is called
 */
export function onlySuccessText(label: ShownText, { name, result }: FinishedUpload): ShownText {
  const { record, reused } = result;
  if (!reused) {
    // Not what was chosen: a folder is uploaded as a ZIP.
    return l10n.t('{0} was uploaded to {1}.', shown(record.fileName, nameLength), label);
  }
  return record.fileName === name
    ? l10n.t('{0} was already at {1}.', shown(name, nameLength), label)
    : l10n.t('{0} was already at {1} as {2}.', shown(name, nameLength), label, shown(record.fileName, nameLength));
}
