import { type FileRenameEvent, FileType, type Uri, workspace } from 'vscode';
import { kindOfExtension } from '../../core/asset/mediaExtensions.ts';
import { hasWorkflowName } from '../../core/workflow/workflowNames.ts';
import type { Lazy } from '../../lazy.ts';
import { inBackground, once } from '../promises.ts';

/**
 * Listens for what is renamed or moved in VS Code. Nothing is loaded for files that no workflow names; the rename itself
 * never waits for anything.
 */
export function registerMoves({ activation: { disposables, log }, language }: Lazy): void {
  const offers = once(async () => {
    const { services, createMoveOffers } = await language();
    return createMoveOffers(services);
  });
  disposables.add(
    workspace.onDidRenameFiles(({ files }) =>
      inBackground(
        log,
        anyMatters(files).then(async (matters) => matters && (await offers()).moved(files)),
      ),
    ),
  );
}

/** Whether there is media, a document or a folder among them. Workflows name what was media before, whatever it is now. */
async function anyMatters(files: FileRenameEvent['files']): Promise<boolean> {
  for (const { oldUri, newUri } of files) {
    if ([oldUri, newUri].some(matters)) {
      return true;
    }
    const found = await workspace.fs.stat(newUri).then(undefined, () => undefined);
    if (found && found.type & FileType.Directory) {
      return true;
    }
  }
  return false;
}

function matters({ path }: Uri): boolean {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return kindOfExtension(extension) !== undefined || hasWorkflowName(path);
}
