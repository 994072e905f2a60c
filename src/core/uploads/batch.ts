import { CancelledError } from '../errors.ts';
import { RetryBudget } from '../http/retry.ts';
import type { UploadProgress } from './inFlight/progress.ts';
import type { Uploader, UploadResult } from './uploader.ts';
import type { UploadOptions, UploadRequest } from './uploadRequest.ts';

/** How one file of a batch ended. A cancelled upload didn't fail, so nothing offers to retry it. */
export type BatchItem =
  | { readonly status: 'done'; readonly request: UploadRequest; readonly result: UploadResult }
  | { readonly status: 'failed'; readonly request: UploadRequest; readonly error: unknown }
  | { readonly status: 'cancelled'; readonly request: UploadRequest };

export interface BatchOptions {
  /** Cancels every upload of the batch. */
  readonly signal?: AbortSignal;
  /** Retries the whole batch may make; its own by default. */
  readonly retryBudget?: RetryBudget;
  /** @param index of the request */
  onProgress?(progress: UploadProgress, index: number): void;
  /** Called as each item ends, in the order in which they end. */
  onItem?(item: BatchItem, index: number): void;
}

/**
 * Uploads many files; a failure doesn't stop the others. All are requested at once, and each provider's queue takes them
 * in order, so that a slow provider delays only its own files.
 * @returns one item per request, in the order of the requests; never throws what a single upload throws
 */
export function uploadAll(
  uploader: Uploader,
  requests: readonly UploadRequest[],
  options: BatchOptions = {},
): Promise<readonly BatchItem[]> {
  const { signal, retryBudget = new RetryBudget(), onItem } = options;
  return Promise.all(
    requests.map(async (request, index) => {
      const onProgress = (progress: UploadProgress): void => options.onProgress?.(progress, index);
      const item = await settle(uploader, request, { signal, retryBudget, onProgress });
      onItem?.(item, index);
      return item;
    }),
  );
}

async function settle(uploader: Uploader, request: UploadRequest, options: UploadOptions): Promise<BatchItem> {
  try {
    return { status: 'done', request, result: await uploader.upload(request, options) };
  } catch (error) {
    return CancelledError.is(error) ? { status: 'cancelled', request } : { status: 'failed', request, error };
  }
}
