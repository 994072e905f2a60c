import { FileType, type Uri, workspace } from 'vscode';
import { kindOfExtension } from '../../core/asset/mediaExtensions.ts';
import { hasWorkflowName } from '../../core/workflow/workflowNames.ts';
import type { Lazy } from '../../lazy.ts';
import { inBackground, once } from '../promises.ts';

/**
 * Listens for what is renamed or moved in VS Code. Nothing is loaded for files that no workflow names; the rename itself
 * never waits for anything.
 */
export function registerMoves(lazy: Lazy): void {
  const { disposables, log } = lazy.activation;
  const offers = once(async () => {
    const { services, createMoveOffers } = await lazy.language();
    return createMoveOffers(services);
  });
  disposables.add(
    workspace.onDidRenameFiles(({ files }) => {
      inBackground(
        log,
        (async () => {
          if (await matters(files.map(({ newUri }) => newUri))) {
            await (await offers()).moved(files);
          }
        })(),
      );
    }),
  );
}

/** Whether there is media, a document or a folder among them. */
async function matters(uris: readonly Uri[]): Promise<boolean> {
  for (const uri of uris) {
    const extension = uri.path.slice(uri.path.lastIndexOf('.') + 1).toLowerCase();
    if (kindOfExtension(extension) || hasWorkflowName(uri.path)) {
      return true;
    }
    const isFolder = await workspace.fs.stat(uri).then(
      ({ type }) => (type & FileType.Directory) !== 0,
      () => false,
    );
    if (isFolder) {
      return true;
    }
  }
  return false;
}
