import { readFile, stat } from 'node:fs/promises';
import { type CancellationToken, CancellationTokenSource, Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { DialectId, MediaInput } from '../../core/workflow/mediaInput.ts';
import { type MovedInput, movedInputs } from '../../core/workflow/moves/movedInputs.ts';
import type { Moves } from '../../core/workflow/moves/moves.ts';
import type { PathContext } from '../../core/workflow/paths/resolvePath.ts';
import { WantedPaths } from '../../core/workflow/paths/wantedPaths.ts';
import { mayLackNames } from '../../core/workflow/scan/findPathInputs.ts';
import { nameFinder } from '../../core/workflow/scan/nameInBytes.ts';
import { isNamedInFile } from '../../core/workflow/scan/namesInFile.ts';
import { hasWorkflowName } from '../../core/workflow/workflowNames.ts';
import { isNameOfUpload } from '../documents/analyse.ts';
import { pathContexts } from '../documents/documentPaths.ts';
import { visitWorkflowFiles, type WorkflowFile } from '../documents/usages/workflowFiles.ts';
import { isLarge, readLargeFile } from '../documents/workflowSources.ts';
import { signalOf, stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';

/** A workflow with paths that no longer lead to their files. */
export interface MovedWorkflow {
  readonly uri: Uri;
  /** `undefined` for a file that is too large for VS Code to share, so that the file itself is edited. */
  readonly text: string | undefined;
  readonly inputs: readonly MovedInput[];
}

/**
 * Searches the workspace for workflows with paths that a move has broken. Only files that contain the name of something
 * moved, or that were moved themselves, are decoded and scanned.
 * @returns in the order of their URIs
 * @throws CancelledError
 */
export async function findMovedWorkflows(
  services: Services,
  moves: Moves,
  token: CancellationToken,
): Promise<readonly MovedWorkflow[]> {
  const search = await searchFor(services, moves, token);
  const isNamedIn = nameFinder(search.origins.names);
  const found: MovedWorkflow[] = [];
  const add = (workflow: MovedWorkflow | undefined): void => {
    if (workflow && workflow.inputs.length > 0) {
      found.push(workflow);
    }
  };
  const visit = async ({ uri, read }: WorkflowFile): Promise<void> => {
    const bytes = await read();
    if (isNamedIn(bytes) || (await mayLackTheirNames(uri, search))) {
      add(await brokenPaths({ uri, text: new TextDecoder().decode(bytes) }, search));
    }
  };
  const visitLarge = async (uri: Uri): Promise<void> => {
    try {
      if ((await mayLackTheirNames(uri, search)) || (await isNamedInFile(uri.fsPath, isNamedIn, search.signal))) {
        add(await readAndCheck(uri, search));
      }
    } catch (error) {
      if (CancelledError.is(error)) {
        throw error;
      }
      services.log.warn(`A large file was not searched for moved files: ${stackOf(error)}`);
    }
  };
  await visitWorkflowFiles(visit, token, { visitLarge });
  if (token.isCancellationRequested) {
    throw new CancelledError();
  }
  return found.sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
}

/** The same for one workflow that is known, as it is now; `undefined` where nothing has to be updated, or where it is gone. */
export async function checkMovedWorkflow(
  services: Services,
  uri: Uri,
  moves: Moves,
): Promise<MovedWorkflow | undefined> {
  const source = new CancellationTokenSource();
  try {
    const workflow = await readAndCheck(uri, await searchFor(services, moves, source.token));
    return workflow && workflow.inputs.length > 0 ? workflow : undefined;
  } finally {
    source.dispose();
  }
}

interface Search {
  readonly moves: Moves;
  /** Whether documents may have been moved, or folders in which files are looked up. */
  readonly hasMovedFolders: boolean;
  readonly origins: WantedPaths;
  readonly signal: AbortSignal;
  contextOf(document: Uri): Promise<PathContext>;
  isReference(input: MediaInput, dialect: DialectId | undefined): Promise<boolean>;
}

async function searchFor(services: Services, moves: Moves, token: CancellationToken): Promise<Search> {
  const origins = await WantedPaths.of(moves.all.map(({ from }) => from));
  const areFolders = await Promise.all(moves.all.map(({ to }) => hasWorkflowName(to) || isFolder(to)));
  return {
    moves,
    hasMovedFolders: areFolders.includes(true),
    origins,
    signal: signalOf(token),
    contextOf: pathContexts(services),
    // Opens the history for the first path that a move has broken, not for every rename.
    isReference: async (input, dialect) => isNameOfUpload(input, dialect, await services.history()),
  };
}

/** Where a document was before the moves. */
export function formerUri(uri: Uri, moves: Moves): Uri {
  const former = uri.scheme === 'file' ? moves.before(uri.fsPath) : undefined;
  return former === undefined ? uri : Uri.file(former);
}

/** Whether a document can be affected although it contains none of the names. */
async function mayLackTheirNames(uri: Uri, { moves, hasMovedFolders, origins, contextOf }: Search): Promise<boolean> {
  return hasMovedFolders && (formerUri(uri, moves) !== uri || mayLackNames(origins, await contextOf(uri)));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function readAndCheck(uri: Uri, search: Search): Promise<MovedWorkflow | undefined> {
  if (await isLarge(uri)) {
    const file = await readLargeFile(uri, search.signal);
    const workflow = file && (await brokenPaths({ uri, text: file.text }, search));
    return workflow && { ...workflow, text: undefined };
  }
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  try {
    const text = open?.getText() ?? new TextDecoder().decode(await readFile(uri.fsPath));
    return await brokenPaths({ uri, text }, search);
  } catch (error) {
    if (CancelledError.is(error)) {
      throw error;
    }
    return undefined;
  }
}

async function brokenPaths(
  { uri, text }: { readonly uri: Uri; readonly text: string },
  { contextOf, ...search }: Search,
): Promise<MovedWorkflow> {
  const [before, now] = await Promise.all([contextOf(formerUri(uri, search.moves)), contextOf(uri)]);
  return { uri, text, inputs: await movedInputs(text, { ...search, before, now }) };
}
