import type { CancellationToken, Uri } from 'vscode';
import { WantedPaths } from '../../../core/workflow/paths/wantedPaths.ts';
import { findPathInputs, mayLackNames } from '../../../core/workflow/scan/findPathInputs.ts';
import { nameFinder } from '../../../core/workflow/scan/nameInBytes.ts';
import { signalOf } from '../../promises.ts';
import { isNearOrOpen } from '../../services/nearFiles.ts';
import type { Services } from '../../services/services.ts';
import { pathContexts } from '../documentPaths.ts';
import type { UsageFinder } from './findUsages.ts';

/**
 * Finds the inputs that lead to any of some files. Only workflows that contain one of the names, in whatever spelling, are
 * decoded and scanned. A file on another machine isn't looked up.
 */
export async function pathUsages(
  services: Pick<Services, 'settings' | 'folderNames'>,
  files: readonly Uri[],
  token: CancellationToken,
): Promise<UsageFinder> {
  const paths = files.filter((uri) => uri.scheme === 'file' && isNearOrOpen(uri)).map(({ fsPath }) => fsPath);
  const wanted = await WantedPaths.of(paths);
  const isNamedIn = nameFinder(wanted.names);
  const contextOf = pathContexts(services);
  const signal = signalOf(token);
  return {
    mayBeIn: async (bytes, uri) => paths.length > 0 && (isNamedIn(bytes) || mayLackNames(wanted, await contextOf(uri))),
    inputsIn: async (text, uri) => findPathInputs(text, wanted, { context: await contextOf(uri), signal }),
  };
}
