/** A request body whose length is known before its first byte. */
export interface RequestBody {
  readonly contentType: string;
  /** Exact length in bytes. A wrong one is a bug here and an error there: storage services refuse chunked bodies. */
  readonly contentLength: number;
  /** The bytes, from the start; called once per attempt. */
  bytes(): AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  readonly signal: AbortSignal;
  /**
   * For URLs out of somebody's reply: refuses to connect to what resolves to a private address (DNS rebinding).
   * Where a proxy makes the connection, the proxy resolves names and this cannot be checked.
   */
  readonly publicAddressOnly?: boolean;
  /**
   * Called with the number of body bytes the socket has taken so far. The whole length is reported only with the
   * answer: before it, the last megabytes may still be on their way and nothing has been accepted.
   */
  onBytesSent?(bytes: number): void;
}

/** A complete answer. Its text is bounded: nobody's error page fills our memory. */
export interface HttpReply {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface HttpClient {
  /**
   * Sends one request and reads the whole answer, whatever its status but a redirect.
   * @throws UploadError `unreachable`, `connectTimeout`, `idleTimeout`, `connectionLost`, `tlsFailed`, `redirected`,
   *   `unsafeUploadUrl` (`publicAddressOnly`), `unexpectedReply` (an answer longer than the bound); and what the body itself throws
   * @throws CancelledError
   */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}
