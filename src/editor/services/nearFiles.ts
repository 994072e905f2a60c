import nodePath from 'node:path';
import { type Uri, workspace } from 'vscode';
import { judgeSpelling, type Spelling } from '../../core/workflow/paths/spelling.ts';

/**
 * Whether a file may be looked at without a gesture. A history can be imported from somebody else, and on Windows merely
 * looking at `file://their.server/share` sends the person's name and password hash to that server.
 */
export function isNear(uri: Uri): boolean {
  return spellingOf(uri).type === 'local';
}

/**
 * The same for what a command is called with, which may also be in a virtual file system that is open in the workspace.
 * Another extension, or a link, can call a command with any URI.
 */
export function isNearOrOpen(uri: Uri): boolean {
  const folders = workspace.workspaceFolders ?? [];
  const isFolder = folders.some((folder) => folder.uri.toString() === uri.toString());
  const spelling = spellingOf(uri);
  return isFolder || spelling.type === 'local' || (spelling.type === 'virtual' && spelling.isInside);
}

function spellingOf(uri: Uri): Spelling {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri: folder }) => ({
    uri: folder.toString(),
    path: folder.scheme === 'file' ? folder.fsPath : undefined,
  }));
  const path = uri.scheme === 'file' ? uri.fsPath : undefined;
  return judgeSpelling({ uri: uri.toString(), path }, { folders, paths: nodePath });
}
