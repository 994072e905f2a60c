import { realpath } from 'node:fs/promises';
import { basename, dirname, posix } from 'node:path';
import { type DataTransfer, type DataTransferFile, type TextDocument, Uri, workspace } from 'vscode';
import { extensionsOf, kindOf } from '../../core/asset/mediaTypes.ts';
import { freeName, pasteFolderIn } from '../../core/workflow/paths/pasteFolder.ts';
import { mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import type { Services } from '../services.ts';

/** A media file that was dropped or pasted. */
export interface TransferredMedia {
  /** Where it is, or is to be made. */
  readonly uri: Uri;
  /** What to make it from; `undefined` for a file that is there already. */
  readonly contents: DataTransferFile | undefined;
}

const defaultFolder = 'assets';

/** The media files in what was dropped or pasted, each once. What has no place on a disk yet gets one in the paste folder. */
export async function transferredMedia(
  services: Services,
  document: TextDocument,
  data: DataTransfer,
): Promise<readonly TransferredMedia[]> {
  const uris = new Map<string, Uri>();
  const loose: { readonly file: DataTransferFile; readonly mediaType: string }[] = [];
  const list = (await data.get('text/uri-list')?.asString()) ?? '';
  for (const line of list.split(/\r?\n/)) {
    const uri = line.startsWith('#') ? undefined : parsed(line);
    if (uri && mediaKindOfName(uri.path)) {
      uris.set(uri.toString(), uri);
    }
  }
  for (const [mediaType, item] of data) {
    const file = item.asFile();
    if (!file || (!kindOf(mediaType) && !mediaKindOfName(file.name))) {
      continue;
    }
    if (file.uri) {
      uris.set(file.uri.toString(), file.uri);
    } else {
      loose.push({ file, mediaType });
    }
  }
  const present = [...uris.values()].map((uri) => ({ uri, contents: undefined }));
  return present.length > 0 || loose.length === 0 ? present : placed(services, document, loose);
}

function parsed(line: string): Uri | undefined {
  try {
    // An address of the web is no file, however its name ends.
    return line.trim() === '' || /^https?:/i.test(line) ? undefined : Uri.parse(line.trim(), true);
  } catch {
    return undefined;
  }
}

async function placed(
  services: Services,
  document: TextDocument,
  loose: readonly { readonly file: DataTransferFile; readonly mediaType: string }[],
): Promise<TransferredMedia[]> {
  const folder = await pasteFolderOf(services, document);
  if (!folder) {
    return [];
  }
  const taken = await namesIn(folder);
  return loose.map(({ file, mediaType }) => {
    const name = nameFor(document, file.name, mediaType, taken);
    taken.push(name);
    return { uri: Uri.joinPath(folder, name), contents: file };
  });
}

/** A file keeps its name if it is free; a picture of the clipboard, which is always called the same, has none worth keeping. */
function nameFor(document: TextDocument, fileName: string, mediaType: string, taken: readonly string[]): string {
  const own = posix.basename(fileName.replaceAll('\\', '/'));
  const isTaken = taken.some((name) => name.toLowerCase() === own.toLowerCase());
  if (mediaKindOfName(own) && !/^image\.\w+$/i.test(own) && !own.startsWith('.')) {
    return isTaken ? freeName(own.replace(/\.\w+$/, ''), extensionOf(own), taken) : own;
  }
  return freeName(posix.basename(document.uri.path), extensionsOf(mediaType)[0] ?? extensionOf(own), taken);
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

async function pasteFolderOf(services: Services, document: TextDocument): Promise<Uri | undefined> {
  const own = workspace.getWorkspaceFolder(document.uri)?.uri;
  const first = document.isUntitled ? workspace.workspaceFolders?.[0]?.uri : undefined;
  const base = own ?? first ?? (document.uri.scheme === 'file' ? Uri.file(dirname(document.uri.fsPath)) : undefined);
  if (!base) {
    return undefined;
  }
  const setting = services.settings.pasteFolder(document.uri);
  if (base.scheme !== 'file') {
    const isPlain = setting.split('/').every((part) => part !== '' && !part.startsWith('.'));
    return Uri.joinPath(base, isPlain ? setting : defaultFolder);
  }
  const folder = await pasteFolderIn(base.fsPath, setting);
  if (folder === undefined) {
    services.log.warn(`The paste folder ${basename(setting)} lies outside the workspace; ${defaultFolder} is used.`);
  }
  const chosen = folder ?? (await pasteFolderIn(base.fsPath, defaultFolder));
  return chosen === undefined ? undefined : Uri.file(chosen);
}

async function namesIn(folder: Uri): Promise<string[]> {
  try {
    return (await workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    // Not there yet: it is made together with the file.
    return [];
  }
}

/** Whether a file lies in an open folder, links followed on both sides. */
export async function isInWorkspace(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || workspace.getWorkspaceFolder(uri)) {
    return workspace.getWorkspaceFolder(uri) !== undefined;
  }
  try {
    return workspace.getWorkspaceFolder(Uri.file(await realpath(uri.fsPath))) !== undefined;
  } catch {
    return false;
  }
}
