import type { Clock } from '../../clock.ts';
import { UploadError } from '../../errors.ts';
import { assertTransportAllowed, hostBelow, pathWithoutEndSlashes, urlBelow } from '../../http/guards/endpointUrl.ts';
import { checkUploadUrl, isPublicEndpoint } from '../../http/guards/uploadUrl.ts';
import type { HttpClient, HttpRequest, RequestBody } from '../../http/httpClient.ts';
import type { Log } from '../../log.ts';
import type { ProviderSession, RequestTarget } from '../../providers/provider.ts';
import type { Account } from './account.ts';
import { redactorFor } from './secrets.ts';

export interface SessionServices {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SessionOptions {
  readonly account: Account;
  readonly signal: AbortSignal;
  /** Called with how much of a request's body the socket has taken, and its length. */
  readonly onBytesSent?: (sent: number, total: number) => void;
}

/** What one provider call may use: requests that can only go to the account's own server. */
export function createSession({ http, clock, log }: SessionServices, options: SessionOptions): ProviderSession {
  const { account, signal, onBytesSent } = options;
  const redact = redactorFor(account);
  const send = (request: Omit<HttpRequest, 'signal' | 'onBytesSent'>) => {
    const total = request.body?.contentLength ?? 0;
    return http.send({ ...request, signal, onBytesSent: (sent) => onBytesSent?.(sent, total) });
  };
  return {
    key: account.key,
    options: account.options,
    clock,
    signal,
    urlOf: (target) => urlWithin(account.endpoint, target),
    send: async ({ path, subdomain, headers, ...request }) => {
      const url = urlWithin(account.endpoint, { path, ...(subdomain === undefined ? {} : { subdomain }) });
      assertTransportAllowed(url, account.provider);
      return send({ ...request, headers: { ...headers, ...account.headers }, url });
    },
    sendToUploadUrl: async (url, body) =>
      send({
        method: 'POST',
        url: checkUploadUrl(url, account.endpoint),
        body: readableOnce(body),
        publicAddressOnly: isPublicEndpoint(account.endpoint),
      }),
    warn: (message) => log.warn(redact(message)),
  };
}

/**
 * A path below an endpoint, which may itself have a path (a reverse proxy's prefix, for example).
 * @throws UploadError `endpointInvalid` for a path that would leave the endpoint, because the account's key goes with
 *   it
 */
function urlWithin(endpoint: URL, { path, subdomain }: RequestTarget): URL {
  const base = subdomain === undefined ? endpoint : hostBelow(endpoint, subdomain);
  const url = urlBelow(base, path);
  const prefix = `${pathWithoutEndSlashes(endpoint)}/`;
  // Joined as text, a path can't change the host, but dots can still lead out of the prefix.
  if (url.origin !== base.origin || !`${url.pathname}/`.startsWith(prefix)) {
    throw new UploadError('endpointInvalid', 'A request would have left the configured endpoint');
  }
  return url;
}

/**
 * An upload URL may be used only once. An HTTP client repeats a request by itself when a kept connection turns out to
 * be closed, although the storage may have seen the first one. A body that can't be read twice prevents that before a
 * byte is sent; the next attempt then requests a URL of its own.
 */
function readableOnce(body: RequestBody): RequestBody {
  let hasBeenRead = false;
  return {
    ...body,
    async *bytes() {
      if (hasBeenRead) {
        throw new UploadError('connectionLost', 'The connection broke before the file was sent', { retryable: true });
      }
      hasBeenRead = true;
      yield* body.bytes();
    },
  };
}
