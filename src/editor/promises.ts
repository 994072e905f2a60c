import type { CancellationToken } from 'vscode';
import { CancelledError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';

/** Makes a function that runs once, however often it is called. A failure is forgotten, so the next call tries again. */
export function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= run().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}

/**
 * For work nobody waits for. Without it a failure would end as an unhandled rejection, which VS Code logs without saying
 * whose it was. Cancellation isn't a failure.
 */
export function inBackground(log: Log, work: PromiseLike<unknown>): void {
  Promise.resolve(work).catch((error: unknown) => {
    if (!CancelledError.is(error)) {
      log.error(stackOf(error));
    }
  });
}

/** What the log gets of anything that can be thrown. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Work that is given up when its result isn't wanted any more: `undefined` then, where the work would throw. */
export async function unlessCancelled<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (CancelledError.is(error)) {
      return undefined;
    }
    throw error;
  }
}

/** The token VS Code passes to providers, as the core and Node.js expect it. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  } else {
    token.onCancellationRequested(() => controller.abort());
  }
  return controller.signal;
}
