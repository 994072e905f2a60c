import type { InsertPlace } from '../json/insertPlace.ts';
import type { FittingReference } from '../mediaInput.ts';
import { scanWorkflowInSlices } from './scanWorkflow.ts';

/**
 * Which references would fit a string at a place where there is no input yet, such as behind the colon of an empty
 * property. Only the dialect knows, so it is asked about the document with an empty string there.
 * @returns nothing where the string wouldn't be an input
 */
export async function fitsOfNewString(
  text: string,
  { offset, length, before, after }: InsertPlace,
): Promise<readonly FittingReference[]> {
  const filled = `${text.slice(0, offset)}${before}""${after}${text.slice(offset + length)}`;
  const { inputs } = await scanWorkflowInSlices(filled);
  return inputs.find((input) => input.offset === offset + before.length)?.fits ?? [];
}
