import type { UploadErrorCode } from './errorCodes.ts';
import type { ProviderId } from './providers/providerId.ts';

/** What is wrong with the text of an endpoint. */
export type EndpointProblem =
  | 'notUrl'
  /** An address without `https://` in front, see `withScheme` in endpointProblem.ts. */
  | 'schemeMissing'
  | 'schemeUnsupported'
  /** `http:` to another machine, where anybody on the way could read the key. */
  | 'plainHttp'
  /** The same at a provider that allows it in local networks, to a host that may be elsewhere. */
  | 'publicPlainHttp'
  /** `http:` within a local network, which the person hasn't agreed to. */
  | 'plainHttpNotAllowed'
  /** `0.0.0.0` or `[::]`: what a server listens at, but not where it is. */
  | 'unspecifiedAddress'
  | 'credentials'
  /** A query or a fragment. */
  | 'query'
  /** A path, at a provider whose signatures have no place for one. */
  | 'path'
  /** An IP address, at a provider whose requests put a name in front of the host. */
  | 'noSubdomain';

/** What was done to an object in a storage. */
export type StorageOperation = 'read' | 'write' | 'delete';

/** What the reply of a server that people run themselves shows beyond its status. */
export type ReplyProblem =
  /** A web page in place of the API's reply: another server, or a sign-in page in front. */
  | 'webPage'
  /** A reply that is neither the API's nor a web page. */
  | 'otherServer'
  /** Nothing at this path, or not for this method. */
  | 'wrongPath'
  /** Something in front asks for a user name and password. */
  | 'passwordRequired'
  /** Something in front asks for a token, or signs people in by other means. */
  | 'tokenRequired'
  /** Access denied, without a way to gain it. */
  | 'accessDenied'
  /** ComfyUI takes the request for one that a page of another web site has made. */
  | 'originRule'
  /** A proxy limits request bodies, and not the server itself. */
  | 'proxyLimit'
  /** The port is for https. */
  | 'httpsRequired'
  /** A stored file's name that can't stand in a workflow. */
  | 'unusableName';

/** Why a TLS connection to a server isn't trusted, as far as that tells what to do. */
export type CertificateProblem =
  /** Self-signed, or issued by an authority that this computer doesn't know. */
  | 'unknownIssuer'
  | 'expired'
  | 'notYetValid'
  /** Issued for other host names. */
  | 'otherHost'
  /** The port isn't for https. */
  | 'noTls';

/** What a sentence about the failure may need beside its code. */
export interface UploadErrorDetails {
  /** Media type found in the file's content; `undefined` where the content isn't a known type. */
  readonly mediaType?: string;
  /** Size of the file in bytes. */
  readonly size?: number;
  /** The limit that wasn't met, in bytes. */
  readonly limit?: number;
  /** Width and height of an image in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** HTTP status of the response. */
  readonly status?: number;
  /** The provider's own message, without markup and secrets, cut to one short line. */
  readonly providerMessage?: string;
  /** Host that couldn't be reached, or that a redirect pointed to. Never a path or query. */
  readonly host?: string;
  /** The proxy the request went through: host and port, without credentials. */
  readonly proxy?: string;
  /** Why an endpoint can't be used. */
  readonly endpointProblem?: EndpointProblem;
  /** The largest files in an archive that is too large, with their sizes in bytes. */
  readonly largestFiles?: readonly { readonly name: string; readonly size: number }[];
  readonly replyProblem?: ReplyProblem;
  /** What the server that sent the reply calls itself: `nginx`. Letters only, so it can't be a key. */
  readonly server?: string;
  readonly certificateProblem?: CertificateProblem;
  /** What a storage refused to do. */
  readonly operation?: StorageOperation;
  /** The option of a connection that can't be used, by its name in the settings. */
  readonly option?: string;
  /** A bucket the storage doesn't have. */
  readonly bucket?: string;
  /** Where the bucket is, instead of where it was looked for. */
  readonly bucketRegion?: string;
  /** How far this computer's clock is ahead of the server's, in milliseconds; negative where it is behind. */
  readonly clockOffset?: number | undefined;
  /** Command line option with which the owner of a server raises the limit that was not met. */
  readonly serverOption?: string;
}

/** What a failure concerns, each where it is known. */
export interface FailurePlace {
  readonly provider?: ProviderId | undefined;
  /** The provider's connection in use, and what people see it called. */
  readonly connection?: { readonly id: string; readonly label: string } | undefined;
  /** Base name of the file concerned; `undefined` for a call that concerns the account only. */
  readonly fileName?: string | undefined;
}

export interface UploadErrorOptions extends UploadErrorDetails, FailurePlace {
  /** Whether repeating the whole provider call is safe and may help. */
  readonly retryable?: boolean;
  /** How long the provider asked to wait before the next attempt, in milliseconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** A failure with a stable code. Its `message` is English, for the log, and contains no secret and no URL query. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly code: UploadErrorCode;
  readonly provider: FailurePlace['provider'];
  readonly connection: FailurePlace['connection'];
  readonly fileName: FailurePlace['fileName'];
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly details: UploadErrorDetails;

  constructor(code: UploadErrorCode, message: string, options: UploadErrorOptions = {}) {
    const { provider, connection, fileName, retryable, retryAfter, cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.provider = provider;
    this.connection = connection;
    this.fileName = fileName;
    this.retryable = retryable ?? false;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /** The same failure with what it concerns, as far as that isn't known yet. */
  at({ provider, connection, fileName }: FailurePlace): UploadError {
    return new UploadError(this.code, this.message, {
      ...this.details,
      provider: this.provider ?? provider,
      connection: this.connection ?? connection,
      fileName: this.fileName ?? fileName,
      retryable: this.retryable,
      retryAfter: this.retryAfter,
      cause: this.cause,
    });
  }

  static is(error: unknown, code?: UploadErrorCode): error is UploadError {
    return error instanceof UploadError && (code === undefined || error.code === code);
  }
}

/** The operation was cancelled. Never shown as an error, never recorded, never retried. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('Cancelled');
  }

  static is(error: unknown): error is CancelledError {
    return error instanceof CancelledError;
  }
}

/** @throws CancelledError once the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new CancelledError();
  }
}
