import { randomUUID } from 'node:crypto';
import { hashing } from '../asset/contentHash.ts';
import { throwIfCancelled, UploadError } from '../errors.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import type { UploadRecord } from '../history/records/record.ts';
import { type RetryBudget, withRetry } from '../http/retry.ts';
import type { UploadedReferences } from '../providers/reference.ts';
import { recipientIdentity } from './accounts/account.ts';
import { withoutSecrets } from './accounts/secrets.ts';
import { createSession, type SessionServices } from './accounts/session.ts';
import type { FileDigests, ProviderDigest } from './fileDigests.ts';
import type { ProgressMeter } from './inFlight/progress.ts';
import { assertApproved } from './permission/permissionGate.ts';
import type { OpenedUpload } from './uploadRequest.ts';

export interface TransferServices extends SessionServices {
  readonly history: HistoryStore;
  /** From 0 up to 1, for the jitter of retry waits. */
  readonly random?: () => number;
}

export interface TransferOptions {
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
  readonly retryBudget?: RetryBudget;
  readonly digests: FileDigests;
}

/** How a request for an upload ended. */
export interface Outcome {
  readonly record: UploadRecord;
  /**
   * Whether none of the file was sent: an earlier upload was used, one that was in flight, or content the provider already
   * had.
   */
  readonly reused: boolean;
}

interface Sent extends UploadedReferences {
  readonly contentHash: string;
}

/** What all attempts of one transfer share. */
interface Attempts {
  /** Only for a provider that wants a digest before it gets the file. */
  readonly digests: ProviderDigest | undefined;
  /** Whether any of them has sent some of the file. */
  haveSentFile: boolean;
}

/**
 * Sends a file to a provider, as often as is safe and useful, and records the upload once the provider has accepted it. A
 * provider that knows files by a digest is given it, so that it needn't be sent what it has.
 * @throws UploadError, CancelledError; nothing has been recorded then
 */
export async function transfer(
  upload: OpenedUpload,
  options: TransferOptions,
  services: TransferServices,
): Promise<Outcome> {
  const { asset, request } = upload;
  const { meter, signal, retryBudget } = options;
  const { clock, log, random } = services;
  const { label } = request.account.provider;
  const attempts: Attempts = { digests: await options.digests.ofProvider(), haveSentFile: false };
  const sent = await withRetry(
    (attempt) => {
      meter.beginAttempt(attempt);
      return withoutSecrets(request.account, () => sendOnce(upload, { ...options, attempts }, services));
    },
    {
      clock,
      signal,
      random,
      budget: retryBudget,
      onWait({ attempt, attempts, milliseconds, error }) {
        const seconds = (milliseconds / 1000).toFixed(1);
        log.warn(
          `${label}: ${asset.name}: ${describeFailure(error)}; attempt ${attempt} of ${attempts} in ${seconds} s`,
        );
        meter.waitForRetry({ milliseconds, attempt, attempts, error });
      },
    },
  );
  throwIfCancelled(signal);
  const record = recordOf(upload, sent, clock.now());
  services.history.add(record);
  services.history.rememberHash(asset.uri, asset.stamp, sent.contentHash);
  meter.finish();
  const reused = !attempts.haveSentFile;
  log.info(
    reused
      ? `${label}: ${asset.name} is already stored there; nothing sent`
      : `${label}: ${asset.name} uploaded (${asset.size} bytes)`,
  );
  return { record, reused };
}

/** One attempt. A file whose content hash isn't known is hashed as it is sent, so that it needn't be read again. */
async function sendOnce(
  { asset, request }: OpenedUpload,
  { signal, meter, attempts }: TransferOptions & { readonly attempts: Attempts },
  services: TransferServices,
): Promise<Sent> {
  const { account } = request;
  assertApproved(asset, recipientIdentity(account));
  const { digests } = attempts;
  const hashed = digests === undefined ? hashing() : undefined;
  // Only the request that carries the file moves the progress: one for an upload slot or a result doesn't.
  let isCarryingFile = false;
  const watched = (hashed === undefined ? asset : asset.observed(hashed.begin)).observed(() => {
    isCarryingFile = true;
    attempts.haveSentFile = true;
    return {
      // The reader has come back after the last chunk: everything is sent, and the provider has yet to answer.
      onEnd: () => {
        isCarryingFile = false;
        meter.awaitAnswer();
      },
    };
  });
  const session = createSession(services, {
    account,
    signal,
    onBytesSent: (sent, total) => isCarryingFile && meter.sent(sent, total),
  });
  const references = await account.provider.upload(watched, session, digests?.ofProvider);
  const contentHash = digests?.contentHash ?? hashed?.contentHash();
  if (contentHash === undefined) {
    // A gateway that reports success after half a file has stored half a file, whatever reference it returns.
    throw new UploadError('unexpectedReply', 'The server answered before it had the whole file');
  }
  return { ...references, contentHash };
}

/** A failure as the log states it; never a secret, because errors of a provider call have been redacted. */
export function describeFailure(error: unknown): string {
  if (!UploadError.is(error)) {
    return String(error);
  }
  const { status, providerMessage } = error.details;
  const quote = providerMessage === undefined ? '' : `, "${providerMessage}"`;
  return `${error.code}${status === undefined ? '' : ` (HTTP ${status}${quote})`}: ${error.message}`;
}

function recordOf({ asset, request, scope }: OpenedUpload, sent: Sent, now: number): UploadRecord {
  const { uri, name, size, stamp, mediaType, kind, pixelSize } = asset;
  const { contentHash, reference, alternatives } = sent;
  return {
    id: randomUUID(),
    fileUri: uri,
    fileName: name,
    size,
    mtimeMs: stamp.mtimeMs,
    mediaType,
    kind,
    pixelSize,
    contentHash,
    provider: scope.provider,
    origin: scope.origin,
    account: scope.account,
    reference,
    alternatives,
    uploadedAt: now,
    lastUsedAt: now,
    workspaceUri: request.workspaceUri,
  };
}
