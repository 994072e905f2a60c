import type { Asset } from '../asset/asset.ts';
import { CancelledError, throwIfCancelled, UploadError } from '../errors.ts';
import type { UploadRecord } from '../history/records/record.ts';
import { type Account, accountScope, assertHasKey, namedConnection, recipientIdentity } from './accounts/account.ts';
import { InFlightUploads, type TransferringServices } from './inFlight/inFlightUploads.ts';
import type { UploadProgress } from './inFlight/progress.ts';
import { ProviderQueues } from './inFlight/providerQueues.ts';
import { type RunningUpload, RunningUploads } from './inFlight/runningUploads.ts';
import { assertGated } from './permission/permissionGate.ts';
import { preflight, type UploadWarning } from './plan/limits.ts';
import { describeFailure, type Outcome } from './transfer.ts';
import type { JournalEntry, UploadJournal } from './uploadJournal.ts';
import type { UploadOptions, UploadRequest } from './uploadRequest.ts';

export interface UploadResult {
  readonly record: UploadRecord;
  /**
   * Whether nothing was sent for this request: it uses an earlier upload, one that was already in flight, or content the
   * provider already had.
   */
  readonly reused: boolean;
  readonly warnings: readonly UploadWarning[];
}

export interface Uploader {
  /**
   * @throws UploadError, CancelledError; nothing has been recorded then, and no file is left open
   * @throws TypeError for a source that no permission gate let in, or let in to another recipient
   */
  upload(request: UploadRequest, options?: UploadOptions): Promise<UploadResult>;
  running(): readonly RunningUpload[];
  /** Calls the listener when an upload starts, progresses or ends. @returns a function that removes the listener */
  onDidChangeRunning(listener: () => void): () => void;
}

export interface UploaderServices extends TransferringServices {
  /** Maximum number of simultaneous uploads per provider; read before each upload. */
  readonly maxConcurrent: () => number;
  /** Notified of each upload and how it ends. */
  readonly journal?: UploadJournal;
  /** Called with what a person should know about an upload before its first byte is sent. */
  readonly onWarnings?: (warnings: readonly UploadWarning[], account: Account) => void;
}

/** The options of one call with nothing left open. */
interface Caller extends UploadOptions {
  readonly signal: AbortSignal;
  readonly entry: JournalEntry | undefined;
  onProgress(progress: UploadProgress): void;
}

export function createUploader(services: UploaderServices): Uploader {
  const { history, log, maxConcurrent, journal } = services;
  const running = new RunningUploads();
  const queues = new ProviderQueues(maxConcurrent);
  const inFlight = new InFlightUploads(services);

  /** From the name of a file to its record, in whichever way sends the least. */
  async function run(
    request: UploadRequest,
    { signal, retryBudget, entry, onProgress }: Caller,
  ): Promise<UploadResult> {
    const { account, source } = request;
    assertHasKey(account);
    const scope = accountScope(account, history.accountSalt);
    const queue = queues.of(account.provider.id);
    const settle = await queue.files.run(signal, async (): Promise<() => Promise<UploadResult>> => {
      const asset = await source.open(signal);
      // Before the first byte, so that no upload that has begun is lost when the window is killed.
      await entry?.kept;
      const { upload, isNew, warnings } = await closingOnFailure(asset, () => {
        throwIfCancelled(signal);
        const warnings = preflight(asset, account);
        services.onWarnings?.(warnings, account);
        return { ...inFlight.findOrBegin({ request, asset, scope }, { queue, retryBudget }), warnings };
      });
      const result = ({ record, reused }: Outcome): UploadResult => ({ record, reused: reused || !isNew, warnings });
      if (isNew) {
        // The file stays open until the outcome is known, so it keeps its place among the open files.
        const outcome = await upload.joinable.join(signal, onProgress);
        return async () => result(outcome);
      }
      await asset.close();
      return async () => result(await upload.joinable.join(signal, onProgress));
    });
    return settle();
  }

  return {
    async upload(request, options = {}) {
      const { account, source } = request;
      // At runtime as well: types don't stop what another extension or a JSON argument made up.
      assertGated(source, recipientIdentity(account));
      const cancelling = new AbortController();
      const signal = AbortSignal.any([cancelling.signal, ...(options.signal ? [options.signal] : [])]);
      const { id: provider } = account.provider;
      const connection = namedConnection(account);
      const cancel = (): void => cancelling.abort();
      const id = running.add({ name: source.name, fileUri: source.uri, provider, connection, cancel });
      const entry = journal?.begin({
        fileUri: source.uri,
        fileName: source.name,
        provider,
        origin: account.endpoint.origin,
        connection,
        account: accountScope(account, history.accountSalt).account,
        cause: source.cause,
        isFolder: source.isFolder,
      });
      const onProgress = (progress: UploadProgress): void => {
        running.update(id, progress);
        options.onProgress?.(progress);
      };
      try {
        throwIfCancelled(signal);
        const result = await run(request, { ...options, signal, entry, onProgress });
        entry?.succeed();
        return result;
      } catch (error) {
        // A failure caused by the cancellation isn't a failure.
        if (signal.aborted || CancelledError.is(error)) {
          entry?.cancel();
          throw new CancelledError();
        }
        log.warn(`${connection.label}: ${source.name}: ${describeFailure(error)}`);
        const failure = UploadError.is(error) ? error.at({ provider, connection, fileName: source.name }) : error;
        entry?.fail(failure);
        throw failure;
      } finally {
        running.remove(id);
      }
    },
    running: () => running.list(),
    onDidChangeRunning: (listener) => running.onDidChange(listener),
  };
}

/** Nothing else closes a file that doesn't get as far as being sent, for example because it fails the preflight. */
async function closingOnFailure<T>(asset: Asset, use: () => T): Promise<T> {
  try {
    return use();
  } catch (error) {
    await asset.close();
    throw error;
  }
}
