import type { ProviderId } from './providers/providerId.ts';

/**
 * Everything that can go wrong between a file and a reference, one stable code each.
 * The editor turns a code into a sentence and a button (src/editor/failures.ts); nothing matches on message texts.
 */
export type UploadErrorCode =
  // the file
  | 'fileMissing'
  | 'fileUnreadable'
  | 'notAFile'
  | 'fileEmpty'
  | 'fileTooSmall'
  | 'fileTooLarge'
  | 'imageTooLarge'
  | 'typeUnsupported'
  | 'changedWhileReading'
  // what may be sent, and where to
  | 'outsideWorkspace'
  | 'workspaceUntrusted'
  | 'endpointInvalid'
  // the account
  | 'keyMissing'
  | 'keyRejected'
  | 'quotaExceeded'
  | 'subscriptionInactive'
  // the network
  | 'unreachable'
  | 'connectTimeout'
  | 'idleTimeout'
  | 'connectionLost'
  | 'tlsFailed'
  | 'redirected'
  | 'unsafeUploadUrl'
  // the answer
  | 'rateLimited'
  | 'serverError'
  | 'tooLargeForServer'
  | 'rejected'
  | 'unexpectedReply';

/** Plain values a sentence about the failure needs: limits in bytes or pixels, the provider's own words, a status. */
export interface UploadErrorDetails {
  /** Media type found in the file's content, or `undefined` where the content is of no known type. */
  readonly mediaType?: string;
  /** Size of the file in bytes. */
  readonly size?: number;
  /** The limit that was not met, in bytes. */
  readonly limit?: number;
  /** Width and height of an image in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** What the provider said, already cleaned of markup and secrets and cut to one short line. */
  readonly providerMessage?: string;
  /** Host that could not be reached, or that a redirect pointed to. Never a path or query. */
  readonly host?: string;
  /** Command line option with which the owner of a server raises the limit that was not met. */
  readonly serverOption?: string;
}

export interface UploadErrorOptions extends UploadErrorDetails {
  readonly provider?: ProviderId;
  /** Base name of the file concerned. */
  readonly fileName?: string;
  /** Whether repeating the whole provider call is safe and may help. */
  readonly retryable?: boolean;
  /** How long the provider asked to wait before the next attempt, in milliseconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** A failure with a stable code. `message` is English and for the log; it holds no secret and no URL query. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly code: UploadErrorCode;
  readonly provider: ProviderId | undefined;
  readonly fileName: string | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly details: UploadErrorDetails;

  constructor(code: UploadErrorCode, message: string, options: UploadErrorOptions = {}) {
    const { provider, fileName, retryable, retryAfter, cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.provider = provider;
    this.fileName = fileName;
    this.retryable = retryable ?? false;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /** The same failure, saying at which provider and with which file it happened. */
  at(provider: ProviderId | undefined, fileName?: string): UploadError {
    return new UploadError(this.code, this.message, {
      ...this.details,
      provider: this.provider ?? provider,
      fileName: this.fileName ?? fileName,
      retryable: this.retryable,
      retryAfter: this.retryAfter,
      cause: this.cause,
    });
  }

  /** By name and not by class: the two bundles each carry a copy of this class. */
  static is(error: unknown, code?: UploadErrorCode): error is UploadError {
    return (
      error instanceof Error &&
      error.name === 'UploadError' &&
      (code === undefined || (error as UploadError).code === code)
    );
  }
}

/** The person changed their mind. Never shown as an error, never recorded, never retried. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('Cancelled');
  }

  static is(error: unknown): error is CancelledError {
    return error instanceof Error && error.name === 'CancelledError';
  }
}

/** @throws CancelledError once the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new CancelledError();
  }
}
