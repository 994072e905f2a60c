import { join } from 'node:path';
import { throwIfCancelled } from '../../errors.ts';
import { TimeSlice } from '../../timeSlice.ts';
import type { Replacement } from '../edit/textEdit.ts';
import type { DialectId, MediaInput } from '../mediaInput.ts';
import type { PathContext } from '../paths/resolvePath.ts';
import type { WantedPaths } from '../paths/wantedPaths.ts';
import { inputsNaming, mayLackNames } from '../scan/findPathInputs.ts';
import { formerFile, leadsTo } from './formerFile.ts';
import type { Moves } from './moves.ts';
import { pathSpellings } from './pathSpellings.ts';

/** An input whose path no longer leads to its file, because the file or the document was moved. */
export interface MovedInput {
  readonly input: MediaInput;
  /** Where the file is now: absolute path. */
  readonly file: string;
  /** `undefined` where no path leads there from the document. */
  readonly newValue: string | undefined;
  /** Whether the new path is written in the form of the old one. */
  readonly isSameForm: boolean;
}

/** What happened to a document and to the files it names. */
export interface MovedSurroundings {
  readonly moves: Moves;
  /** The places the files were moved from. */
  readonly origins: WantedPaths;
  /** Where the document looked its files up before, and where it does now. The same unless it was moved itself. */
  readonly before: PathContext;
  readonly now: PathContext;
  readonly signal: AbortSignal;
  /** Whether an input is no path, although there was a file of that name: a provider's name for an upload. */
  isReference(input: MediaInput, dialect: DialectId | undefined): Promise<boolean>;
}

/**
 * The inputs of a workflow that led to a file before a move and don't any more, in their order, with their new paths. What
 * still leads to its file is none of them, e.g. a file beside a workflow that was moved together with it.
 * @throws CancelledError
 */
export async function movedInputs(text: string, surroundings: MovedSurroundings): Promise<readonly MovedInput[]> {
  const { before, now, origins, signal, isReference } = surroundings;
  const isAnyName = before.documentFolder !== now.documentFolder || mayLackNames(origins, before);
  const { inputs, dialect } = await inputsNaming(text, origins, { isAnyName, signal });
  const found: MovedInput[] = [];
  const newPaths = new Map<string, NewPath | undefined>();
  const slice = new TimeSlice();
  for (const input of inputs) {
    throwIfCancelled(signal);
    const { value } = input;
    const newPath = newPaths.has(value) ? newPaths.get(value) : await newPathOf(value, surroundings);
    newPaths.set(value, newPath);
    if (newPath !== undefined && !(await isReference(input, dialect))) {
      found.push({ input, ...newPath });
    }
    await slice.rest();
  }
  return found;
}

type NewPath = Omit<MovedInput, 'input'>;

/** How a value has to be written now; `undefined` where it needn't change. */
export async function newPathOf(
  value: string,
  { moves, before, now }: Pick<MovedSurroundings, 'moves' | 'before' | 'now'>,
): Promise<NewPath | undefined> {
  const former = await formerFile(value, moves, before);
  if (former === undefined || (await leadsTo(value, former.file, now))) {
    return undefined;
  }
  const { place, file } = former;
  const spellings = pathSpellings({
    value,
    candidate: place.candidate,
    former: place.path,
    file,
    folder: place.folder === before.documentFolder ? now.documentFolder : folderNow(place.folder, before, now),
    documentFolder: now.documentFolder,
    homeFolder: now.homeFolder,
  });
  for (const spelling of spellings) {
    if (await leadsTo(spelling.value, file, now)) {
      return { file, newValue: spelling.value, isSameForm: spelling.isSameForm };
    }
  }
  return { file, newValue: undefined, isSameForm: false };
}

/** A document's own `input` folder is that of its new place. */
function folderNow(folder: string | undefined, before: PathContext, now: PathContext): string | undefined {
  const [former, current] = [before, now].map(({ documentFolder }) => documentFolder && join(documentFolder, 'input'));
  return folder !== undefined && folder === former ? current : folder;
}

/** The edits that give inputs their new paths. */
export function replacementsFor(moved: readonly MovedInput[]): readonly Replacement[] {
  return moved.flatMap(({ input, newValue }) =>
    newValue === undefined ? [] : [{ input, newValue, keepsEscapes: true }],
  );
}
