import type { UploadErrorCode } from '../../errorCodes.ts';
import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, retryAfterOf } from '../../http/replies.ts';
import { isObject, isSuccess, type JsonObject } from './replyFields.ts';

interface ErrorRule {
  readonly matches: RegExp;
  readonly code: UploadErrorCode;
  readonly retryable: boolean;
}

/**
 * Runware's own client calls the error codes "hundreds of strings and unstable" and classifies them by their spelling.
 * These are the same rules in the same order; the first that matches applies.
 */
const rules: readonly ErrorRule[] = [
  { matches: /credits|quota|balance|^paymentRequired$/i, code: 'quotaExceeded', retryable: false },
  { matches: /rateLimit/i, code: 'rateLimited', retryable: true },
  {
    matches: new RegExp(
      'apiKey|^(?:unauthorized|forbidden|permissionDenied|insufficientPermissions|authenticationFailed|authFailed' +
        '|authTimeout|invalidAuthentication|invalidCredentials|missingAuthentication' +
        '|token(?:Expired|Invalid|Missing|Revoked)|(?:account|organization|workspace)(?:Suspended|Disabled))$',
      'i',
    ),
    code: 'keyRejected',
    retryable: false,
  },
  { matches: /timeout/i, code: 'serverError', retryable: true },
  { matches: /(?:NotFound|Expired)$/i, code: 'rejected', retryable: false },
  {
    matches:
      /^(?:internalServerError|serviceUnavailable|serverUnavailable|standardError|unknownError|undefinedError|defaultError|unrecognizedResponse)$/i,
    code: 'serverError',
    retryable: true,
  },
  {
    matches:
      /^(?:inferenceError|processingFailed|taskFailed|downloadFailed|uploadFailed|noAvailableServer|modelUnavailable|modelDisabled|modelNotReady|mediaStorageFileCouldNotBeMoved|provider.*)$/i,
    code: 'serverError',
    retryable: true,
  },
  {
    matches: /^(?:invalid|missing|conflict|duplicate|unsupported|value|array|max)/i,
    code: 'rejected',
    retryable: false,
  },
];

/** All errors of a reply: a list under `errors`, or a single one under `error`. */
export function errorsOf(body: JsonObject): readonly JsonObject[] {
  if (Array.isArray(body.errors)) {
    return body.errors.filter(isObject);
  }
  const single = body.error;
  return isObject(single) ? [{ taskUUID: body.taskUUID, ...single }] : [];
}

/** The failure an error of a reply stands for; the HTTP status decides if its code is unknown. */
export function failureOf(error: JsonObject, reply: HttpReply): UploadError {
  const code = typeof error.code === 'string' ? error.code : '';
  const message = typeof error.message === 'string' ? error.message : code;
  const rule = rules.find(({ matches }) => matches.test(code));
  if (rule === undefined && !isSuccess(reply)) {
    return failureOfStatus(reply, { providerMessage: message });
  }
  return new UploadError(rule?.code ?? 'rejected', `Runware answered with the error ${code.slice(0, 100)}`, {
    status: reply.status,
    providerMessage: message,
    retryable: rule?.retryable ?? false,
    retryAfter: retryAfterOf(reply),
  });
}

/**
 * Whether an error says that this type of task isn't (or is no longer) available, rather than that the file is invalid.
 */
export function isTaskTypeUnavailable(error: JsonObject): boolean {
  const { code, parameter, message } = error;
  const parameters = Array.isArray(parameter) ? parameter : [parameter];
  const text = `${code ?? ''} ${message ?? ''}`;
  const isAboutTaskType = parameters.includes('taskType') || /task ?type|imageUpload/i.test(text);
  return isAboutTaskType && /unsupported|not supported|invalid|deprecated|removed|no longer/i.test(text);
}
