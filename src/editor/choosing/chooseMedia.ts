import { type CancellationToken, RelativePattern, type Uri, workspace } from 'vscode';
import { extensionsOf, kindOf, mediaGlob, mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { formatBytes } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { kindIcons } from '../text/mediaText.ts';
import { nameOf } from '../text/names.ts';
import type { ShownText } from '../text/shown.ts';
import type { ChosenFiles } from '../upload/filesToSend.ts';
import { askForFiles, type ListedFile } from './fileList.ts';

/** More than anybody scrolls through, and still found by typing. */
const maxFiles = 5_000;
/** In addition to what the person has excluded: other people's packages, and folders that tools keep for themselves. */
const excluded = '**/{node_modules,.*}/**';
/** How many past uploads are looked at for the files that were used last. */
const maxRecent = 100;
/** Sizes asked for at once: each may be a request where the workspace isn't on this machine. */
const maxSizesAtOnce = 16;

export interface MediaQuestion {
  readonly title: ShownText;
  /** What the button of the file dialog says. */
  readonly action: ShownText;
  readonly canSelectMany: boolean;
  /** Types of files that fit; others can only be found by browsing. */
  readonly mediaTypes: readonly string[];
  /** Folder in which the file dialog begins. */
  readonly startIn?: Uri;
}

/**
 * Asks for media files: first in a list of those of the workspace that fit, then, on request, in a file dialog.
 * @returns no files where the person chose none
 */
export async function chooseMedia(services: Services, question: MediaQuestion): Promise<ChosenFiles> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length > 0 && question.mediaTypes.length > 0) {
    const answer = await askForFiles({
      title: question.title,
      placeholder: question.canSelectMany ? l10n.t('Choose files to upload') : l10n.t('Choose a file'),
      nothingFound: l10n.t('This workspace has no files that fit.'),
      canSelectMany: question.canSelectMany,
      log: services.log,
      find: async (changed, token) => findMedia(await services.history(), question.mediaTypes, { changed, token }),
    });
    if (answer.type !== 'browse') {
      // A name in the list may be a link that came with the workspace, so it is judged like one in a command.
      return { uris: answer.type === 'files' ? answer.uris : [], cause: 'commandArguments' };
    }
  }
  return { uris: await browse(question), cause: 'chosen' };
}

async function browse({ title, action, canSelectMany, mediaTypes, startIn }: MediaQuestion): Promise<readonly Uri[]> {
  const extensions = [...new Set(mediaTypes.flatMap(extensionsOf))];
  const picked = await window.showOpenDialog({
    title,
    openLabel: action,
    canSelectMany,
    ...(startIn ? { defaultUri: startIn } : {}),
    filters: { ...(extensions.length > 0 ? { [l10n.t('Media')]: extensions } : {}), [l10n.t('All files')]: ['*'] },
  });
  return picked ?? [];
}

interface Finding {
  readonly changed: (files: readonly ListedFile[]) => void;
  readonly token: CancellationToken;
}

async function findMedia(
  history: Pick<HistoryStore, 'query'>,
  mediaTypes: readonly string[],
  { changed, token }: Finding,
): Promise<void> {
  const recent = recentFiles(history);
  const files: ListedFile[] = [];
  const glob = mediaGlob(mediaTypes);
  await Promise.all(
    (workspace.workspaceFolders ?? []).map(async (folder) => {
      const uris = await workspace.findFiles(new RelativePattern(folder, glob), excluded, maxFiles, token);
      files.push(...uris.map((uri) => listed(uri, recent)));
      changed(files);
    }),
  );
  const waiting = [...files].sort((a, b) => a.rank - b.rank).values();
  const work = async (): Promise<void> => {
    for (const file of waiting) {
      if (token.isCancellationRequested) {
        return;
      }
      file.facts = await sizeOf(file.uri);
      changed(files);
    }
  };
  await Promise.all(Array.from({ length: maxSizesAtOnce }, work));
}

/** Files of past uploads by their URIs: the lower the number, the later they were used. */
function recentFiles(history: Pick<HistoryStore, 'query'>): ReadonlyMap<string, number> {
  const records = [...history.query({ limit: maxRecent })].sort((a, b) => b.lastUsedAt - a.lastUsedAt);
  return new Map([...new Set(records.map(({ fileUri }) => fileUri))].map((uri, index) => [uri, index]));
}

function listed(uri: Uri, recent: ReadonlyMap<string, number>): ListedFile {
  const rank = recent.get(uri.toString());
  const kind = kindOf(mediaTypeOfName(nameOf(uri)) ?? '');
  return {
    uri,
    icon: kind === undefined ? 'file' : kindIcons[kind],
    section: rank === undefined ? l10n.t('Media of this workspace') : l10n.t('Recently used'),
    rank: rank ?? maxRecent,
    facts: [],
  };
}

async function sizeOf(uri: Uri): Promise<readonly ShownText[]> {
  try {
    return [formatBytes((await workspace.fs.stat(uri)).size)];
  } catch {
    // Deleted since it was found; opening it says so.
    return [];
  }
}
