import { randomUUID } from 'node:crypto';
import type { Asset } from '../asset/asset.ts';
import { hashing } from '../asset/contentHash.ts';
import { throwIfCancelled, UploadError } from '../errors.ts';
import type { AccountScope, HistoryStore } from '../history/historyStore.ts';
import type { UploadRecord } from '../history/record.ts';
import { type RetryBudget, withRetry } from '../http/retry.ts';
import type { UploadedReferences } from '../providers/provider.ts';
import type { Account } from './account.ts';
import type { ProgressMeter } from './progress.ts';
import { withoutSecrets } from './secrets.ts';
import { createSession, type SessionServices } from './session.ts';

export interface TransferServices extends SessionServices {
  readonly history: HistoryStore;
  /** From 0 up to 1, for the jitter of retry waits. */
  readonly random?: () => number;
}

export interface TransferRequest {
  readonly asset: Asset;
  readonly account: Account;
  readonly scope: AccountScope;
  readonly workspaceUri: string | undefined;
  readonly retryBudget: RetryBudget | undefined;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
}

interface Sent extends UploadedReferences {
  readonly contentHash: string;
}

/**
 * Sends a file to a provider, as often as is safe and useful, and records the upload once the provider has said yes.
 * @throws UploadError, CancelledError; nothing is recorded then
 */
export async function transfer(request: TransferRequest, services: TransferServices): Promise<UploadRecord> {
  const { account, asset, meter, signal } = request;
  const { clock, log, random } = services;
  const { label } = account.provider;
  const sent = await withRetry(
    (attempt) => {
      meter.beginAttempt(attempt);
      return withoutSecrets(account, asset.name, () => sendOnce(request, services));
    },
    {
      clock,
      signal,
      random,
      budget: request.retryBudget,
      onWait({ attempt, attempts, milliseconds, error }) {
        const seconds = (milliseconds / 1000).toFixed(1);
        log.warn(`${label}: ${asset.name}: ${describe(error)}; attempt ${attempt} of ${attempts} in ${seconds} s`);
        meter.waitForRetry(attempt, milliseconds);
      },
    },
  );
  throwIfCancelled(signal);
  const record = recordOf(request, sent, clock.now());
  services.history.add(record);
  services.history.rememberHash(asset.uri, asset.stamp, sent.contentHash);
  meter.finish();
  log.info(`${label}: ${asset.name} uploaded (${asset.size} bytes)`);
  return record;
}

/** One attempt. The file is hashed on its way, so that remembering the upload costs no second pass over it. */
async function sendOnce({ asset, account, signal, meter }: TransferRequest, services: TransferServices): Promise<Sent> {
  const hashed = hashing(asset);
  // Only the request that carries the file moves the progress: asking for a slot or for a result does not.
  let isCarryingFile = false;
  const watched: Asset = {
    ...hashed.asset,
    async *read(options) {
      isCarryingFile = true;
      yield* hashed.asset.read(options);
      // Asked for more after the last of it: the file is out, and from here on the provider has the word.
      isCarryingFile = false;
      meter.awaitAnswer();
    },
  };
  const session = createSession(services, {
    account,
    signal,
    onBytesSent: (sent, total) => isCarryingFile && meter.sent(sent, total),
  });
  const references = await account.provider.upload(watched, session);
  const contentHash = hashed.contentHash();
  if (contentHash === undefined) {
    // A gateway that says "200" to half a file has stored half a file, whatever reference it hands out.
    throw new UploadError('unexpectedReply', 'The server answered before it had the whole file');
  }
  return { ...references, contentHash };
}

/** What the log says about a failure: never a secret, the error has been cleaned. */
export function describe(error: UploadError): string {
  const { status, providerMessage } = error.details;
  const said = providerMessage === undefined ? '' : `, "${providerMessage}"`;
  return `${error.code}${status === undefined ? '' : ` (HTTP ${status}${said})`}: ${error.message}`;
}

function recordOf({ asset, account, scope, workspaceUri }: TransferRequest, sent: Sent, now: number): UploadRecord {
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
    provider: account.provider.id,
    origin: scope.origin,
    account: scope.account,
    reference,
    alternatives,
    uploadedAt: now,
    lastUsedAt: now,
    workspaceUri,
  };
}
