import { CancelledError } from '../errors.ts';
import { RetryBudget } from '../http/retry.ts';
import type { Uploader, UploadRequest, UploadResult } from './uploader.ts';

/** How one file of a batch ended. A cancelled one did not fail: nobody is asked whether to try it again. */
export type BatchItem =
  | { readonly status: 'done'; readonly request: UploadRequest; readonly result: UploadResult }
  | { readonly status: 'failed'; readonly request: UploadRequest; readonly error: unknown }
  | { readonly status: 'cancelled'; readonly request: UploadRequest };

export interface BatchOptions {
  /** Retries the whole batch may make; its own by default. */
  readonly retryBudget?: RetryBudget;
  /** Called as each item ends, in the order in which they end. */
  onItem?(item: BatchItem, index: number): void;
}

/**
 * Uploads many files; one that fails does not stop the others. All are asked for at once and each provider's queue takes
 * them in order, so that a slow provider holds up only its own. Requests of failed items may be passed in again.
 * @returns one item per request, in the order of the requests; never throws for what a single upload throws
 */
export function uploadAll(
  uploader: Uploader,
  requests: readonly UploadRequest[],
  options: BatchOptions = {},
): Promise<readonly BatchItem[]> {
  const { retryBudget = new RetryBudget(), onItem } = options;
  return Promise.all(
    requests.map(async (request, index) => {
      const item = await settle(uploader, request, retryBudget);
      onItem?.(item, index);
      return item;
    }),
  );
}

async function settle(uploader: Uploader, request: UploadRequest, retryBudget: RetryBudget): Promise<BatchItem> {
  try {
    return { status: 'done', request, result: await uploader.upload({ ...request, retryBudget }) };
  } catch (error) {
    return CancelledError.is(error) ? { status: 'cancelled', request } : { status: 'failed', request, error };
  }
}

/** The requests that failed, for "Retry failed". */
export function failedRequests(items: readonly BatchItem[]): readonly UploadRequest[] {
  return items.filter(({ status }) => status === 'failed').map(({ request }) => request);
}
