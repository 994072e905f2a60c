import { ProgressLocation } from 'vscode';
import { type ShownProgress, window } from './display/window.ts';
import type { ShownText } from './text/shown.ts';

/** Work that takes no longer than this needs no notification, in milliseconds: it would only flash up. */
const moment = 500;

/** VS Code leaves a notification of progress on the screen for so long, in milliseconds, even if the work is done sooner. */
const minShown = 800;

/** What a command does before it has anything to show, e.g. reading a document of a hundred megabytes. */
export interface CancellableWork<T> {
  /** Title of the notification. */
  readonly title: ShownText;
  run(signal: AbortSignal): Promise<T>;
  /** Called once there is a notification. */
  onShown?(bar: ShownProgress): void;
}

/**
 * Does the work, with a notification that can cancel it once it takes longer than a moment. Resolves after the notification
 * has gone, so that a message about the result doesn't appear beside it.
 * @throws what the work throws: a CancelledError where the person cancelled
 */
export async function cancellable<T>({ title, run, onShown }: CancellableWork<T>): Promise<T> {
  const controller = new AbortController();
  const work = run(controller.signal);
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  let gone: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    gone = new Promise((resolve) => setTimeout(resolve, minShown));
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (bar, token) => {
      token.onCancellationRequested(() => controller.abort());
      onShown?.(bar);
      return settled;
    });
  }, moment);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    await gone;
  }
}
