import { type ReplyProblem, UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus, parseJson } from '../../http/replies.ts';
import { comfyMessage } from './comfyUpload.ts';
import { isObject, isSuccess, type JsonObject } from './replyFields.ts';

/** What nginx, Apache and servers written in Go answer to plain http at their https port. */
const httpsRequired =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server/i;

/**
 * The JSON object in a reply of a self-hosted ComfyUI. Its address is typed by hand and often belongs to a reverse proxy, so
 * anything may answer, and the failure says what did.
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
    // An empty or truncated reply may well be ComfyUI's.
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
      return status === 403 && text === '' && mayBeComfyUi(reply) ? 'originRule' : 'accessDenied';
    }
    case 404:
    case 405:
      return 'wrongPath';
    case 413:
      return isProxyLimit(reply) ? 'proxyLimit' : undefined;
    default:
      return undefined;
  }
}

function isWebPage({ headers, text }: HttpReply): boolean {
  return /^\s*</.test(text) || (/^text\/html\b/i.test(headers['content-type'] ?? '') && !/^\s*\{/.test(text));
}

/** Whether a 413 is that of something in front of ComfyUI, which itself answers `Maximum request body size … exceeded`. */
function isProxyLimit(reply: HttpReply): boolean {
  return !/^Maximum request body size/.test(reply.text) && (isWebPage(reply) || serverName(reply) !== undefined);
}

/**
 * Whether a reply without a page may come from ComfyUI itself. nginx, and OpenResty which is built on it, put their names on
 * the replies they forward, but their own refusals have a page. Any other name is that of what refused.
 */
function mayBeComfyUi({ headers: { server = '' } }: HttpReply): boolean {
  return server.trim() === '' || /aiohttp|^\s*(?:python|nginx|openresty)\b/i.test(server);
}

/** The product in the `Server` header; `undefined` for aiohttp, which is ComfyUI itself. */
function serverName({ headers: { server = '' } }: HttpReply): string | undefined {
  return /aiohttp/i.test(server) ? undefined : /^[a-z](?:[a-z-]{0,30}[a-z])?(?=$|[\s/(])/i.exec(server)?.[0];
}
