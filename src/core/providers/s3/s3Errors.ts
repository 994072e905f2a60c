import type { UploadErrorCode } from '../../errorCodes.ts';
import { type StorageOperation, UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { redirection } from '../../http/readReply.ts';
import { failureOfStatus, retryAfterOf } from '../../http/replies.ts';
import { xmlText } from './xmlText.ts';

interface ErrorRule {
  readonly code: UploadErrorCode;
  readonly retryable?: true;
}

const rejectedKey: ErrorRule = { code: 'keyRejected' };
const denied: ErrorRule = { code: 'accessDenied' };
const ended: ErrorRule = { code: 'credentialsExpired' };
const busy: ErrorRule = { code: 'rateLimited', retryable: true };
const damaged: ErrorRule = { code: 'hashMismatch' };

/** docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what other services call the same. */
const rules: ReadonlyMap<string, ErrorRule> = new Map([
  ['AccessDenied', denied],
  ['AllAccessDisabled', denied],
  ['InvalidAccessKeyId', rejectedKey],
  ['SignatureDoesNotMatch', rejectedKey],
  ['InvalidSecurity', rejectedKey],
  ['NotSignedUp', rejectedKey],
  ['ExpiredToken', ended],
  ['ExpiredTokenException', ended],
  ['InvalidToken', ended],
  ['TokenRefreshRequired', ended],
  ['NoSuchBucket', { code: 'bucketMissing' }],
  ['InvalidBucketName', { code: 'bucketMissing' }],
  ['SlowDown', busy],
  ['SlowDownRead', busy],
  ['SlowDownWrite', busy],
  ['TooManyRequests', busy],
  ['Throttling', busy],
  ['RequestLimitExceeded', busy],
  ['InternalError', { code: 'serverError', retryable: true }],
  ['OperationAborted', { code: 'serverError', retryable: true }],
  // The storage waited too long for more of the body.
  ['RequestTimeout', { code: 'idleTimeout', retryable: true }],
  ['IncompleteBody', { code: 'connectionLost', retryable: true }],
  ['EntityTooLarge', { code: 'tooLargeForServer' }],
  ['MaxMessageLengthExceeded', { code: 'tooLargeForServer' }],
  ['XAmzContentSHA256Mismatch', damaged],
  ['BadDigest', damaged],
]);

/** Errors with which a storage may say in which region the bucket is; the empty one for a reply without a body. */
const regionCodes: readonly string[] = ['', 'PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed'];

interface FailureContext {
  readonly operation: StorageOperation;
  /** The region the request was signed for. */
  readonly region: string;
  readonly bucket: string;
  readonly url: URL;
  /** Milliseconds since the epoch, by this computer's clock. */
  readonly now: number;
}

/** The storage's name for what went wrong, such as `NoSuchKey`; empty where the reply has none. */
export function errorCodeOf({ text }: HttpReply): string {
  const code = xmlText(text, 'Code') ?? '';
  return /^[\w.-]{1,100}$/.test(code) ? code : '';
}

/** The failure that an unsuccessful reply of the storage stands for. Redirects are failures: they are never followed. */
export function storageFailure(reply: HttpReply, context: FailureContext): UploadError {
  const { status, text } = reply;
  const { operation, bucket, now } = context;
  const code = errorCodeOf(reply);
  const providerMessage = code === '' ? undefined : (xmlText(text, 'Message') ?? code);
  const details = { status, providerMessage, operation };
  const bucketRegion = otherRegion(reply, code, context);
  if (bucketRegion !== undefined) {
    return new UploadError('wrongRegion', `The bucket is in the region ${bucketRegion}`, { ...details, bucketRegion });
  }
  if (status >= 300 && status < 400) {
    return redirection(reply, context.url);
  }
  if (code === 'RequestTimeTooSkewed') {
    const clockOffset = offsetOf(reply, now);
    return new UploadError('clockWrong', "This computer's clock differs from the server's", {
      ...details,
      clockOffset,
    });
  }
  const rule = rules.get(code);
  if (rule === undefined) {
    const failure = failureOfStatus(reply, { providerMessage, now });
    const { retryable, retryAfter } = failure;
    return new UploadError(failure.code, failure.message, { ...details, retryable, retryAfter });
  }
  return new UploadError(rule.code, `The storage answered with the error ${code}`, {
    ...details,
    ...(rule.code === 'bucketMissing' ? { bucket } : {}),
    retryable: rule.retryable ?? false,
    retryAfter: rule.retryable ? retryAfterOf(reply, now) : undefined,
  });
}

/** The bucket's region, where that is another one than requests were signed for and the storage says so. */
function otherRegion(
  { status, headers, text }: HttpReply,
  code: string,
  { region }: FailureContext,
): string | undefined {
  const isAboutRegion = (status >= 300 && status < 400) || status === 400 || status === 403;
  if (!isAboutRegion || !regionCodes.includes(code)) {
    return undefined;
  }
  const stated = headers['x-amz-bucket-region'] ?? xmlText(text, 'Region') ?? '';
  return /^[a-z0-9-]{1,63}$/i.test(stated) && stated !== region ? stated : undefined;
}

/** How far this computer's clock is ahead of the server's, in milliseconds; `undefined` where the reply doesn't say. */
function offsetOf({ headers, text }: HttpReply, now: number): number | undefined {
  const serverTime = [headers.date, xmlText(text, 'ServerTime')]
    .map((time) => Date.parse(time ?? ''))
    .find((time) => !Number.isNaN(time));
  return serverTime === undefined ? undefined : now - serverTime;
}
