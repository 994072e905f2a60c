import { basename } from 'node:path';
import { l10n, window, workspace } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ResolvedPath } from '../../core/workflow/paths/resolvePath.ts';

/**
 * A document may name any file on this computer, and documents come from other people. Files inside the workspace may be
 * sent. For any other file the person has to agree after reading its whole path; in an untrusted workspace it isn't sent.
 *
 * @throws UploadError `workspaceUntrusted`; CancelledError where the person declined
 */
export async function assertMaySend(resolved: ResolvedPath, provider: Provider): Promise<void> {
  if (resolved.containment === 'inside') {
    return;
  }
  if (!workspace.isTrusted) {
    throw new UploadError('workspaceUntrusted', 'A document of an untrusted workspace names a file outside of it', {
      fileName: basename(resolved.realPath),
      provider: provider.id,
    });
  }
  const send = l10n.t('Upload This File');
  const question = l10n.t('This document wants to upload a file from outside the workspace to {0}.', provider.label);
  const detail = l10n.t('{0}\n\nUpload it only if you know why the document needs it.', resolved.realPath);
  if ((await window.showWarningMessage(question, { modal: true, detail }, send)) !== send) {
    throw new CancelledError();
  }
}

/** Nobody reads a dialog that fills the screen, and the preview has shown every path. */
const maxPaths = 20;

/**
 * Asks the same question once for several files, all of them outside the workspace.
 *
 * @param destination names of the providers
 * @returns whether the files may be sent. Doesn't ask in an untrusted workspace (false), or where there are no files (true)
 */
export async function consentToOutside(files: readonly ResolvedPath[], destination: string): Promise<boolean> {
  if (files.length === 0) {
    return true;
  }
  if (!workspace.isTrusted) {
    return false;
  }
  const send = files.length === 1 ? l10n.t('Upload This File') : l10n.t('Upload These Files');
  const question =
    files.length === 1
      ? l10n.t('This document wants to upload a file from outside the workspace to {0}.', destination)
      : l10n.t('This document wants to upload {0} files from outside the workspace to {1}.', files.length, destination);
  const paths = files.slice(0, maxPaths).map(({ realPath }) => realPath);
  const more = files.length - paths.length;
  const detail = [
    [...paths, ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])].join('\n'),
    files.length === 1
      ? l10n.t('Upload it only if you know why the document needs it.')
      : l10n.t('Upload them only if you know why the document needs them.'),
  ].join('\n\n');
  return (await window.showWarningMessage(question, { modal: true, detail }, send)) === send;
}
