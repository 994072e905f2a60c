import { movedOriginals } from '../../core/workflow/moves/movedOriginals.ts';
import type { Moves } from '../../core/workflow/moves/moves.ts';
import { WantedPaths } from '../../core/workflow/paths/wantedPaths.ts';
import { pathContexts } from '../documents/documentPaths.ts';
import { findWorkflowFiles } from '../documents/usages/workflowFiles.ts';
import type { Services } from '../services/services.ts';
import { formerUri } from './movedWorkflows.ts';

/**
 * Has what "Restore Local Paths" would put back follow the files, and the workflows themselves. This is the extension's own
 * data and no document, so nobody is asked.
 */
export async function followOriginals(services: Services, moves: Moves): Promise<void> {
  const { originalPaths } = services;
  const documents = new Map((await findWorkflowFiles()).map((uri) => [formerUri(uri, moves).toString(), uri]));
  const formers = [...documents.values()].map((uri) => formerUri(uri, moves));
  const remembered = await originalPaths.rememberedAmong(formers);
  if (remembered.length === 0) {
    return;
  }
  const origins = await WantedPaths.of(moves.all.map(({ from }) => from));
  const contextOf = pathContexts(services);
  for (const former of remembered) {
    const document = documents.get(former.toString());
    const known = await originalPaths.restorationsFor(former);
    if (document && known.length > 0) {
      const [before, now] = await Promise.all([contextOf(former), contextOf(document)]);
      const followed = await movedOriginals(known, { moves, origins, before, now });
      if (former.toString() !== document.toString() || followed.some((each, index) => each !== known[index])) {
        await originalPaths.follow(former, document, followed);
      }
    }
  }
}
