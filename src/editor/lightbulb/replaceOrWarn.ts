import type { TextDocument } from 'vscode';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';

/** Replaces one string as one undo step, and remembers what it was. Warns where that is no longer possible. */
export async function replaceOrWarn(
  services: Services,
  document: TextDocument,
  replacement: Replacement,
): Promise<void> {
  const { replaced, refused } = await applySwap(services, new Map([[document.uri.toString(), [replacement]]]));
  if (refused.length > 0) {
    void window.showWarningMessage(l10n.t("{0} can't be edited.", shown(nameOf(document.uri))));
  } else if (replaced === 0) {
    warnOfChange();
  }
}

export function warnOfChange(): void {
  void window.showWarningMessage(l10n.t('This string has been changed, so it was left alone.'));
}
