import type { LookupFunction } from 'node:net';
import { CancelledError, throwIfCancelled, UploadError } from '../errors.ts';
import type { Log } from '../log.ts';
import { BodySender } from './bodies/bodySender.ts';
import { type Connection, Connections } from './connections.ts';
import type { HttpClient, HttpReply, HttpRequest } from './httpClient.ts';
import { Interruption } from './interruption.ts';
import { isConnectionLoss, networkFailure } from './networkErrors.ts';
import type { ProxySettings } from './proxy/proxySettings.ts';
import { Routes } from './proxy/routes.ts';
import { readReply } from './readReply.ts';
import { sendOver } from './undici.ts';

/** All in milliseconds. There is no limit for what is sent: a large file on a slow line isn't a failure. */
export interface HttpTimeouts {
  /** For each hop of connecting: the server or proxy, the tunnel, TLS. */
  readonly connect: number;
  /** How long nothing may be sent or received. */
  readonly idle: number;
  /**
   * How long a reply may take from its first sign to its end. Not counted: the time before that sign, which a server may
   * need to hash a large file, and the time in which the request is still being sent.
   */
  readonly reply: number;
}

export interface HttpClientOptions {
  /** Read for each request, so that a changed setting takes effect with the next one. */
  readonly proxy: () => ProxySettings;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly log: Log;
  readonly userAgent?: string;
  /** Replaces the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/** In five minutes the longest reply that is read, 1 MiB, arrives over a line of 3.5 kB/s. */
const defaultTimeouts: HttpTimeouts = { connect: 15_000, idle: 90_000, reply: 300_000 };

/** Bytes of a body the system has been observed to buffer for a receiver that reads slowly. */
const maxBuffered = 8_388_608;
/** Idle periods that draining such a buffer may take in addition to the usual one. */
const drainPeriods = 3;

interface Exchange {
  readonly connection: Connection;
  readonly sender: BodySender | undefined;
  /** Called for each sign of an answer: an interim response, the headers, each piece of the body. */
  readonly onAnswer: () => void;
}

/** `HttpClient` on undici. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new UndiciHttpClient(options);
}

class UndiciHttpClient implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #timeouts: HttpTimeouts;
  readonly #routes: Routes;
  readonly #connections = new Connections();
  #isClosed = false;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    this.#routes = new Routes({ connectTimeout: this.#timeouts.connect, log: options.log, lookup: options.lookup });
  }

  async send(request: HttpRequest): Promise<HttpReply> {
    const reply = await this.#exchange(request, false);
    if (reply !== undefined) {
      return reply;
    }
    this.#options.log.debug(`A kept connection to ${request.url.host} was closed; sending again over a new one`);
    const second = await this.#exchange(request, true);
    if (second === undefined) {
      throw new Error('A new connection was reported as reused');
    }
    return second;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connections.close();
  }

  /** @returns `undefined` where a kept connection turned out to be closed and the request can safely be sent again */
  async #exchange(request: HttpRequest, isFresh: boolean): Promise<HttpReply | undefined> {
    const { signal, url, body } = request;
    throwIfCancelled(signal);
    this.#throwIfClosed();
    const route = this.#routes.to(url, this.#options.proxy(), request.publicAddressOnly ?? false);
    const connection = this.#connections.take(route, { isFresh });
    const interruption = new Interruption(signal, this.#timeouts.idle, url.host);
    const sender = body && new BodySender(body, (bytes) => this.#onTaken(request, interruption, bytes));
    let hasAnswer = false;
    const onAnswer = (): void => {
      hasAnswer = true;
      interruption.restart(this.#timeouts.idle);
      interruption.limitReply(this.#timeouts.reply);
    };
    try {
      const reply = await interruption.orResult(this.#perform(request, { connection, sender, onAnswer }));
      this.#checkWholeBodySent(reply, sender);
      if (body !== undefined && sender?.isComplete === true) {
        request.onBytesSent?.(body.contentLength);
      }
      if (sender === undefined || sender.isComplete) {
        connection.giveBack();
      } else {
        connection.discard();
      }
      return reply;
    } catch (error) {
      connection.discard();
      throwIfCancelled(signal);
      this.#throwIfClosed();
      const failure = sender?.failure === undefined ? networkFailure(error, url.host) : sender.failure.error;
      if (connection.isReused && !hasAnswer && sender?.isComplete !== true && isConnectionLoss(failure)) {
        return undefined;
      }
      throw failure;
    } finally {
      interruption.stop();
      sender?.stop();
    }
  }

  async #perform(
    { method, url, headers, body }: HttpRequest,
    { connection, sender, onAnswer }: Exchange,
  ): Promise<HttpReply> {
    const response = await sendOver(connection.client, {
      method,
      path: url.pathname + url.search,
      headers: {
        'user-agent': this.#options.userAgent ?? 'workflow-assets',
        ...headers,
        ...(body && { 'content-type': body.contentType, 'content-length': String(body.contentLength) }),
      },
      // Typed for streams only; any iterable of chunks is documented.
      ...(sender && { body: sender as unknown as Uint8Array }),
      onInfo: onAnswer,
    });
    onAnswer();
    return readReply(response, url, onAnswer);
  }

  #onTaken({ body, onBytesSent }: HttpRequest, interruption: Interruption, bytes: number): void {
    const length = body?.contentLength ?? 0;
    const { idle, reply } = this.#timeouts;
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

  #throwIfClosed(): void {
    if (this.#isClosed) {
      throw new CancelledError();
    }
  }
}
