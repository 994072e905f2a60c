import { type CancellationToken, ProgressLocation } from 'vscode';
import { window } from './display/window.ts';
import type { ShownText } from './text/shown.ts';

/** Work that takes no longer than this needs no notification, in milliseconds: it would only flash up. */
const moment = 500;

/** What a command does before it has anything to show, e.g. reading a document of a hundred megabytes. */
export interface CancellableWork<T> {
  /** Title of the notification. */
  readonly title: ShownText;
  run(signal: AbortSignal): Promise<T>;
}

/**
 * Does the work, with a notification that can cancel it once it takes longer than a moment.
 * @throws what the work throws: a CancelledError where the person cancelled
 */
export async function cancellable<T>({ title, run }: CancellableWork<T>): Promise<T> {
  const controller = new AbortController();
  const work = run(controller.signal);
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_bar, token) => {
      token.onCancellationRequested(() => controller.abort());
      return settled;
    });
  }, moment);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
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
