import type { UploadErrorCode } from '../errorCodes.ts';
import { UploadError } from '../errors.ts';
import { redact } from '../redaction/redact.ts';
import type { HttpReply } from './httpClient.ts';
import { isNestedBeyond } from './nesting.ts';

/** Milliseconds. A longer wait is reported instead, so that the person can come back later. */
export const maxRetryAfter = 60_000;

const maxMessageLength = 200;
/** Objects and lists around a value; no provider documents a reply of more than six. */
const maxDepth = 64;

/**
 * The JSON of a reply.
 * @throws UploadError `unexpectedReply` for anything else: an HTML page of a proxy or a captive portal, an empty or
 *   truncated reply. No message contains the body, because such pages quote the request, keys included.
 */
export function parseJson(reply: HttpReply): unknown {
  const text = reply.text.trim();
  const found = text === '' ? 'nothing' : text.startsWith('<') ? 'a web page' : 'invalid JSON';
  if (isNestedBeyond(maxDepth, text)) {
    throw new UploadError('unexpectedReply', 'The reply is nested too deeply', { status: reply.status });
  }
  if (found !== 'invalid JSON') {
    throw new UploadError('unexpectedReply', `The reply contains ${found} instead of JSON`, { status: reply.status });
  }
  try {
    return JSON.parse(text);
  } catch {
    // No `cause`: V8's message quotes the text.
    throw new UploadError('unexpectedReply', `The reply contains ${found}`, { status: reply.status });
  }
}

interface StatusClass {
  readonly code: UploadErrorCode;
  readonly retryable: boolean;
}

/**
 * The failure a status outside 2xx stands for.
 * @param options.providerMessage the provider's own message, as it was sent
 * @param options.now milliseconds since the epoch; for a `Retry-After` that is a date
 */
export function failureOfStatus(
  reply: HttpReply,
  options: { readonly providerMessage?: string; readonly now?: number } = {},
): UploadError {
  const { status } = reply;
  const { code, retryable } = classOf(status);
  return new UploadError(code, `The server answered with HTTP ${status}`, {
    status,
    providerMessage: options.providerMessage,
    retryable,
    retryAfter: retryable ? retryAfterOf(reply, options.now) : undefined,
  });
}

function classOf(status: number): StatusClass {
  switch (status) {
    case 401:
    case 403:
      return { code: 'keyRejected', retryable: false };
    case 402:
      return { code: 'quotaExceeded', retryable: false };
    case 413:
      return { code: 'tooLargeForServer', retryable: false };
    case 408:
    case 425:
    case 429:
      return { code: 'rateLimited', retryable: true };
    default:
      return status >= 500 ? { code: 'serverError', retryable: true } : { code: 'rejected', retryable: false };
  }
}

/**
 * How long the server asks to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110), or
 * `retry-after-ms` (which providers built with Stainless send). At most `maxRetryAfter`; `undefined` if it says nothing
 * useful.
 */
export function retryAfterOf(reply: Pick<HttpReply, 'headers'>, now = Date.now()): number | undefined {
  const milliseconds = Number.parseFloat(reply.headers['retry-after-ms'] ?? '');
  if (Number.isFinite(milliseconds)) {
    return capped(milliseconds);
  }
  const header = reply.headers['retry-after']?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(header)) {
    return capped(Number(header) * 1000);
  }
  // Only a date with a time zone is accepted: `Date.parse('-5')` is a day in 2001.
  return /^[a-z]{3,9},? .*gmt$/i.test(header) ? capped(Date.parse(header) - now) : undefined;
}

function capped(milliseconds: number): number | undefined {
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(Math.ceil(milliseconds), 0), maxRetryAfter);
}

/**
 * A server's message as it may be shown: one line of at most 200 characters, without markup, control characters, URL
 * queries, the given secrets and anything else that looks like a key. Takes the message as the server sent it: in one
 * that has been cut or changed before, a secret can't be recognised any more and part of it remains.
 */
export function cleanMessage(text: string, secrets: readonly string[]): string {
  const line = redact(text, secrets)
    .slice(0, 4_096)
    .replace(/<(?:script|style)\b[^<>]*>[^<]*/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    // Control characters, and marks that change the direction of writing, could disguise the sentence around the
    // message.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\w+/=.-]{24,}/g, (word) => (looksLikeKey(word) ? '…' : word))
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxMessageLength
    ? line
    : `${characters
        .slice(0, maxMessageLength - 1)
        .join('')
        .trimEnd()}…`;
}

/** Letters and digits mixed: a key, hash or signature. Long words and names of fields contain no digits. */
function looksLikeKey(word: string): boolean {
  return /[a-z]/i.test(word) && (word.match(/\d/g)?.length ?? 0) >= 3;
}
