import { Disposable } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scanWorkflow.ts';
import type { Replacement } from '../../core/workflow/textEdit.ts';
import { type FollowedPlaces, followPlaces } from './followPlaces.ts';
import type { WorkflowSource } from './workflowSources.ts';

/** Inputs of documents a person may go on typing in. */
export interface FollowedInputs extends Disposable {
  /**
   * The same replacements, each for its input as it is called now: a node put into a list gives all that come after it
   * other paths. What cannot be followed keeps the path it had.
   * @param replacements by URI of the document
   */
  asTheyAreNow(
    replacements: ReadonlyMap<string, readonly Replacement[]>,
  ): Promise<ReadonlyMap<string, readonly Replacement[]>>;
}

interface Followed {
  readonly source: WorkflowSource;
  /** Where inputs were, by their paths, and what became of these places. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly places: FollowedPlaces;
}

/** Follows the inputs of documents from now on, where the documents are still what was read. */
export function followInputs(sources: readonly WorkflowSource[]): FollowedInputs {
  const followed = new Map<string, Followed>();
  for (const source of sources) {
    const { uri, document, scan, text } = source;
    if (document && document.getText() === text) {
      const offsets = new Map(scan.inputs.map(({ path, offset }) => [JSON.stringify(path), offset]));
      followed.set(uri.toString(), { source, offsets, places: followPlaces(document, [...offsets.values()]) });
    }
  }
  return {
    async asTheyAreNow(replacements) {
      const now = new Map<string, readonly Replacement[]>();
      for (const [uri, ofDocument] of replacements) {
        const known = followed.get(uri);
        now.set(uri, known ? await relocated(known, ofDocument) : ofDocument);
      }
      return now;
    },
    dispose: () => Disposable.from(...[...followed.values()].map(({ places }) => places)).dispose(),
  };
}

async function relocated(
  { source: { document, text }, offsets, places }: Followed,
  replacements: readonly Replacement[],
): Promise<readonly Replacement[]> {
  const current = document && !document.isClosed ? document.getText() : text;
  if (current === undefined || current === text || replacements.length === 0) {
    return replacements;
  }
  const inputs = await inputsByOffset(current, () => document?.getText() !== current);
  return replacements.map((replacement) => {
    const { path, value } = replacement.input;
    const offset = offsets.get(JSON.stringify(path));
    const place = offset === undefined ? undefined : places.now(offset);
    const input = place === undefined ? undefined : inputs.get(place);
    return input?.value === value ? { ...replacement, input } : replacement;
  });
}

/** None where somebody types on: then the paths have to do. */
async function inputsByOffset(text: string, isCancelled: () => boolean) {
  try {
    const { inputs } = await scanWorkflowInSlices(text, { isCancelled });
    return new Map(inputs.map((input) => [input.offset, input]));
  } catch (error) {
    if (CancelledError.is(error)) {
      return new Map<number, never>();
    }
    throw error;
  }
}
