import type { TextDocument } from 'vscode';
import type { AnalysedInput, Analysis, InputTarget } from './analysis.ts';
import { firstFrom } from './firstFrom.ts';

export type ReferenceTarget = Extract<InputTarget, { type: 'reference' }>;

/** Names one string of a document, for commands; plain data, because links in hovers carry it as JSON. */
export interface InputRequest {
  readonly document: string;
  /** Somewhere inside the string, in UTF-16 units from the start of the document. */
  readonly offset: number;
  /** What the string held when the request was made. */
  readonly value: string;
}

/** The input whose string, or a string linked to it, includes the offset. */
export function inputAt({ inputs, linked }: Analysis, offset: number): AnalysedInput | undefined {
  const own = inputs[firstFrom(inputs, ({ input }) => input.offset + input.length, offset)];
  if (own && own.input.offset <= offset) {
    return own;
  }
  const other = linked[firstFrom(linked, (each) => each.offset + each.length, offset)];
  return other && other.offset <= offset ? other.analysed : undefined;
}

/** The inputs whose own strings lie in a part of the document, both ends in UTF-16 units. */
export function inputsBetween({ inputs }: Analysis, start: number, end: number): readonly AnalysedInput[] {
  return inputs.slice(
    firstFrom(inputs, ({ input }) => input.offset + input.length, start),
    firstFrom(inputs, ({ input }) => input.offset, end + 1),
  );
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
