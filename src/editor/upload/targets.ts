import { TabInputCustom, TabInputText, Uri } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { mediaTypesOf, takesName } from '../../core/uploads/plan/limits.ts';
import { chooseMedia } from '../choosing/chooseMedia.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import type { ChosenFiles } from './filesToSend.ts';

/** What VS Code has passed to an upload command. */
export interface CommandArguments {
  readonly clicked: unknown;
  readonly selected: unknown;
}

/**
 * The files a command was called for. The Explorer passes the clicked file and, where it belongs to a selection, all
 * selected files. The palette passes nothing: then it is the file in the active editor, and where there is none of a
 * supported type (it may be the workflow itself), the person is asked.
 *
 * @param candidates providers the files may go to
 */
export async function chooseTargets(
  services: Services,
  { clicked, selected }: CommandArguments,
  candidates: readonly Provider[],
): Promise<ChosenFiles> {
  const uris = urisIn({ clicked, selected });
  if (uris.length > 0) {
    return { uris, cause: 'commandArguments' };
  }
  const active = activeFile();
  if (active && candidates.some((provider) => takesName(provider, nameOf(active)))) {
    // Whoever runs the command by a key or the palette has a file in front of them; a programme may have opened it.
    return { uris: [active], cause: 'commandArguments' };
  }
  return chooseMedia(services, {
    title: l10n.t('Files to Upload'),
    action: l10n.t('Upload'),
    canSelectMany: true,
    mediaTypes: mediaTypesOf(candidates),
  });
}

/** The files that the arguments of a command name: the selected ones, or else the clicked one. */
export function urisIn({ clicked, selected }: CommandArguments): readonly Uri[] {
  const uris = Array.isArray(selected) ? selected.filter((entry): entry is Uri => entry instanceof Uri) : [];
  return uris.length === 0 && clicked instanceof Uri ? [clicked] : uris;
}

/** The file in the active tab; also a picture or video, which has no text editor. */
export function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
}
