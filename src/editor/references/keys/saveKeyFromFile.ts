import { Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import { providerById, providers } from '../../../core/providers/registry.ts';
import { accountLabel } from '../../../core/uploads/accounts/account.ts';
import type { KeyInFile } from '../../../core/workflow/scan/keysInFile.ts';
import { window } from '../../display/window.ts';
import { analysedFor } from '../../documents/commandDocument.ts';
import type { WorkflowDocuments } from '../../documents/workflowDocuments.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { nameOf } from '../../text/names.ts';
import { shown } from '../../text/shown.ts';
import { chooseProvider } from '../../upload/providerChoice.ts';

/** Where a key is; the key itself is in no argument of a command. */
export interface KeyInFileRequest {
  /** URI of the document. */
  readonly document: string;
  /** Of the string, in UTF-16 units. */
  readonly offset: number;
}

/**
 * Saves a key that is in a workflow, as *Set API Key* does with one that is pasted: the box holds it already, and Enter
 * checks and stores it. Then the string becomes an empty one, as one undo step. Closing the box changes nothing.
 */
export async function saveKeyFromFile(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { document: uri, offset } = argument as KeyInFileRequest;
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const { keys } = await analysedFor(documents, document);
  const found = keys.find((each) => each.offset === offset);
  if (!found) {
    void window.showWarningMessage(l10n.t('This string has been changed, so it was left alone.'));
    return;
  }
  const title = l10n.t('Whose API Key Is It?');
  const needsKey = providers.filter(({ keyUrl, keyParts }) => keyUrl !== undefined && keyParts === undefined);
  const provider =
    found.provider === undefined ? await chooseProvider(services, title, needsKey) : providerById(found.provider);
  const account = provider && (await services.accounts.askForKey(provider.id, found.key));
  if (!account) {
    return;
  }
  const label = shown(accountLabel(account));
  if (await removeKey(documents, document, found)) {
    void window.showInformationMessage(
      l10n.t('The API key for {0} was saved and removed from the file. Save the file to keep it out.', label),
    );
  } else {
    const name = shown(nameOf(document.uri));
    void window.showWarningMessage(
      l10n.t("The API key for {0} was saved, but {1} can't be edited or has changed: remove it there.", label, name),
    );
  }
}

/** Empties the string that holds the key now: the person may have typed while the box was open. */
async function removeKey(documents: WorkflowDocuments, document: TextDocument, key: KeyInFile): Promise<boolean> {
  const { keys } = await analysedFor(documents, document);
  const same = keys.filter(({ value }) => value === key.value);
  const [nearest] = same.sort((a, b) => Math.abs(a.offset - key.offset) - Math.abs(b.offset - key.offset));
  if (nearest === undefined) {
    return false;
  }
  const { offset, length } = nearest;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), '""');
  return workspace.applyEdit(edit);
}
