import { l10n } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import type { UploadWarning } from '../../core/uploads/limits.ts';

/** Something worth knowing about an upload that worked. */
export function warningText(warning: UploadWarning, provider: Provider): string {
  switch (warning.code) {
    case 'mayNotAppearInLoaders':
      return l10n.t('Video and audio uploaded to {0} may not appear in its loader nodes yet.', provider.label);
    case 'nearLimit':
      return l10n.t('The file is so close to the size limit of {0} that it may be refused there.', provider.label);
  }
}
