import { commands } from 'vscode';
import { window } from '../display/window.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { commandId } from '../ids/commandIds.ts';
import { showWithButtons } from '../outcome/messageButtons.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { maxPathLength, shown } from '../text/shown.ts';
import { openFile } from '../uploadsView/commands/rowFiles.ts';
import { fileBehind } from './fileBehind.ts';

/**
 * Opens the file that a string stands for, or says why that can't be done. The file is taken from the document or the
 * history, not from the command's arguments, which a link can forge.
 */
export async function openSourceOf(services: Services, documents: WorkflowDocuments, argument: unknown): Promise<void> {
  const request = argument as InputRequest;
  const { document, found } = await subjectOf(documents, request);
  const file = found && (await fileBehind(services, document.uri, found));
  switch (file?.type) {
    case 'found':
      await commands.executeCommand('vscode.open', file.uri);
      return;
    case 'restricted':
      void window.showWarningMessage(l10n.t('In Restricted Mode, links open only files inside this workspace.'));
      return;
    case undefined:
      void window.showWarningMessage(l10n.t('This string has been changed. It no longer leads to a file.'));
      return;
  }
  if (found?.target.type === 'reference') {
    await openFile(found.target.record);
    return;
  }
  const message = l10n.t('The file {0} no longer exists.', shown(request.value, maxPathLength));
  const run = () => commands.executeCommand(commandId('pickFile'), request);
  await showWithButtons(window.showWarningMessage, message, [{ label: l10n.t('Pick Another File...'), run }]);
}
