import nodePath from 'node:path';
import { type Uri, workspace } from 'vscode';
import { mayBeTouched } from '../../core/workflow/paths/spelling.ts';

/**
 * Whether a file may be looked at without a gesture. A history can be imported from somebody else, and on Windows merely
 * looking at `file://their.server/share` sends the person's name and password hash to that server.
 */
export function isNear(uri: Uri): boolean {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri: folder }) => ({
    uri: folder.toString(),
    path: folder.scheme === 'file' ? folder.fsPath : undefined,
  }));
  const path = uri.scheme === 'file' ? uri.fsPath : undefined;
  return mayBeTouched({ uri: uri.toString(), path }, { folders, paths: nodePath });
}
