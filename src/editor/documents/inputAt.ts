import type { TextDocument } from 'vscode';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import type { AnalysedInput, Analysis } from './analysis.ts';

/** Identifies one string of a document in a command's arguments. Plain data: links in hovers carry it as JSON. */
export interface InputRequest {
  readonly document: string;
  /** An offset inside the string, in UTF-16 units. */
  readonly offset: number;
  /** The string's value when the request was made. */
  readonly value: string;
}

/** The input whose string, or a string linked to it, contains the offset. */
export function inputAt({ inputs, linked }: Analysis, offset: number): AnalysedInput | undefined {
  const own = inputs[firstIndexFrom(inputs, ({ input }) => input.offset + input.length, offset)];
  if (own && own.input.offset <= offset) {
    return own;
  }
  const other = linked[firstIndexFrom(linked, (each) => each.offset + each.length, offset)];
  return other && other.offset <= offset ? other.analysed : undefined;
}

/** The inputs whose own strings touch a range of the document, in UTF-16 units. */
export function inputsBetween({ inputs }: Analysis, start: number, end: number): readonly AnalysedInput[] {
  return inputs.slice(
    firstIndexFrom(inputs, ({ input }) => input.offset + input.length, start),
    firstIndexFrom(inputs, ({ input }) => input.offset, end + 1),
  );
}

/** Whether an input that names a file on this disk begins in a range of the document, in UTF-16 units. */
export function hasFileBetween({ fileOffsets }: Analysis, start: number, end: number): boolean {
  const next = fileOffsets[firstIndexFrom(fileOffsets, (offset) => offset, start)];
  return next !== undefined && next < end;
}

/**
 * The input a request means in a later version of the document: the one at the same offset, otherwise the first with the
 * same value, which leads to the same target.
 */
export function inputOf(analysis: Analysis, request: InputRequest): AnalysedInput | undefined {
  const there = inputAt(analysis, request.offset);
  return there?.input.value === request.value
    ? there
    : analysis.inputs.find(({ input }) => input.value === request.value);
}

export function inputRequest(document: TextDocument, input: Pick<MediaInput, 'offset' | 'value'>): InputRequest {
  return { document: document.uri.toString(), offset: input.offset, value: input.value };
}

/**
 * Index of the first item whose number is `minimum` or more, by bisection: a document may have tens of thousands of
 * inputs. The number of items where there is none.
 * @param items sorted by `numberOf`, ascending
 */
function firstIndexFrom<T>(items: readonly T[], numberOf: (item: T) => number, minimum: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(items[middle] as T) < minimum) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
