import { CancelledError } from '../errors.ts';
import { RetryBudget } from '../http/retry.ts';
import { type EndedItem, type Ending, Outcome } from '../outcome.ts';
import { isBeforeSending, type UploadProgress } from './inFlight/progress.ts';
import type { Uploader, UploadResult } from './uploader.ts';
import type { UploadOptions, UploadRequest } from './uploadRequest.ts';

/** Why a file was left out of a batch: the person was asked about it and said no. */
const declined = 'declined';

export type UploadOutcome = Outcome<UploadRequest, UploadResult>;

export interface BatchOptions {
  /** Cancels every upload of the batch. */
  readonly signal?: AbortSignal;
  /** Retries the whole batch may make; its own by default. */
  readonly retryBudget?: RetryBudget;
  /** @param index of the request */
  onProgress?(progress: UploadProgress, index: number): void;
  /** Called as each item ends, in the order in which they end. */
  onItem?(ended: EndedItem<UploadRequest, UploadResult>, index: number): void;
}

/**
 * Uploads many files; a failure doesn't stop the others. All are requested at once, and each provider's queue takes them
 * in order, so that a slow provider delays only its own files.
 * @returns the ending of each request, in their order; never throws what a single upload throws
 */
export async function uploadAll(
  uploader: Uploader,
  requests: readonly UploadRequest[],
  options: BatchOptions = {},
): Promise<UploadOutcome> {
  const { signal, retryBudget = new RetryBudget(), onItem } = options;
  return new Outcome(
    await Promise.all(
      requests.map(async (item, index) => {
        const onProgress = (progress: UploadProgress): void => options.onProgress?.(progress, index);
        const ended = { item, ending: await endingOf(uploader, item, { signal, retryBudget, onProgress }) };
        onItem?.(ended, index);
        return ended;
      }),
    ),
  );
}

async function endingOf(
  uploader: Uploader,
  request: UploadRequest,
  options: UploadOptions,
): Promise<Ending<UploadResult>> {
  let hasBegun = false;
  const onProgress = (progress: UploadProgress): void => {
    hasBegun ||= !isBeforeSending(progress);
    options.onProgress?.(progress);
  };
  try {
    const result = await uploader.upload(request, { ...options, onProgress });
    return { status: result.reused ? 'reused' : 'done', result };
  } catch (error) {
    if (!CancelledError.is(error)) {
      return { status: 'failed', error };
    }
    if (request.source.isDeclined) {
      return { status: 'leftOut', reason: declined };
    }
    return { status: hasBegun ? 'cancelled' : 'notTried' };
  }
}
