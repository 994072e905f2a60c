import { l10n } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import type { Caution } from '../../core/uploads/preflight.ts';

/** Something worth knowing about an upload that worked. */
export function cautionText(caution: Caution, provider: Provider): string {
  switch (caution.code) {
    case 'mayNotAppearInLoaders':
      return l10n.t('Video and audio uploaded to {0} may not appear in its loader nodes yet.', provider.label);
    case 'nearLimit':
      return l10n.t('The file is so close to the size limit of {0} that it may be refused there.', provider.label);
  }
}
