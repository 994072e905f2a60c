import type { UploadErrorCode } from '../../errorCodes.ts';
import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, parseJson, retryAfterOf } from '../../http/replies.ts';
import { day } from '../../units.ts';
import type { Lifetime, UploadedReferences } from '../reference.ts';
import {
  isObject,
  isSuccess,
  type JsonObject,
  objectOf,
  referenceFrom,
  referenceText,
  usableUrl,
} from './replyFields.ts';

/** How long a `fileName` works isn't documented. */
export const fileNameLifetime: Lifetime = { type: 'undocumented' };
/** "The link is valid for 1 day; after that it cannot be reached by URL." */
const linkLifetime: Lifetime = { type: 'fixed', milliseconds: day };

/** 0 is documented. 200 isn't, as success or as an error, but three families of clients take it for success. */
const successCodes: readonly number[] = [0, 200];

/** Result codes of both generations of the API, mostly sent with HTTP 200; a code that isn't listed isn't retried. */
const codeClasses: readonly { code: UploadErrorCode; retryable: boolean; codes: readonly number[] }[] = [
  { code: 'keyRejected', retryable: false, codes: [401, 412, 801, 802, 811, 1002, 1014] },
  { code: 'quotaExceeded', retryable: false, codes: [416, 605, 812, 1620] },
  { code: 'tooLargeForServer', retryable: false, codes: [809, 1008] },
  { code: 'rateLimited', retryable: true, codes: [429, 1003] },
  { code: 'serverError', retryable: true, codes: [500, 808, 1005, 1006, 1010, 1011, 1012] },
];
/** `code: -1` stands for several refusals, which only the message tells apart: this one may come with HTTP 200. */
const keyRefusal = /api ?key verification failed/i;

/** What a site without the newer path answers, as HTTP status or as code. */
const pathUnknown: readonly number[] = [404, 405, 412];
/** The newer path has a size limit of its own, which isn't documented and has been seen below the older one's 30 MB. */
const tooLarge: readonly number[] = [809, 1008];

/**
 * Why the older upload path may take a file that the newer one has refused, as a sentence for the log; `undefined`
 * where it would refuse the file as well.
 */
export function reasonForOlderPath(reply: HttpReply): string | undefined {
  const code = codeIn(reply);
  if (pathUnknown.includes(reply.status) || pathUnknown.includes(code)) {
    return "This RunningHub site doesn't have the newer upload path";
  }
  return tooLarge.includes(code) ? "RunningHub's newer upload path finds the file too large" : undefined;
}

/**
 * The references in the reply to an upload.
 * @param now milliseconds since the epoch
 * @throws UploadError
 */
export function readUpload(reply: HttpReply, now: number): UploadedReferences {
  const data = readData(reply);
  // Documented as `fileName`; some clients have met `filename`.
  const name = referenceText(data.fileName ?? data.filename, 'fileName');
  const link = usableUrl(data.download_url);
  return {
    reference: referenceFrom({ form: 'fileName', value: name, lifetime: fileNameLifetime }, now),
    alternatives:
      link === undefined ? [] : [referenceFrom({ form: 'downloadUrl', value: link, lifetime: linkLifetime }, now)],
  };
}

/**
 * @returns `data` of a successful reply: its code must stand for success as well as its HTTP status
 * @throws UploadError
 */
export function readData(reply: HttpReply): JsonObject {
  const answer = objectOf(reply);
  const code = codeOf(answer);
  const isHttpSuccess = isSuccess(reply);
  const isCodeOfSuccess = code !== undefined && successCodes.includes(code);
  if (isHttpSuccess && isCodeOfSuccess && isObject(answer.data)) {
    return answer.data;
  }
  const message = answer.msg ?? answer.message ?? answer.errorMessage;
  const providerMessage = typeof message === 'string' ? message : undefined;
  const { status } = reply;
  const known = codeClasses.find(({ codes }) => codes.includes(code ?? Number.NaN));
  if (known !== undefined) {
    const { code: errorCode, retryable } = known;
    const details = { status, providerMessage, retryable, retryAfter: retryAfterOf(reply) };
    throw new UploadError(errorCode, `RunningHub answered with code ${code}`, details);
  }
  if (code === -1 && keyRefusal.test(providerMessage ?? '')) {
    throw new UploadError('keyRejected', 'RunningHub rejected the API key', { status, providerMessage });
  }
  if (!isHttpSuccess) {
    throw failureOfStatus(reply, { providerMessage });
  }
  if (code === undefined || isCodeOfSuccess) {
    throw new UploadError('unexpectedReply', 'RunningHub returned no result', { status });
  }
  throw new UploadError('rejected', `RunningHub answered with code ${code}`, { status, providerMessage });
}

/** Codes are numbers or, in some replies, numeric strings. */
function codeOf(body: JsonObject): number | undefined {
  const raw = body.code ?? body.errorCode;
  const code = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  return typeof code === 'number' && Number.isFinite(code) ? code : undefined;
}

/** The code of a reply that may be anything; NaN where it has none. */
function codeIn(reply: HttpReply): number {
  try {
    const body = parseJson(reply);
    return (isObject(body) ? codeOf(body) : undefined) ?? Number.NaN;
  } catch {
    return Number.NaN;
  }
}
