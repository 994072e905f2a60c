import { l10n, TabInputCustom, TabInputText, Uri, window } from 'vscode';

/**
 * The files a command is about. The Explorer passes the clicked file and, where it is part of a selection, all selected
 * files; the palette passes nothing: then the file in the active editor counts, and where there is none (or only a
 * document that cannot be meant, such as the workflow itself), a file dialog asks.
 *
 * @param accepted file extensions without a dot, for the dialog's filter and for judging the active editor's file
 */
export async function chooseTargets(
  clicked: unknown,
  selected: unknown,
  accepted: readonly string[],
): Promise<readonly Uri[]> {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  if (clicked instanceof Uri) {
    return uris.length > 0 ? uris : [clicked];
  }
  if (uris.length > 0) {
    return uris;
  }
  const active = activeFile();
  if (active && accepted.includes(extensionOf(active))) {
    return [active];
  }
  const picked = await window.showOpenDialog({
    title: l10n.t('Files to Upload'),
    openLabel: l10n.t('Upload'),
    canSelectMany: true,
    filters: { [l10n.t('Media')]: [...accepted], [l10n.t('All files')]: ['*'] },
  });
  return picked ?? [];
}

function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
}

function extensionOf(uri: Uri): string {
  return /\.([^./]+)$/.exec(uri.path)?.[1]?.toLowerCase() ?? '';
}
