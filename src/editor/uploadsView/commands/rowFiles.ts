import { commands, env, Uri, workspace } from 'vscode';
import { window } from '../../display/window.ts';
import { mayLookAt } from '../../services/mayLookAt.ts';
import { l10n } from '../../text/l10n.ts';
import { maxPathLength, shown, withIcon } from '../../text/shown.ts';
import type { RowFile } from './chosenRows.ts';

/** Opens the file of a row in an editor. */
export async function openFile(file: RowFile): Promise<void> {
  if (await isThere(file)) {
    await commands.executeCommand('vscode.open', Uri.parse(file.fileUri));
  }
}

/** Shows the file of a row in the Explorer, or in the file manager where it is outside the workspace. */
export async function revealFile(file: RowFile): Promise<void> {
  const uri = Uri.parse(file.fileUri);
  if (await isThere(file)) {
    await commands.executeCommand(workspace.getWorkspaceFolder(uri) ? 'revealInExplorer' : 'revealFileInOS', uri);
  }
}

/** Copies the paths of rows, one per line; also of files that are gone, whose paths may help to find them. */
export async function copyPaths(files: readonly RowFile[]): Promise<void> {
  const paths = files.map(({ fileUri }) => pathOf(Uri.parse(fileUri)));
  await env.clipboard.writeText(paths.join('\n'));
  const message = paths.length === 1 ? l10n.t('Path copied') : l10n.t('{0} paths copied', paths.length);
  window.setStatusBarMessage(withIcon('check', message), 3000);
}

function pathOf(uri: Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}

async function isThere({ fileUri, fileName }: RowFile): Promise<boolean> {
  const uri = Uri.parse(fileUri);
  if (!(await mayLookAt(uri))) {
    return false;
  }
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    void window.showWarningMessage(
      l10n.t('{0} no longer exists: {1}', shown(fileName), shown(pathOf(uri), maxPathLength)),
    );
    return false;
  }
}
