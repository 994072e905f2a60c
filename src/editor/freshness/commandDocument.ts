import { l10n, type TextDocument, Uri, window, workspace } from 'vscode';

/**
 * The document a command is about: a URI (the menus pass one), its text (links pass that), or else the active editor's.
 * Says so where there is none.
 */
export async function documentOf(argument: unknown): Promise<TextDocument | undefined> {
  const uri = argument instanceof Uri ? argument : typeof argument === 'string' ? Uri.parse(argument) : undefined;
  const document = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (!document) {
    void window.showInformationMessage(l10n.t('Open a workflow document first.'));
  }
  return document;
}
