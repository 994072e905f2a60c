import { ProgressLocation } from 'vscode';
import type { UploadProgress } from '../../core/uploads/inFlight/progress.ts';
import { type ShownProgress, window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';
import { progressText } from '../text/uploadText.ts';

export interface ProgressReporter {
  /** Shows where a file stands. @param index of the file */
  report(index: number, progress: UploadProgress): void;
  /** Marks a file as finished, whether it succeeded or not. */
  finish(index: number): void;
}

/**
 * Shows one cancellable notification for one or several uploads. Its bar counts bytes, and a file that needed no upload
 * counts as sent. It never moves backwards, even when a retry starts over.
 */
export function withUploadProgress<T>(
  title: ShownText,
  fileCount: number,
  work: (reporter: ProgressReporter, signal?: AbortSignal) => Promise<T>,
): Thenable<T> {
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (bar, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work(createReporter(bar, fileCount), controller.signal);
  });
}

function createReporter(bar: ShownProgress, fileCount: number): ProgressReporter {
  const shares = new Array<number>(fileCount).fill(0);
  let finished = 0;
  let shown = 0;

  function show(message: ShownText): void {
    const total = (100 * shares.reduce((sum, share) => sum + share, 0)) / fileCount;
    const increment = Math.max(0, total - shown);
    shown += increment;
    bar.report({ message, increment });
  }

  return {
    report(index, progress) {
      const share = progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : 0;
      // The last hundredth is left for the provider's response.
      shares[index] = Math.max(shares[index] ?? 0, Math.min(share, 0.99));
      const text = progressText(progress);
      show(fileCount === 1 ? text : l10n.t('{0} of {1} done · {2}', finished, fileCount, text));
    },
    finish(index) {
      shares[index] = 1;
      finished += 1;
      show(fileCount === 1 ? l10n.t('done') : l10n.t('{0} of {1} done', finished, fileCount));
    },
  };
}
