import { commands, Uri, workspace } from 'vscode';
import { window } from '../display/window.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';

/**
 * Shows the local file that a reference was made from: in the Explorer, or in the operating system's file manager where it
 * is outside the workspace. The file is taken from the history, not from the command's arguments, which a link can forge.
 */
export async function revealSource(
  _services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { found } = await subjectOf(documents, argument as InputRequest);
  if (found?.target.type !== 'reference') {
    void window.showWarningMessage(l10n.t('The document has changed: there is no such reference any more.'));
    return;
  }
  const { record, source } = found.target;
  const uri = Uri.parse(record.fileUri);
  if (source === 'missing') {
    void window.showWarningMessage(l10n.t('{0} no longer exists: {1}', shown(record.fileName), shown(uri.fsPath)));
    return;
  }
  await commands.executeCommand(workspace.getWorkspaceFolder(uri) ? 'revealInExplorer' : 'revealFileInOS', uri);
}
