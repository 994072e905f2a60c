import type { UploadErrorCode } from '../errorCodes.ts';
import { type CertificateProblem, UploadError } from '../errors.ts';

/** Our own error with a code, thrown while connecting, where otherwise only errors of undici or Node.js occur. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: 'CONNECT_TIMEOUT' | 'PROXY_REFUSED' | 'PROXY_LOST' | 'PRIVATE_ADDRESS';
  /** HTTP status of a proxy's refusal. */
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

const unreachable: ErrorClass = { code: 'unreachable', message: "The server can't be reached", retryable: true };
const refused: ErrorClass = {
  code: 'connectionRefused',
  message: 'Nothing accepts connections at the address of the server',
  retryable: true,
};
const connectTimeout: ErrorClass = {
  code: 'connectTimeout',
  message: "The server didn't accept the connection in time",
  retryable: true,
};
const lost: ErrorClass = { code: 'connectionLost', message: 'The connection broke', retryable: true };
const tlsFailed: ErrorClass = {
  code: 'tlsFailed',
  message: "The server's identity can't be verified",
  retryable: false,
};
const badReply: ErrorClass = { code: 'unexpectedReply', message: "The reply isn't valid HTTP", retryable: false };

const classes: Readonly<Record<string, ErrorClass>> = {
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EAI_FAIL: unreachable,
  EAI_NODATA: unreachable,
  ENODATA: unreachable,
  ECONNREFUSED: refused,
  EHOSTUNREACH: unreachable,
  EHOSTDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  EADDRNOTAVAIL: unreachable,
  // A link-local IPv6 address: which network interface it belongs to can't be said in a URL.
  EINVAL: unreachable,
  PROXY_LOST: unreachable,
  PROXY_REFUSED: {
    code: 'unreachable',
    message: 'The proxy refuses to connect to the server',
    retryable: false,
  },
  PRIVATE_ADDRESS: {
    code: 'unsafeUploadUrl',
    message: "The upload URL leads to an address that isn't on the internet",
    retryable: false,
  },
  CONNECT_TIMEOUT: connectTimeout,
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

/** OpenSSL's codes for an invalid certificate, and Node's for other TLS failures. */
const tlsCode = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT_)/;

const certificateProblems: Readonly<Record<string, CertificateProblem>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknownIssuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknownIssuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknownIssuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownIssuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownIssuer',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYetValid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherHost',
  HOSTNAME_MISMATCH: 'otherHost',
  ERR_SSL_WRONG_VERSION_NUMBER: 'noTls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'noTls',
};

/**
 * The code of a Node.js, OpenSSL or undici error, even if it is wrapped or one of several (addresses tried in turn).
 */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 3) {
    return undefined;
  }
  if ('code' in error && typeof error.code === 'string' && classOf(error.code) !== undefined) {
    return error.code;
  }
  // undici's error for what its parser rejects; only some of these have a code.
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

/** An established connection whose peer has disappeared also ends in ETIMEDOUT. */
function isWhileConnecting(error: unknown): boolean {
  return !(error instanceof Error && 'syscall' in error) || error.syscall === 'connect';
}

/** Whether the peer, or something in between, ended the connection. */
export function isConnectionLoss(error: unknown): boolean {
  return UploadError.is(error, 'connectionLost');
}

/** Whether a certificate or the encryption wasn't acceptable. */
export function isTlsFailure(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && classOf(code) === tlsFailed;
}

/**
 * The failure behind an error of undici or Node.js; any other error is returned as is (a bug should look like one).
 * `retryable` means that repeating the whole provider call may help; whether that is safe is up to the provider.
 * @param way.host the host that was to be reached, for the sentence a person reads
 * @param way.proxy the proxy in between, if there is one: host and port, without credentials
 */
export function networkFailure(
  error: unknown,
  { host, proxy }: { readonly host: string; readonly proxy: string | undefined },
): unknown {
  if (UploadError.is(error) && proxy !== undefined) {
    return withProxy(error, proxy);
  }
  const systemCode = codeOf(error);
  const isDeadConnection = systemCode === 'ETIMEDOUT' && !isWhileConnecting(error);
  const found = systemCode === undefined ? undefined : isDeadConnection ? lost : classOf(systemCode);
  if (found === undefined) {
    return error;
  }
  const status = error instanceof ConnectError ? error.status : undefined;
  return new UploadError(found.code, `${found.message} (${systemCode})`, {
    host,
    proxy,
    status,
    certificateProblem: certificateProblems[systemCode ?? ''],
    retryable: found.retryable,
    // Without `cause`: undici's errors contain addresses, headers and parts of the traffic.
  });
}

/** The same failure naming the proxy: a redirect or an invalid response may be the proxy's own. */
function withProxy(error: UploadError, proxy: string): UploadError {
  const { code, message, details, retryable } = error;
  return new UploadError(code, message, { ...details, proxy, retryable });
}
