import type { CancellationToken, Uri } from 'vscode';
import { WantedPaths } from '../../../core/workflow/paths/wantedPaths.ts';
import { findPathInputs, mayLackNames } from '../../../core/workflow/scan/findPathInputs.ts';
import { nameFinder } from '../../../core/workflow/scan/nameInBytes.ts';
import { signalOf } from '../../promises.ts';
import { isNearOrOpen } from '../../services/nearFiles.ts';
import type { Services } from '../../services/services.ts';
import { pathContexts } from '../documentPaths.ts';
import type { Usage } from './findUsages.ts';
import { visitWorkflowFiles } from './workflowFiles.ts';

/** What a search for files does with what it finds. */
export interface PathSearch {
  /** Called for each workflow as soon as it is found. */
  onFound(usage: Usage): void;
  readonly token: CancellationToken;
}

/**
 * Searches the workflows of the workspace for inputs that lead to a file, or to anything in a folder. Only files that
 * contain one of the names, in whatever spelling, are decoded and scanned. A file on another machine isn't looked up.
 * @throws CancelledError
 */
export async function findPathUsages(
  services: Pick<Services, 'settings' | 'folderNames'>,
  targets: readonly Uri[],
  { onFound, token }: PathSearch,
): Promise<void> {
  const paths = targets.filter((uri) => uri.scheme === 'file' && isNearOrOpen(uri)).map(({ fsPath }) => fsPath);
  if (paths.length === 0) {
    return;
  }
  const wanted = await WantedPaths.of(paths);
  const isNamedIn = nameFinder(wanted.names);
  const contextOf = pathContexts(services);
  const signal = signalOf(token);
  await visitWorkflowFiles(async ({ uri, read }) => {
    const bytes = await read();
    if (!isNamedIn(bytes) && !mayLackNames(wanted, await contextOf(uri))) {
      return;
    }
    const text = new TextDecoder().decode(bytes);
    const inputs = await findPathInputs(text, wanted, { context: await contextOf(uri), signal });
    if (inputs.length > 0) {
      onFound({ uri, text, inputs });
    }
  }, token);
}
