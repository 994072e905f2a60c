import { posix } from 'node:path';
import { Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Services } from '../services/services.ts';
import { nameOf } from '../text/names.ts';
import { fileToSend } from '../upload/filesToSend.ts';

/**
 * The file a language model means: an absolute path, or one relative to a workspace folder, with or without the folder's
 * name in front. Only the spelling is looked at here; the disk isn't touched for anything outside the workspace.
 * @throws UploadError `outsideWorkspace`, `workspaceUntrusted`
 */
export function toolFile(filePath: string): Uri {
  const uri = uriOf(filePath);
  if (uri === undefined || workspace.getWorkspaceFolder(uri) === undefined) {
    throw new UploadError('outsideWorkspace', 'A tool named a file outside the workspace', {
      fileName: lastPart(filePath),
    });
  }
  if (!workspace.isTrusted) {
    throw new UploadError('workspaceUntrusted', 'A tool named a file of an untrusted workspace', {
      fileName: nameOf(uri),
    });
  }
  return uri;
}

/**
 * Refuses a workflow that a link in the workspace leads out to: its text would go to a model, which is another way to send it.
 * @throws UploadError `outsideWorkspace`, `workspaceUntrusted`, CancelledError
 */
export async function assertReadable(
  services: Services,
  uri: Uri,
  { provider, signal }: { readonly provider: ProviderId; readonly signal: AbortSignal },
): Promise<void> {
  const { gate } = await services.uploads();
  await gate.assertNotRefused(fileToSend(uri, 'programme'), provider, signal);
}

function uriOf(filePath: string): Uri | undefined {
  const folders = workspace.workspaceFolders ?? [];
  const absolute = isAbsolute(filePath) ? Uri.file(filePath) : undefined;
  if (absolute !== undefined) {
    // Dots would make a file outside look like one inside.
    return absolute.with({ path: posix.normalize(absolute.path) });
  }
  const path = filePath.replaceAll('\\', '/');
  const [first = '', ...rest] = path.split('/');
  const named = folders.length > 1 ? folders.find(({ name }) => name === first) : undefined;
  const base = named ?? folders[0];
  return base && Uri.joinPath(base.uri, named ? rest.join('/') : path);
}

/** On Windows a path begins with a drive, elsewhere with a slash. Shares and URIs aren't paths of the workspace. */
function isAbsolute(filePath: string): boolean {
  return process.platform === 'win32' ? /^[a-z]:[\\/]/i.test(filePath) : /^\/(?!\/)/.test(filePath);
}

function lastPart(filePath: string): string {
  return filePath.slice(Math.max(filePath.lastIndexOf('/'), filePath.lastIndexOf('\\')) + 1);
}
