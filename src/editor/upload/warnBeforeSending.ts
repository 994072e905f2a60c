import { commands } from 'vscode';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import type { UploadWarning } from '../../core/uploads/plan/limits.ts';
import { window } from '../display/window.ts';
import { settingId } from '../ids/settingIds.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { warningText } from '../text/uploadText.ts';

/** What a person would want to know while there is time to cancel: the other warnings are about what may come later. */
export function isUrgent({ code }: UploadWarning): boolean {
  return urgentCodes.includes(code);
}

const urgentCodes: readonly UploadWarning['code'][] = ['scaledDown', 'aboveServerDefault', 'largerThanExpected'];

/** @returns shows the urgent ones of an upload's warnings, in one notification for as many files as are waiting */
export function urgentWarnings(): (
  warnings: readonly UploadWarning[],
  account: Pick<Account, 'provider' | 'connection'>,
) => void {
  let isShown = false;
  return (warnings, account) => {
    const urgent = warnings.find(isUrgent);
    if (urgent !== undefined && !isShown) {
      isShown = true;
      // What else there is to do about the others isn't done in the settings.
      const buttons = urgent.code === 'scaledDown' ? [l10n.t('Open Setting')] : [];
      window.showWarningMessage(warningText(urgent, shown(accountLabel(account))), ...buttons).then((answer) => {
        isShown = false;
        return answer && commands.executeCommand('workbench.action.openSettings', settingId(account.provider.id));
      });
    }
  };
}
