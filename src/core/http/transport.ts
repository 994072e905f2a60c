import type { BodySender } from './bodies/bodySender.ts';
import type { HttpReply, HttpRequest } from './httpClient.ts';

/** How requests reach a server. Timeouts, resending and progress are up to the client, so that all transports behave alike. */
export interface Transport {
  /** Prepares a request over a connection; nothing is sent before `perform`. */
  begin(request: HttpRequest, options: ExchangeOptions): Exchange;
  /** Closes all connections of its own, including those in use. */
  close(): Promise<void>;
}

export interface ExchangeOptions {
  /** Complete except for headers that concern the connection, which the transport adds. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, if there is one. */
  readonly sender: BodySender | undefined;
  /** Whether to avoid kept connections where the transport has a choice. */
  readonly isFresh: boolean;
  /** Called for each interim response (1xx): the server is alive, but its reply hasn't begun. */
  readonly onInterim: () => void;
  /** Called for each part of the response itself: the headers, each chunk of the body. */
  readonly onAnswer: () => void;
}

/** One request and its response. */
export interface Exchange {
  /** Whether an earlier request used the connection: the server may have closed it in the meantime. */
  readonly isReused: boolean;
  /** Host and port of the proxy in between, without credentials; `undefined` for none, or before one is known. */
  readonly proxy: string | undefined;
  /**
   * Sends the request and reads the response. Called once.
   * @throws ConnectError, UploadError, and errors of Node.js or undici that `networkFailure` recognises
   */
  perform(): Promise<HttpReply>;
  /** Keeps the connection for a later request. Only after an exchange that was completed. */
  giveBack(): void;
  /** Closes the connection at once, whatever it is doing. */
  discard(): void;
}

/** Limits while connecting. */
export interface ConnectOptions {
  /** Milliseconds each hop may take: name lookup and TCP, a proxy's tunnel, TLS. */
  readonly connectTimeout: number;
}
