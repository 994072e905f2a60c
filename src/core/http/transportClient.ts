import { CancelledError, throwIfCancelled, UploadError } from '../errors.ts';
import type { Log } from '../log.ts';
import { BodySender } from './bodies/bodySender.ts';
import type { HttpClient, HttpReply, HttpRequest } from './httpClient.ts';
import { Interruption } from './interruption.ts';
import { isConnectionLoss, networkFailure } from './networkErrors.ts';
import type { Transport } from './transport.ts';

/** All in milliseconds. There is no limit for what is sent: a large file on a slow line isn't a failure. */
export interface TransferTimeouts {
  /** How long nothing may be sent or received. */
  readonly idle: number;
  /**
   * How long a reply may take from its headers to its end. Not counted: the time before its headers, which a server may
   * need to hash a large file and may bridge with interim responses, and the time in which the request is still being sent.
   */
  readonly reply: number;
}

export interface TransportClientOptions {
  readonly transport: Transport;
  readonly timeouts: TransferTimeouts;
  readonly log: Log;
  readonly userAgent?: string;
}

/** Bytes of a body the system has been observed to buffer for a receiver that reads slowly. */
const maxBuffered = 8_388_608;
/** Idle periods that draining such a buffer may take in addition to the usual one. */
const drainPeriods = 3;
/**
 * Maximum number of connections a request is tried over when kept ones turn out to be closed. With VS Code's agents there
 * is no way to demand a new connection, so the second may be as stale as the first.
 */
const maxConnections = 5;

/** `HttpClient` over a transport. */
export class TransportClient implements HttpClient {
  readonly #options: TransportClientOptions;
  /** The proxy that the last request to each host went through; empty for none. */
  readonly #routes = new Map<string, string>();
  #isClosed = false;

  constructor(options: TransportClientOptions) {
    this.#options = options;
  }

  async send(request: HttpRequest): Promise<HttpReply> {
    for (let connection = 1; ; connection++) {
      const reply = await this.#exchange(request, connection);
      if (reply !== undefined) {
        return reply;
      }
      this.#options.log.debug(`A kept connection to ${request.url.host} was closed; sending again over another one`);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#options.transport.close();
  }

  /**
   * @param connection how many connections this request has been tried over, this one included
   * @returns `undefined` where a kept connection turned out to be closed and the request can safely be sent again
   */
  async #exchange(request: HttpRequest, connection: number): Promise<HttpReply | undefined> {
    const { signal, url, body } = request;
    const { transport, timeouts } = this.#options;
    throwIfCancelled(signal);
    this.#throwIfClosed();
    const interruption = new Interruption(signal, timeouts.idle, url.host);
    const sender = body && new BodySender(body, (bytes) => this.#onTaken(request, interruption, bytes));
    let hasAnswer = false;
    const onInterim = (): void => {
      hasAnswer = true;
      interruption.restart(timeouts.idle);
    };
    const onAnswer = (): void => {
      onInterim();
      interruption.limitReply(timeouts.reply);
    };
    const headers = this.#headersOf(request);
    const exchange = transport.begin(request, { headers, sender, isFresh: connection > 1, onInterim, onAnswer });
    try {
      const reply = await interruption.orResult(exchange.perform());
      this.#logRoute(url.host, exchange.proxy);
      this.#checkWholeBodySent(reply, sender);
      if (body !== undefined && sender?.isComplete === true) {
        request.onBytesSent?.(body.contentLength);
      }
      if (sender === undefined || sender.isComplete) {
        exchange.giveBack();
      } else {
        exchange.discard();
      }
      return reply;
    } catch (error) {
      exchange.discard();
      throwIfCancelled(signal);
      this.#throwIfClosed();
      if (sender?.failure !== undefined) {
        throw sender.failure.error;
      }
      const failure = networkFailure(error, { host: url.host, proxy: exchange.proxy });
      const isUnsent = exchange.isReused && !hasAnswer && sender?.isComplete !== true;
      if (isUnsent && isConnectionLoss(failure) && connection < maxConnections) {
        return undefined;
      }
      throw failure;
    } finally {
      interruption.stop();
      sender?.stop();
    }
  }

  #headersOf({ headers, body }: HttpRequest): Record<string, string> {
    return {
      'user-agent': this.#options.userAgent ?? 'workflow-assets',
      ...headers,
      ...(body && { 'content-type': body.contentType, 'content-length': String(body.contentLength) }),
    };
  }

  #onTaken({ body, onBytesSent }: HttpRequest, interruption: Interruption, bytes: number): void {
    const length = body?.contentLength ?? 0;
    const { idle, reply } = this.#options.timeouts;
    interruption.restartReply(reply);
    if (bytes < length) {
      interruption.restart(idle);
      onBytesSent?.(bytes);
      return;
    }
    // The socket has taken everything, but the network may not have: nothing reports how the system's buffer drains, and
    // on a slow line that takes longer than any pause before it.
    const buffered = Math.min(length, maxBuffered) / maxBuffered;
    interruption.restart(idle * (1 + drainPeriods * buffered));
  }

  /** Success for half a file means a truncated file under a valid reference, which only running the workflow would reveal. */
  #checkWholeBodySent({ status }: HttpReply, sender: BodySender | undefined): void {
    if (status >= 200 && status < 300 && sender?.isComplete === false) {
      throw new UploadError('unexpectedReply', 'The server reported success before it had the whole file', { status });
    }
  }

  /** Once per host and route, so that the log shows whether a proxy was involved. */
  #logRoute(host: string, proxy = ''): void {
    if (this.#routes.get(host) !== proxy) {
      this.#routes.set(host, proxy);
      this.#options.log.debug(proxy === '' ? `Reached ${host} directly` : `Reached ${host} through the proxy ${proxy}`);
    }
  }

  #throwIfClosed(): void {
    if (this.#isClosed) {
      throw new CancelledError();
    }
  }
}
