import type { TextDocument } from 'vscode';
import type { AnalysedInput, Analysis, InputTarget } from '../workflow/analysis.ts';

export type ReferenceTarget = Extract<InputTarget, { type: 'reference' }>;

/** Names one string of a document, for commands; plain data, because links in hovers carry it as JSON. */
export interface InputRequest {
  readonly document: string;
  /** Somewhere inside the string, in UTF-16 units from the start of the document. */
  readonly offset: number;
  /** What the string held when the request was made. */
  readonly value: string;
}

interface Place {
  readonly offset: number;
  readonly end: number;
  readonly analysed: AnalysedInput;
}

/** Asked on every move of the cursor, so it is sorted once. */
const placesOf = new WeakMap<Analysis, readonly Place[]>();

/** The input whose string, or a string linked to it, includes the offset. */
export function inputAt(analysis: Analysis, offset: number): AnalysedInput | undefined {
  const places = placesOf.get(analysis) ?? sortedPlaces(analysis);
  placesOf.set(analysis, places);
  const place = places[firstEndingFrom(places, offset)];
  return place && place.offset <= offset ? place.analysed : undefined;
}

/** The inputs whose own strings lie in a part of the document, both ends in UTF-16 units. */
export function inputsBetween({ inputs }: Analysis, start: number, end: number): readonly AnalysedInput[] {
  return inputs.filter(({ input }) => input.offset + input.length >= start && input.offset <= end);
}

/**
 * The input a request means in a later version of the document: the one at the same place, else the first with the same
 * value, which leads to the same.
 */
export function inputOf(analysis: Analysis, request: InputRequest): AnalysedInput | undefined {
  const there = inputAt(analysis, request.offset);
  return there?.input.value === request.value
    ? there
    : analysis.inputs.find(({ input }) => input.value === request.value);
}

export function requestFor(document: TextDocument, { input }: AnalysedInput): InputRequest {
  return { document: document.uri.toString(), offset: input.offset, value: input.value };
}

function sortedPlaces({ inputs }: Analysis): readonly Place[] {
  return inputs
    .flatMap((analysed) =>
      [analysed.input, ...analysed.input.linked].map(({ offset, length }) => ({
        offset,
        end: offset + length,
        analysed,
      })),
    )
    .sort((a, b) => a.offset - b.offset);
}

function firstEndingFrom(places: readonly Place[], offset: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.end ?? 0) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
