import { realpath } from 'node:fs/promises';
import { basename, dirname, posix } from 'node:path';
import { type DataTransfer, type DataTransferFile, type TextDocument, Uri, workspace } from 'vscode';
import { extensionsOf, kindOf } from '../../core/asset/mediaTypes.ts';
import { freeName, pasteFolderIn } from '../../core/workflow/paths/pasteFolder.ts';
import { mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import type { Services } from '../services/services.ts';

/** A media file that was dropped or pasted. */
export interface TransferredMedia {
  /** Where it is, or where it will be created. */
  readonly uri: Uri;
  /** What to create it from; `undefined` for a file that exists. */
  readonly contents: DataTransferFile | undefined;
}

/** Dropped or pasted content without a place on a disk. */
interface LooseFile {
  readonly file: DataTransferFile;
  readonly mediaType: string;
}

const defaultFolder = 'assets';

/** The media files in what was dropped or pasted, each once. Content without a file gets a path in the paste folder. */
export async function transferredMedia(
  services: Services,
  document: TextDocument,
  data: DataTransfer,
): Promise<readonly TransferredMedia[]> {
  const uris = new Map<string, Uri>();
  const loose: LooseFile[] = [];
  for (const uri of urisIn((await data.get('text/uri-list')?.asString()) ?? '')) {
    if (!/^https?$/i.test(uri.scheme) && mediaKindOfName(uri.path)) {
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

/**
 * The URIs in content of type `text/uri-list` (RFC 2483), without comments. A line that isn't a URI is left out: browsers
 * and file managers write such lines, and the others are still wanted.
 */
export function urisIn(list: string): Uri[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) {
      return [];
    }
    try {
      return [Uri.parse(text, true)];
    } catch {
      return [];
    }
  });
}

async function placed(
  services: Services,
  document: TextDocument,
  loose: readonly LooseFile[],
): Promise<TransferredMedia[]> {
  const folder = await pasteFolderOf(services, document);
  if (!folder) {
    return [];
  }
  const taken = await namesIn(folder);
  return loose.map((each) => {
    const name = nameFor(document, each, taken);
    taken.push(name);
    return { uri: Uri.joinPath(folder, name), contents: each.file };
  });
}

/** A file keeps its name if that is free. A picture from the clipboard, always called `image.png`, is named after the document. */
function nameFor(document: TextDocument, { file, mediaType }: LooseFile, taken: readonly string[]): string {
  const own = posix.basename(file.name.replaceAll('\\', '/'));
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
    services.log.warn(`The paste folder ${basename(setting)} is outside the workspace; ${defaultFolder} is used.`);
  }
  const chosen = folder ?? (await pasteFolderIn(base.fsPath, defaultFolder));
  return chosen === undefined ? undefined : Uri.file(chosen);
}

async function namesIn(folder: Uri): Promise<string[]> {
  try {
    return (await workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    // The folder doesn't exist yet; it is created with the file.
    return [];
  }
}

/** Whether a file is in an open folder, by its path or by its real path. */
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
