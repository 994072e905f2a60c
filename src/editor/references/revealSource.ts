import { commands, Uri, workspace } from 'vscode';
import { window } from '../display/window.ts';
import type { InputTarget } from '../documents/analysis.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { maxPathLength, nameLength, shown } from '../text/shown.ts';

/**
 * Shows the local file that a string names, or that its reference was made from: in the Explorer, or in the operating
 * system's file manager where it is outside the workspace. The file is taken from the document or the history, not from the
 * command's arguments, which a link can forge.
 */
export async function revealSource(
  _services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { found } = await subjectOf(documents, argument as InputRequest);
  const uri = found && fileOf(found.target);
  if (!uri) {
    void window.showWarningMessage(l10n.t('This string has been changed. It no longer leads to a file.'));
    return;
  }
  if (found?.target.type === 'reference' && found.target.source === 'missing') {
    const { fileName } = found.target.record;
    void window.showWarningMessage(
      l10n.t('{0} no longer exists: {1}', shown(fileName, nameLength), shown(uri.fsPath, maxPathLength)),
    );
    return;
  }
  await commands.executeCommand(workspace.getWorkspaceFolder(uri) ? 'revealInExplorer' : 'revealFileInOS', uri);
}

function fileOf(target: InputTarget): Uri | undefined {
  switch (target.type) {
    case 'reference':
      return Uri.parse(target.record.fileUri);
    case 'file':
      return Uri.file(target.resolved.file);
    default:
      return undefined;
  }
}
