import { knownReferences } from '../../providers/knownReferences.ts';
import type { ProviderId, ReferenceForm } from '../../providers/providerId.ts';
import type { Reference } from '../../providers/reference.ts';
import { stepsInTurns } from '../../timeSlice.ts';
import { isWrittenAsObject } from '../edit/writtenToken.ts';
import { documentWalker } from '../json/jsonWalker.ts';
import { type Place, pathTo } from '../json/pathAt.ts';
import { isRead, type MediaInput } from '../mediaInput.ts';
import { maxDepth } from './outline.ts';
import { plainAsset, plainString } from './plainStringAt.ts';
import { type ScanOptions, scanWorkflowInSlices } from './scanWorkflow.ts';

/** A reference to look for in documents. */
export interface WantedReference extends Pick<Reference, 'value' | 'form'> {
  readonly provider: ProviderId;
}

/**
 * Whether a file may contain any of the references, judged by its bytes alone: most JSON files in a folder aren't
 * workflows, and a search must not parse them all. Looks for the longest part that has only one spelling in JSON, since `/`
 * and everything beyond ASCII may be escaped.
 */
export function mayContain(bytes: Uint8Array, wanted: readonly WantedReference[]): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return wanted.some(({ value }) => buffer.includes(maxPlainPieceLength(value)));
}

function maxPlainPieceLength(value: string): string {
  return value.split(/[^\w.=+~-]+/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/**
 * The values of a document that are any of the references, in their order: media inputs, and others that hold the very same
 * text. A plain name (ComfyUI calls a file `hero.png`) counts only where a file of that provider is read, because as any
 * other string it means nothing; and the id of an asset counts only in the object that stands for it.
 * @throws CancelledError
 */
export async function findReferences(
  text: string,
  wanted: readonly WantedReference[],
  options: ScanOptions = {},
): Promise<readonly MediaInput[]> {
  const { inputs } = await scanWorkflowInSlices(text, options);
  const found = inputs.filter((input) => isRead(input) && wanted.some((reference) => stands(input, reference)));
  const covered = new Set(inputs.flatMap((input) => [input, ...input.linked]).map(({ offset }) => offset));
  const values = wanted.filter(({ form }) => !isPlainName(form));
  const mayHoldOthers = values.some(({ value }) => tokensOf(value).some((token) => text.includes(token)));
  const others = mayHoldOthers ? await stepsInTurns(plainValues(text, values), options) : [];
  return [...found, ...others.filter(({ offset }) => !covered.has(offset))].sort((a, b) => a.offset - b.offset);
}

/** All values that are one of these references, in one pass: a document can repeat a reference ten thousand times. */
function* plainValues(text: string, wanted: readonly WantedReference[]): Generator<undefined, MediaInput[], undefined> {
  const [objects, strings] = [true, false].map(
    (isObject) => new Set(wanted.filter(({ form }) => isWrittenAsObject(form) === isObject).map(({ value }) => value)),
  );
  const found: MediaInput[] = [];
  yield* documentWalker<DeepPlace>(text, {
    enter: (parent, key) => ({ parent, key, depth: (parent?.depth ?? 0) + 1 }),
    string: (container, key, token) => {
      if (strings?.has(token.value) && (container === undefined || container.depth <= maxDepth)) {
        found.push(plainString(token, pathTo(container, key)));
      }
    },
    asset: ({ parent, key, depth }, token) => {
      if (objects?.has(token.value) && depth <= maxDepth) {
        found.push(plainAsset(token, pathTo(parent, key)));
      }
    },
  }).steps();
  return found;
}

interface DeepPlace extends Place {
  /** Number of containers down to this one. */
  readonly depth: number;
}

function stands(input: MediaInput, { value, form, provider }: WantedReference): boolean {
  return (
    input.value === value &&
    isWrittenAsObject(form) === (input.writtenAs !== undefined) &&
    (!isPlainName(form) || input.fits.some((fit) => fit.provider === provider))
  );
}

/** Whether values of a form look like any other file name. */
function isPlainName(form: ReferenceForm): boolean {
  return knownReferences.some((known) => known.form === form && known.shape === 'name' && known.pattern === undefined);
}

/** The ways in which encoders write a string: with and without escaped slashes. */
function tokensOf(value: string): readonly string[] {
  const token = JSON.stringify(value);
  return [token, token.replaceAll('/', '\\/')];
}
