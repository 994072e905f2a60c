import type { Uri } from 'vscode';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { maxPathLength, shown } from '../text/shown.ts';
import { isNear } from './nearFiles.ts';

/**
 * Whether a file may be looked at for a gesture. An imported upload, or whoever calls a command, can name any share, and
 * looking at one sends the person's name and password hash there: so the person is asked first.
 */
export async function mayLookAt(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || isNear(uri)) {
    return true;
  }
  const connect = l10n.t('Connect');
  const answer = await window.showWarningMessage(
    l10n.t('Connect to the computer that has {0}?', shown(uri.fsPath, maxPathLength)),
    { modal: true, detail: l10n.t("This file is on another computer, which isn't contacted unless you agree.") },
    connect,
  );
  return answer === connect;
}
