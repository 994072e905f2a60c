import type { Provider } from '../../core/providers/provider.ts';
import type { UploadProgress } from '../../core/uploads/inFlight/progress.ts';
import type { UploadWarning } from '../../core/uploads/plan/limits.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import { formatBytes, formatDuration } from './figures.ts';
import { l10n } from './l10n.ts';
import { joined, nameLength, type ShownText, shown } from './shown.ts';

/** Where one upload stands, for a progress message or a row: `4.2 MB of 31 MB · 1.4 MB/s · 19 s left`. */
export function progressText(progress: UploadProgress): ShownText {
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
      return joined(
        [
          l10n.t('{0} of {1}', formatBytes(progress.sentBytes), formatBytes(progress.totalBytes)),
          ...(progress.bytesPerSecond ? [l10n.t('{0}/s', formatBytes(progress.bytesPerSecond))] : []),
          ...(progress.remainingMs !== undefined ? [l10n.t('{0} left', formatRemaining(progress.remainingMs))] : []),
        ],
        ' · ',
      );
  }
}

function formatRemaining(milliseconds: number): ShownText {
  return milliseconds < 60_000 ? l10n.t('{0} s', Math.ceil(milliseconds / 1000)) : formatDuration(milliseconds);
}

/** Something worth knowing about an upload that succeeded. */
export function warningText(warning: UploadWarning, provider: Provider): ShownText {
  switch (warning.code) {
    case 'mayNotAppearInLoaders':
      return l10n.t('Video and audio uploaded to {0} may not appear in its loader nodes yet.', shown(provider.label));
    case 'scaledDown':
      return l10n.t(
        '{0} stores the image with fewer pixels. Another choice in its settings keeps them all.',
        shown(provider.label),
      );
    case 'nearLimit':
      return l10n.t('The file is so close to the size limit of {0} that {0} may reject it.', shown(provider.label));
  }
}

/** An upload that succeeded. */
export interface FinishedUpload {
  /** Name of the file the person chose: the reference may be that of another file with the same content. */
  readonly name: string;
  readonly result: UploadResult;
}

/** What became of the only upload, which succeeded. */
export function onlySuccessText(provider: Provider, { name, result }: FinishedUpload): ShownText {
  const { record, reused } = result;
  const label = shown(provider.label);
  if (!reused) {
    // Not what was chosen: a folder is uploaded as a ZIP.
    return l10n.t('{0} was uploaded to {1}.', shown(record.fileName, nameLength), label);
  }
  return record.fileName === name
    ? l10n.t('{0} was already at {1}.', shown(name, nameLength), label)
    : l10n.t('{0} was already at {1} as {2}.', shown(name, nameLength), label, shown(record.fileName, nameLength));
}
