import { l10n } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import type { UploadWarning } from '../../core/uploads/limits.ts';
import type { UploadProgress } from '../../core/uploads/progress.ts';
import { formatBytes, formatDuration } from './figures.ts';

/** Where one upload stands, for a progress message or a row: `4.2 MB of 31 MB · 1.4 MB/s · 19 s left`. */
export function progressText(progress: UploadProgress): string {
  switch (progress.phase) {
    case 'waiting':
      return l10n.t('waiting');
    case 'hashing':
      return l10n.t('checking for an earlier upload');
    case 'elsewhere':
      return l10n.t('another window is uploading it');
    case 'answer':
      return l10n.t('waiting for the response');
    case 'retrying':
      return l10n.t(
        'retrying in {0} s ({1} of {2})',
        Math.ceil((progress.waitMs ?? 0) / 1000),
        progress.attempt,
        progress.attempts,
      );
    case 'sending':
      return [
        l10n.t('{0} of {1}', formatBytes(progress.sentBytes), formatBytes(progress.totalBytes)),
        ...(progress.bytesPerSecond ? [l10n.t('{0}/s', formatBytes(progress.bytesPerSecond))] : []),
        ...(progress.remainingMs !== undefined ? [l10n.t('{0} left', formatRemaining(progress.remainingMs))] : []),
      ].join(' · ');
  }
}

function formatRemaining(milliseconds: number): string {
  return milliseconds < 60_000 ? l10n.t('{0} s', Math.ceil(milliseconds / 1000)) : formatDuration(milliseconds);
}

/** Something worth knowing about an upload that succeeded. */
export function warningText(warning: UploadWarning, provider: Provider): string {
  switch (warning.code) {
    case 'mayNotAppearInLoaders':
      return l10n.t('Video and audio uploaded to {0} may not appear in its loader nodes yet.', provider.label);
    case 'nearLimit':
      return l10n.t('The file is so close to the size limit of {0} that {0} may reject it.', provider.label);
  }
}
