import { throwIfCancelled } from '../../errors.ts';
import { TimeSlice } from '../../timeSlice.ts';
import { isJsonLines } from '../json/jsonLines.ts';
import { couldBeFile, type MediaInput, type WorkflowScan } from '../mediaInput.ts';
import { locateFiles } from '../paths/locateFiles.ts';
import { lookupFolders, type PathContext } from '../paths/resolvePath.ts';
import type { WantedPaths } from '../paths/wantedPaths.ts';
import { isWorkflowInSlices } from './recognise.ts';
import { scanWorkflowInSlices } from './scanWorkflow.ts';

/**
 * The inputs of a workflow that lead to any of these files, in document order. None in other JSON: a package's icon isn't an
 * input.
 * @throws CancelledError
 */
export async function findPathInputs(
  text: string,
  wanted: WantedPaths,
  { context, signal }: { readonly context: PathContext; readonly signal: AbortSignal },
): Promise<readonly MediaInput[]> {
  const { inputs } = await inputsNaming(text, wanted, { isAnyName: mayLackNames(wanted, context), signal });
  const located = await locateFiles(inputs, context, signal);
  return located.flatMap(({ input, file }) => (file !== undefined && wanted.include(file) ? [input] : []));
}

/**
 * The inputs of a workflow that could be files and contain one of the names, or all that could be files. None in other JSON.
 * @throws CancelledError
 */
export async function inputsNaming(
  text: string,
  wanted: WantedPaths,
  { isAnyName, signal }: { readonly isAnyName: boolean; readonly signal: AbortSignal },
): Promise<Pick<WorkflowScan, 'dialect' | 'inputs'>> {
  if (!(await isWorkflowInSlices([text], { signal, isJsonLines: isJsonLines(text) }))) {
    return { dialect: undefined, inputs: [] };
  }
  const { inputs, dialect } = await scanWorkflowInSlices(text, { signal });
  const named: MediaInput[] = [];
  const slice = new TimeSlice();
  for (const input of inputs) {
    throwIfCancelled(signal);
    if (couldBeFile(input) && (isAnyName || wanted.mayBeNamedBy(input.value))) {
      named.push(input);
    }
    await slice.rest();
  }
  return { dialect, inputs: named };
}

/**
 * Whether a document can lead to a file in a wanted folder without naming that folder: names are looked up in it, or in a
 * folder inside it.
 */
export function mayLackNames(wanted: WantedPaths, context: PathContext): boolean {
  return lookupFolders(context).some((folder) => wanted.includePath(folder));
}
