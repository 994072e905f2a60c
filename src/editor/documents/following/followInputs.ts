import { Disposable } from 'vscode';
import { CancelledError } from '../../../core/errors.ts';
import type { Replacement, SkippedInput } from '../../../core/workflow/edit/textEdit.ts';
import { stringAt } from '../../../core/workflow/json/stringAt.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { scanWorkflowInSlices } from '../../../core/workflow/scan/scanWorkflow.ts';
import type { WorkflowSource } from '../workflowSources.ts';
import { type FollowedPlaces, followPlaces } from './followPlaces.ts';

/** Replacements for the inputs that still hold what they held, and the inputs that don't. */
export interface CurrentReplacements {
  /** By URI of the document. */
  readonly replacements: ReadonlyMap<string, readonly Replacement[]>;
  readonly changed: readonly SkippedInput[];
}

/** Inputs of documents that may be edited meanwhile. */
export interface FollowedInputs extends Disposable {
  /**
   * The same replacements with the inputs' current paths: a node inserted into a list changes the paths of all that follow.
   * An input that can't be followed keeps its path.
   * @param replacements by URI of the document
   */
  relocate(replacements: ReadonlyMap<string, readonly Replacement[]>): Promise<CurrentReplacements>;
}

interface Followed {
  readonly source: WorkflowSource;
  /** Original offsets of the inputs by their paths, and where those places are now. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly places: FollowedPlaces;
}

/** Follows the inputs of documents from now on. A document that has changed since it was read isn't followed. */
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
    async relocate(replacements) {
      const now = new Map<string, readonly Replacement[]>();
      const changed: SkippedInput[] = [];
      for (const [uri, ofDocument] of replacements) {
        const known = followed.get(uri);
        now.set(uri, known ? await relocated(known, ofDocument, changed) : ofDocument);
      }
      return { replacements: now, changed };
    },
    dispose: () => Disposable.from(...[...followed.values()].map(({ places }) => places)).dispose(),
  };
}

/** @param changed receives the inputs whose own strings were changed: their paths may lead to copies by now */
async function relocated(
  { source: { document, text }, offsets, places }: Followed,
  replacements: readonly Replacement[],
  changed: SkippedInput[],
): Promise<readonly Replacement[]> {
  const current = document && !document.isClosed ? document.getText() : text;
  if (current === undefined || current === text || replacements.length === 0) {
    return replacements;
  }
  const inputs = await inputsByOffset(current, () => document?.getText() !== current);
  return replacements.flatMap((replacement) => {
    const { path, value } = replacement.input;
    const offset = offsets.get(JSON.stringify(path));
    const place = offset === undefined ? undefined : places.now(offset);
    // Without a scan of the current text (somebody is typing) there is only the path to go by.
    if (place === undefined || inputs === undefined) {
      return [replacement];
    }
    if (stringAt(current, place)?.value !== value) {
      changed.push({ path, expectedValue: value });
      return [];
    }
    return [{ ...replacement, input: inputs.get(place) ?? replacement.input }];
  });
}

/** @returns `undefined` where the text changed before it was scanned */
async function inputsByOffset(
  text: string,
  isCancelled: () => boolean,
): Promise<ReadonlyMap<number, MediaInput> | undefined> {
  try {
    const { inputs } = await scanWorkflowInSlices(text, { isCancelled });
    return isCancelled() ? undefined : new Map(inputs.map((input) => [input.offset, input]));
  } catch (error) {
    if (CancelledError.is(error)) {
      return undefined;
    }
    throw error;
  }
}
