import { type ReplyProblem, UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, parseJson } from '../../http/replies.ts';
import { comfyMessage } from './comfyUpload.ts';
import { isObject, isSuccess, type JsonObject } from './replyFields.ts';

/** What servers say of a plain request at their port for https: nginx, Apache, and those written in Go. */
const httpsRequired =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server/i;

/**
 * The JSON object in a successful reply of a ComfyUI that somebody runs. Its address is typed by hand, and often that of a
 * reverse proxy, so anything may answer: what did is part of the failure.
 * @throws UploadError
 */
export function comfyServerAnswer(reply: HttpReply): JsonObject {
  if (!isSuccess(reply)) {
    throw failure(reply);
  }
  if (isWebPage(reply)) {
    throw unexpected(reply, 'webPage');
  }
  let body: unknown;
  try {
    body = parseJson(reply);
  } catch {
    // What is empty or cut off in the middle may well be ComfyUI's.
    throw unexpected(reply, /^\s*(?:$|[[{])/.test(reply.text) ? undefined : 'otherServer');
  }
  if (!isObject(body)) {
    throw unexpected(reply, 'otherServer');
  }
  return body;
}

/** A successful reply that isn't ComfyUI's. */
export function unexpected(reply: HttpReply, replyProblem: ReplyProblem | undefined): UploadError {
  return new UploadError('unexpectedReply', `The reply isn't what ComfyUI answers (${replyProblem ?? 'unreadable'})`, {
    status: reply.status,
    replyProblem,
    server: serverName(reply),
  });
}

/**
 * ComfyUI refuses with an empty 400 or 403, and aiohttp, on which it runs, in plain text. There is no key: where a proxy in
 * front answers 401 or 403, "didn't accept the API key" would send people looking for one.
 */
function failure(reply: HttpReply): UploadError {
  const { status } = reply;
  const details = { status, providerMessage: comfyMessage(reply), server: serverName(reply) };
  const replyProblem = problemOf(reply);
  if (status === 401 || status === 403) {
    return new UploadError('rejected', `ComfyUI answered with status ${status}`, { ...details, replyProblem });
  }
  const { code, message, retryable, retryAfter } = failureOfStatus(reply);
  const serverOption = status === 413 && replyProblem === undefined ? '--max-upload-size' : undefined;
  return new UploadError(code, message, { ...details, replyProblem, serverOption, retryable, retryAfter });
}

function problemOf(reply: HttpReply): ReplyProblem | undefined {
  const { status, headers, text } = reply;
  switch (status) {
    case 400:
      return httpsRequired.test(text) ? 'httpsRequired' : undefined;
    case 401:
    case 403: {
      const scheme = headers['www-authenticate'];
      if (scheme !== undefined) {
        return /^\s*(?:basic|digest)\b/i.test(scheme) ? 'passwordRequired' : 'tokenRequired';
      }
      return status === 403 && text === '' && !isOfProxy(reply) ? 'originRule' : 'accessDenied';
    }
    case 404:
    case 405:
      return 'wrongPath';
    case 413:
      return isOfProxy(reply) ? 'proxyLimit' : undefined;
    default:
      return undefined;
  }
}

function isWebPage({ headers, text }: HttpReply): boolean {
  return /^\s*</.test(text) || (/^text\/html\b/i.test(headers['content-type'] ?? '') && !/^\s*\{/.test(text));
}

/** Whether a refusal comes from something in front of ComfyUI, whose own are empty or in plain text. */
function isOfProxy(reply: HttpReply): boolean {
  return isWebPage(reply) || (reply.headers.server !== undefined && !/aiohttp/i.test(reply.headers.server));
}

/** The first word of the `Server` field; `undefined` for ComfyUI's own, which is no news. */
function serverName({ headers: { server = '' } }: HttpReply): string | undefined {
  return /aiohttp/i.test(server) ? undefined : /^[a-z](?:[a-z-]{0,30}[a-z])?(?=$|[\s/(])/i.exec(server)?.[0];
}
