import { l10n, TabInputText, Uri, window } from 'vscode';

/**
 * The workflow documents a command is about: the clicked one, or all selected ones; without an argument the one in the
 * active editor. A document too large for extensions has an editor but is no text document, so its tab is asked. Says so
 * where there is none: a link may call the command from anywhere.
 */
export function workflowTargets(clicked: unknown, selected: unknown): readonly Uri[] {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  if (clicked instanceof Uri) {
    // A selection of files may hold pictures beside the workflows.
    const workflows = uris.filter((uri) => /\.jsonc?$/i.test(uri.path));
    return workflows.length > 0 ? workflows : [clicked];
  }
  const active = window.activeTextEditor?.document.uri ?? activeTabUri();
  if (!active) {
    void window.showInformationMessage(l10n.t('Open a workflow document first.'));
    return [];
  }
  return [active];
}

function activeTabUri(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText ? input.uri : undefined;
}
