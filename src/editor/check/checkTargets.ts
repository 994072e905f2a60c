import { Uri, workspace } from 'vscode';
import { throwIfCancelled } from '../../core/errors.ts';
import { isJsonLines } from '../../core/workflow/json/jsonLines.ts';
import { isWorkflowInSlices } from '../../core/workflow/scan/recognise.ts';
import { hasWorkflowName } from '../../core/workflow/workflowNames.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { visitWorkflowFiles } from '../documents/usages/workflowFiles.ts';
import { isInWorkflowLanguage } from '../documents/workflowDocuments.ts';
import { isLarge, readLargeFile } from '../documents/workflowSources.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { isFolder } from '../upload/foldersToFiles.ts';
import type { WorkflowText } from './documentCheck.ts';

/** What is checked: the files that were named, and folders that are searched for workflows. */
export interface CheckTargets {
  readonly files: readonly Uri[];
  /** `workspace` for all of its folders. */
  readonly folders: readonly Uri[] | 'workspace';
}

interface ScopeItem extends ShownQuickPickItem {
  readonly isWorkspace: boolean;
}

/**
 * What a command is about: what was clicked or selected in the Explorer, else the active editor, else what the person chooses,
 * of which the whole workspace is the first. `undefined` when they closed the question.
 */
export async function checkTargets(
  { log }: Pick<Services, 'log'>,
  clicked: unknown,
  selected: unknown,
): Promise<CheckTargets | undefined> {
  const named = Array.isArray(selected) && selected.length > 1 ? selected : [clicked];
  const uris = named.filter((each): each is Uri => each instanceof Uri);
  const areFolders = await Promise.all(uris.map(isFolder));
  const folders = uris.filter((_uri, index) => areFolders[index]);
  if (folders.length > 0) {
    // Images that were selected together with a folder can't be opened as text.
    return { files: uris.filter((uri) => !folders.includes(uri) && hasWorkflowName(uri.path)), folders };
  }
  const hasActive = window.activeTextEditor && isInWorkflowLanguage(window.activeTextEditor.document);
  if (uris.length === 0 && !hasActive && (workspace.workspaceFolders ?? []).length > 0) {
    const items: readonly ScopeItem[] = [
      { label: l10n.t('Check All Workflows in This Workspace'), isWorkspace: true },
      { label: l10n.t('Choose Workflows...'), isWorkspace: false },
    ];
    const chosen = await window.showQuickPick(items, { title: l10n.t('Check Workflow') });
    if (!chosen || chosen.isWorkspace) {
      return chosen && { files: [], folders: 'workspace' };
    }
  }
  const files = await workflowTargets(log, { clicked, selected }, { canSelectMany: true });
  return files.length > 0 ? { files, folders: [] } : undefined;
}

interface ReadingOptions {
  readonly signal: AbortSignal;
  onRead(workflow: WorkflowText): Promise<void>;
}

/**
 * Reads what is checked: each file that was named, whatever it contains, and the workflows in folders. What can't be read is
 * left out.
 * @throws CancelledError
 */
export async function readTargets({ files, folders }: CheckTargets, { signal, onRead }: ReadingOptions): Promise<void> {
  for (const uri of files) {
    throwIfCancelled(signal);
    const text = await textOf(uri, signal);
    if (text !== undefined) {
      await onRead({ uri, text });
    }
  }
  const seen = new Set(files.map(String));
  for (const folder of folders === 'workspace' ? [undefined] : folders) {
    const visit: Parameters<typeof visitWorkflowFiles>[0] = async ({ uri, read }) => {
      throwIfCancelled(signal);
      const text = new TextDecoder().decode(await read());
      if (!seen.has(uri.toString()) && (await isWorkflowInSlices([text], { signal, isJsonLines: isJsonLines(text) }))) {
        seen.add(uri.toString());
        await onRead({ uri, text });
      }
    };
    await visitWorkflowFiles(visit, undefined, { folder });
  }
}

/** `undefined`, after a message, for a large file that isn't text. */
async function textOf(uri: Uri, signal: AbortSignal): Promise<string | undefined> {
  return (await isLarge(uri))
    ? (await readLargeFile(uri, signal))?.text
    : (await workspace.openTextDocument(uri)).getText();
}
