import { type CancellationToken, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { isJsonLines } from '../../core/workflow/json/jsonLines.ts';
import { isWorkflowInSlices } from '../../core/workflow/scan/recognise.ts';
import { workflowExtensions } from '../../core/workflow/workflowNames.ts';
import { window } from '../display/window.ts';
import { visitWorkflowFiles } from '../documents/usages/workflowFiles.ts';
import { signalOf } from '../promises.ts';
import { l10n } from '../text/l10n.ts';
import { askForFiles, type ListedFile } from './fileList.ts';

/**
 * Asks which workflow a command is about that was run with none open: first in a list of those of the workspace, which
 * fills while its files are read, then, on request, in a file dialog.
 */
export async function chooseWorkflows(
  log: Log,
  { canSelectMany }: { readonly canSelectMany: boolean },
): Promise<readonly Uri[]> {
  const title = canSelectMany ? l10n.t('Choose Workflows') : l10n.t('Choose a Workflow');
  if ((workspace.workspaceFolders ?? []).length > 0) {
    const answer = await askForFiles({
      title,
      placeholder: l10n.t('No workflow is open. Choose one of this workspace.'),
      nothingFound: l10n.t('This workspace has no workflows.'),
      canSelectMany,
      log,
      find: findWorkflows,
    });
    if (answer.type !== 'browse') {
      return answer.type === 'files' ? answer.uris : [];
    }
  }
  const picked = await window.showOpenDialog({
    title,
    canSelectMany,
    filters: { [l10n.t('Workflows')]: [...workflowExtensions], [l10n.t('All files')]: ['*'] },
  });
  return picked ?? [];
}

async function findWorkflows(changed: (files: readonly ListedFile[]) => void, token: CancellationToken): Promise<void> {
  const signal = signalOf(token);
  const files: ListedFile[] = [];
  try {
    await visitWorkflowFiles(async ({ uri, read }) => {
      const text = new TextDecoder().decode(await read());
      if (await isWorkflowInSlices([text], { signal, isJsonLines: isJsonLines(text) })) {
        files.push({ uri, icon: 'json', section: l10n.t('Workflows of this workspace'), rank: 0, facts: [] });
        changed(files);
      }
    }, token);
  } catch (error) {
    if (!CancelledError.is(error)) {
      throw error;
    }
  }
}
