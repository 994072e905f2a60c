import { TabInputCustom, TabInputText, Uri } from 'vscode';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import type { ChosenFiles } from './filesToSend.ts';

/**
 * The files a command was called for. The Explorer passes the clicked file and, where it belongs to a selection, all
 * selected files. The palette passes nothing: then it is the file in the active editor, and where there is none of a
 * supported type (it may be the workflow itself), a file dialog asks.
 *
 * @param accepted file extensions in lower case and without a dot
 */
export async function chooseTargets(
  clicked: unknown,
  selected: unknown,
  accepted: readonly string[],
): Promise<ChosenFiles> {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  if (clicked instanceof Uri) {
    return { uris: uris.length > 0 ? uris : [clicked], cause: 'commandArguments' };
  }
  if (uris.length > 0) {
    return { uris, cause: 'commandArguments' };
  }
  const active = activeFile();
  if (active && accepted.includes(extensionOf(active))) {
    // Whoever runs the command by a key or the palette has a file in front of them; a programme may have opened it.
    return { uris: [active], cause: 'commandArguments' };
  }
  const picked = await window.showOpenDialog({
    title: l10n.t('Files to Upload'),
    openLabel: l10n.t('Upload'),
    canSelectMany: true,
    filters: { [l10n.t('Media')]: [...accepted], [l10n.t('All files')]: ['*'] },
  });
  return { uris: picked ?? [], cause: 'chosen' };
}

function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
}

function extensionOf(uri: Uri): string {
  return /\.([^./]+)$/.exec(uri.path)?.[1]?.toLowerCase() ?? '';
}
