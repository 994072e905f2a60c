import type { UploadProgress } from '../../core/uploads/inFlight/progress.ts';
import { cancellable } from '../cancellable.ts';
import type { ShownProgress } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';
import { nextRetryText, progressText } from '../text/uploadText.ts';

export interface ProgressReporter {
  /** Shows where a file stands. @param index of the file */
  report(index: number, progress: UploadProgress): void;
  /** Marks a file as finished, whether it succeeded or not. */
  finish(index: number): void;
}

/**
 * Shows one cancellable notification for one or several uploads that take longer than a moment. Its bar counts bytes, and
 * a file that needed no upload counts as sent. It never moves backwards, even when a retry starts over.
 */
export async function withUploadProgress<T>(
  title: ShownText,
  fileCount: number,
  work: (reporter: ProgressReporter, signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  const notification = new UploadNotification(fileCount);
  try {
    return await cancellable({
      title,
      run: (signal) => work(notification, signal),
      onShown: (bar) => notification.showOn(bar),
    });
  } finally {
    notification.dispose();
  }
}

class UploadNotification implements ProgressReporter {
  /** By index of the file, from 0 to 1. */
  readonly #shares: number[];
  #finished = 0;
  #bar: ShownProgress | undefined;
  /** Percentage the bar has reached. */
  #reached = 0;
  #message: (() => ShownText) | undefined;
  /** Of the file that the message is about; `undefined` once it is finished. */
  #progress: UploadProgress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(fileCount: number) {
    this.#shares = new Array<number>(fileCount).fill(0);
  }

  showOn(bar: ShownProgress): void {
    this.#bar = bar;
    this.#show();
    this.#countDown();
  }

  report(index: number, progress: UploadProgress): void {
    const share = progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : 0;
    // The last hundredth is left for the provider's response.
    this.#shares[index] = Math.max(this.#shares[index] ?? 0, Math.min(share, 0.99));
    const count = this.#shares.length;
    this.#message = () =>
      count === 1
        ? progressText(progress)
        : l10n.t('{0} of {1} done · {2}', this.#finished, count, progressText(progress));
    this.#progress = progress;
    this.#show();
    this.#countDown();
  }

  finish(index: number): void {
    this.#shares[index] = 1;
    this.#finished += 1;
    const count = this.#shares.length;
    this.#message = () => (count === 1 ? l10n.t('done') : l10n.t('{0} of {1} done', this.#finished, count));
    this.#progress = undefined;
    this.#show();
    clearTimeout(this.#timer);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#bar = undefined;
  }

  #show(): void {
    const total = (100 * this.#shares.reduce((sum, share) => sum + share, 0)) / this.#shares.length;
    const message = this.#message?.();
    if (this.#bar && message) {
      const increment = Math.max(0, total - this.#reached);
      this.#reached += increment;
      this.#bar.report({ message, increment });
    }
  }

  /** Redraws each second while the latest file waits for another attempt: nothing is reported meanwhile. */
  #countDown(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const next = this.#progress && nextRetryText(this.#progress, now);
    if (this.#bar && next !== undefined) {
      this.#timer = setTimeout(() => {
        this.#show();
        this.#countDown();
      }, next - now);
    }
  }
}
