/** A request body whose length is known before its first byte. */
export interface RequestBody {
  readonly contentType: string;
  /** Exact length in bytes, because storage services refuse chunked bodies. A wrong one is a bug. */
  readonly contentLength: number;
  /** The bytes from the start; called once per attempt. */
  bytes(): AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  readonly signal: AbortSignal;
  /**
   * For URLs taken from a reply: refuses to connect to a name that resolves to a private address (DNS rebinding). This
   * can't be checked where a proxy makes the connection, because the proxy resolves names.
   */
  readonly publicAddressOnly?: boolean;
  /** Returns a redirect like any other answer, for a server that says in it what is wrong. It isn't followed either way. */
  readonly readsRedirects?: boolean;
  /**
   * Called with the number of body bytes the socket has taken so far. The whole length is reported only with the
   * answer: before that, the last megabytes may still be in transit and nothing has been accepted.
   */
  onBytesSent?(bytes: number): void;
}

/** A complete answer. Its text is bounded, so that no error page fills the memory. */
export interface HttpReply {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface HttpClient {
  /**
   * Sends one request and reads the whole answer, whatever its status, a redirect only if it is asked for.
   * @throws UploadError `unreachable`, `connectionRefused`, `connectTimeout`, `idleTimeout`, `connectionLost`, `tlsFailed`, `redirected`,
   *   `unsafeUploadUrl` (`publicAddressOnly`), `unexpectedReply` (an answer longer than the bound); also what the body
   *   itself throws
   * @throws CancelledError
   */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}
