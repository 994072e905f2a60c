import type { BodySender } from './bodies/bodySender.ts';
import type { HttpReply, HttpRequest } from './httpClient.ts';

/** A way to a server. Timeouts, repetitions and progress are the client's, so that they are the same over all of them. */
export interface Transport {
  /** Prepares one request over one connection; nothing is sent before `perform`. */
  begin(request: HttpRequest, options: ExchangeOptions): Exchange;
  /** Closes all connections of its own, including those in use. */
  close(): Promise<void>;
}

export interface ExchangeOptions {
  /** Complete: the transport adds only what belongs to the connection. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, if there is one. */
  readonly sender: BodySender | undefined;
  /** Whether to avoid kept connections where the transport has a choice. */
  readonly isFresh: boolean;
  /** Called for each sign of an answer: an interim response, the headers, each piece of the body. */
  readonly onAnswer: () => void;
}

/** One request and its answer. */
export interface Exchange {
  /** Whether an earlier request used the connection: the server may have closed it in the meantime. */
  readonly isReused: boolean;
  /** Host and port of the proxy in between, without credentials; `undefined` for none, or before one is known. */
  readonly proxy: string | undefined;
  /**
   * Sends the request and reads the answer, once.
   * @throws ConnectError, UploadError, and errors of Node.js or undici that `networkFailure` recognises
   */
  perform(): Promise<HttpReply>;
  /** Keeps the connection for a later request. Only after an exchange that was completed. */
  giveBack(): void;
  /** Closes the connection at once, whatever it is doing. */
  discard(): void;
}

/** Limits of connecting, and what takes part in it. */
export interface ConnectOptions {
  /** Milliseconds each hop may take: name lookup and TCP, a proxy's tunnel, TLS. */
  readonly connectTimeout: number;
}
