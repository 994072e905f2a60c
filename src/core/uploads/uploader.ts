import type { Asset } from '../asset/asset.ts';
import { CancelledError, throwIfCancelled, UploadError } from '../errors.ts';
import type { UploadRecord } from '../history/record.ts';
import type { RetryBudget } from '../http/retry.ts';
import type { ReferenceForm } from '../providers/provider.ts';
import { type Account, accountScope, assertHasKey } from './account.ts';
import { InFlightUploads, type Outcome, type WorkServices } from './inFlightUploads.ts';
import { preflight, type UploadWarning } from './limits.ts';
import type { UploadProgress } from './progress.ts';
import { ProviderQueues } from './providerQueues.ts';
import { type RunningUpload, RunningUploads } from './runningUploads.ts';
import { redactorFor, withoutSecrets } from './secrets.ts';
import { describe } from './transfer.ts';

/** A file that can be opened for sending, wherever it is. */
export interface UploadSource {
  readonly uri: string;
  /** Base name. */
  readonly name: string;
  open(signal: AbortSignal): Promise<Asset>;
}

export interface UploadRequest {
  readonly source: UploadSource;
  readonly account: Account;
  /** Whether an earlier upload of the same content will do. */
  readonly reuse: boolean;
  /** The form of reference that has to be alive for that; the primary one where left out. */
  readonly form?: ReferenceForm;
  readonly workspaceUri?: string;
  /** One for all uploads of a batch. */
  readonly retryBudget?: RetryBudget;
  readonly signal: AbortSignal;
  onProgress?(progress: UploadProgress): void;
}

export interface UploadResult {
  readonly record: UploadRecord;
  /** Whether nothing was sent for this request: an earlier upload was used, or somebody else's at the same time. */
  readonly reused: boolean;
  readonly warnings: readonly UploadWarning[];
}

export interface Uploader {
  /** @throws UploadError, CancelledError; nothing is recorded and no file stays open then */
  upload(request: UploadRequest): Promise<UploadResult>;
  running(): readonly RunningUpload[];
  /** Called when an upload begins, moves on or ends. @returns a function that stops it. */
  onDidChangeRunning(listener: () => void): () => void;
}

export interface UploaderServices extends WorkServices {
  /** Uploads that may run at once at one provider; asked before each. */
  readonly maxConcurrent: () => number;
}

export function createUploader(services: UploaderServices): Uploader {
  const { history, log, maxConcurrent } = services;
  const running = new RunningUploads();
  const queues = new ProviderQueues(maxConcurrent);
  const inFlight = new InFlightUploads(services);

  /** From the name of a file to its record, by whichever way sends least. */
  async function run(request: UploadRequest & { onProgress(progress: UploadProgress): void }): Promise<UploadResult> {
    const { account, source, signal, onProgress } = request;
    assertHasKey(account);
    const scope = accountScope(account, history.accountSalt);
    const queue = queues.of(account.provider.id);
    const settle = await queue.files.run(signal, async (): Promise<() => Promise<UploadResult>> => {
      const asset = await source.open(signal);
      const { work, isNew, warnings } = await closingOnFailure(asset, () => {
        throwIfCancelled(signal);
        const warnings = preflight(asset, account.provider);
        return { ...inFlight.findOrBegin({ ...request, asset, scope, queue }), warnings };
      });
      const result = ({ record, reused }: Outcome): UploadResult => ({ record, reused: reused || !isNew, warnings });
      if (isNew) {
        // The file stays open until the outcome, and so keeps one of the places for open files.
        const outcome = await work.joinable.join(signal, onProgress);
        return async () => result(outcome);
      }
      await asset.close();
      return async () => result(await work.joinable.join(signal, onProgress));
    });
    return settle();
  }

  return {
    async upload(request) {
      const { account, source } = request;
      const cancelling = new AbortController();
      const signal = AbortSignal.any([request.signal, cancelling.signal]);
      const { id: provider, label } = account.provider;
      const cancel = (): void => cancelling.abort();
      const id = running.add({ name: source.name, fileUri: source.uri, provider, cancel });
      const onProgress = (progress: UploadProgress): void => {
        running.update(id, progress);
        request.onProgress?.(progress);
      };
      try {
        throwIfCancelled(signal);
        return await withoutSecrets(account, source.name, () => run({ ...request, signal, onProgress }));
      } catch (error) {
        // What breaks because it was cancelled was cancelled, and did not fail.
        if (signal.aborted || CancelledError.is(error)) {
          throw new CancelledError();
        }
        const what = UploadError.is(error) ? describe(error) : redactorFor(account)(String(error));
        log.warn(`${label}: ${source.name}: ${what}`);
        throw error;
      } finally {
        running.remove(id);
      }
    },
    running: () => running.list(),
    onDidChangeRunning: (listener) => running.onDidChange(listener),
  };
}

/** What is not handed on must not stay open: a file that fails the preflight, for instance. */
async function closingOnFailure<T>(asset: Asset, use: () => T): Promise<T> {
  try {
    return use();
  } catch (error) {
    await asset.close();
    throw error;
  }
}
