import { FileType, Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import { window } from '../display/window.ts';
import { isNearOrOpen } from '../services/nearFiles.ts';
import { l10n } from '../text/l10n.ts';
import { formatList, nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import type { ChosenFiles } from './filesToSend.ts';

/** A folder with more media files than this is uploaded only after a question. */
const maxFilesUnasked = 1;
const skippedFolders: readonly string[] = ['node_modules'];

/**
 * Replaces folders by the media files in them that the provider supports, at any depth; a file that was selected together
 * with its folder counts once. Asks first, because one click on a folder can mean hundreds of files. What a command was
 * called with is looked up only where that is near: the permission gate asks about anything else.
 *
 * @param label what people see the provider called, with its connection
 * @param extensions of files the provider supports, in lower case and without a dot
 * @returns `undefined` when the person declined, or when there is nothing to upload
 */
export async function expandFolders(
  { uris, cause }: ChosenFiles,
  label: string,
  extensions: readonly string[],
): Promise<readonly Uri[] | undefined> {
  const files = new Map<string, Uri>();
  const folders: Uri[] = [];
  for (const target of uris) {
    if ((cause === 'chosen' || isNearOrOpen(target)) && (await isFolder(target))) {
      folders.push(target);
    } else {
      files.set(target.toString(), target);
    }
  }
  const inFolders = new Map<string, Uri>();
  for (const folder of folders) {
    await collect(folder, extensions, inFolders);
  }
  if (folders.length === 0) {
    return [...files.values()];
  }
  const found = [...inFolders.values()].filter((uri) => !files.has(uri.toString()));
  const folderNames = formatList(folders.map((folder) => shown(nameOf(folder))));
  if (found.length === 0 && files.size === 0) {
    void window.showInformationMessage(
      l10n.t('There are no media files in {0} that {1} supports.', folderNames, shown(label)),
    );
    return undefined;
  }
  if (found.length > maxFilesUnasked) {
    const upload = l10n.t('Upload {0} Files', found.length + files.size);
    const question = l10n.t('Upload {0} media files from {1} to {2}?', found.length, folderNames, shown(label));
    if ((await window.showWarningMessage(question, { modal: true }, upload)) !== upload) {
      return undefined;
    }
  }
  return [...files.values(), ...found];
}

/** Whether there is a folder; what is missing or unreadable isn't one. */
export async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  } catch {
    // Opening it will fail too, with an error that has its own message.
    return false;
  }
}

/** @throws UploadError `fileUnreadable` */
async function entriesOf(folder: Uri): Promise<[string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch (error) {
    throw new UploadError('fileUnreadable', "The folder can't be listed", { fileName: nameOf(folder), cause: error });
  }
}

async function collect(folder: Uri, extensions: readonly string[], into: Map<string, Uri>): Promise<void> {
  const entries = await entriesOf(folder);
  entries.sort(([a], [b]) => a.localeCompare(b));
  for (const [name, type] of entries) {
    const uri = Uri.joinPath(folder, name);
    // Links aren't followed: one in a cloned repository may lead to any file of the disk.
    if (name.startsWith('.') || (type & FileType.SymbolicLink) !== 0) {
      continue;
    }
    if (type === FileType.Directory) {
      if (!skippedFolders.includes(name)) {
        await collect(uri, extensions, into);
      }
    } else if (extensions.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase())) {
      into.set(uri.toString(), uri);
    }
  }
}
