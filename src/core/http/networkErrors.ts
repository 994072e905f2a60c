import { UploadError, type UploadErrorCode } from '../errors.ts';

/** An error of ours with a code, thrown where only undici's or Node's own errors are expected (connecting). */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: 'PROXY_REFUSED' | 'PROXY_LOST' | 'PRIVATE_ADDRESS';
  /** HTTP status a proxy refused with. */
  readonly status: number | undefined;

  constructor(code: ConnectError['code'], message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}

interface ErrorClass {
  readonly code: UploadErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

const unreachable: ErrorClass = { code: 'unreachable', message: 'The server cannot be reached', retryable: true };
const connectTimeout: ErrorClass = {
  code: 'connectTimeout',
  message: 'The server did not answer in time to the attempt to connect',
  retryable: true,
};
const lost: ErrorClass = { code: 'connectionLost', message: 'The connection broke', retryable: true };
const tlsFailed: ErrorClass = {
  code: 'tlsFailed',
  message: 'The server cannot prove that it is who it says',
  retryable: false,
};
const badReply: ErrorClass = { code: 'unexpectedReply', message: 'The reply is no HTTP', retryable: false };

const classes: Readonly<Record<string, ErrorClass>> = {
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EAI_FAIL: unreachable,
  EAI_NODATA: unreachable,
  ENODATA: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EADDRNOTAVAIL: unreachable,
  PROXY_LOST: unreachable,
  PROXY_REFUSED: {
    code: 'unreachable',
    message: 'The proxy refuses to connect to the server',
    retryable: false,
  },
  PRIVATE_ADDRESS: {
    code: 'unsafeUploadUrl',
    message: 'The upload URL leads to an address that is not on the internet',
    retryable: false,
  },
  UND_ERR_CONNECT_TIMEOUT: connectTimeout,
  ETIMEDOUT: connectTimeout,
  ECONNRESET: lost,
  ECONNABORTED: lost,
  EPIPE: lost,
  UND_ERR_SOCKET: lost,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: lost,
  UND_ERR_HEADERS_OVERFLOW: badReply,
  EPROTO: tlsFailed,
  HOSTNAME_MISMATCH: tlsFailed,
  INVALID_CA: tlsFailed,
  INVALID_PURPOSE: tlsFailed,
  PATH_LENGTH_EXCEEDED: tlsFailed,
  CRL_HAS_EXPIRED: tlsFailed,
};

/** OpenSSL's names for a certificate that is not good, and Node's for what else goes wrong in TLS. */
const tlsCode = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT_)/;

/** The code of a Node, OpenSSL or undici error, also where it is wrapped or one of several (addresses tried in turn). */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 3) {
    return undefined;
  }
  if ('code' in error && typeof error.code === 'string' && classOf(error.code) !== undefined) {
    return error.code;
  }
  // undici's error for what its parser refuses; it has a code only for some of that.
  if (error.name === 'HTTPParserError') {
    return 'HPE_INVALID';
  }
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return codeOf(first, depth + 1);
}

function classOf(code: string): ErrorClass | undefined {
  if (tlsCode.test(code)) {
    return tlsFailed;
  }
  return code.startsWith('HPE_') ? badReply : classes[code];
}

/** ETIMEDOUT is also what a connection ends with whose other side has gone. */
function isWhileConnecting(error: unknown): boolean {
  return !(error instanceof Error && 'syscall' in error) || error.syscall === 'connect';
}

/** Whether the other side, or something between, ended the connection. */
export function isConnectionLoss(error: unknown): boolean {
  return UploadError.is(error, 'connectionLost');
}

/**
 * The failure behind an error of undici or Node; what is neither comes back as it is (a bug should look like one).
 * `retryable` says that repeating the whole provider call may help; whether it is safe is for the provider to know.
 * @param host what was to be reached, for the sentence a person reads
 */
export function networkFailure(error: unknown, host: string): unknown {
  const systemCode = codeOf(error);
  const isDeadConnection = systemCode === 'ETIMEDOUT' && !isWhileConnecting(error);
  const found = systemCode === undefined ? undefined : isDeadConnection ? lost : classOf(systemCode);
  if (found === undefined) {
    return error;
  }
  const status = error instanceof ConnectError ? error.status : undefined;
  return new UploadError(found.code, `${found.message} (${systemCode})`, {
    host,
    status,
    retryable: found.retryable,
    // Without `cause`: undici's errors carry addresses, headers and parts of the traffic.
  });
}
