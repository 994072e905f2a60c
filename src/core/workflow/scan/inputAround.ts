import { isRead, type MediaInput } from '../mediaInput.ts';
import { plainStringAt } from './plainStringAt.ts';

/** A string that somebody chose. */
export interface ChosenString {
  /** Somewhere inside it, in UTF-16 units. */
  readonly offset: number;
  /** The decoded value it must have. */
  readonly value: string;
}

/**
 * The input that a chosen string is part of; where the dialect knows none, the string by itself.
 *
 * @param inputs of a scan of the text
 * @returns `undefined` for a value that isn't read, and where no such string is there
 */
export function inputAround(
  text: string,
  inputs: readonly MediaInput[],
  { offset, value }: ChosenString,
): MediaInput | undefined {
  const covers = (token: { offset: number; length: number }): boolean =>
    token.offset <= offset && offset <= token.offset + token.length;
  const known = inputs.find((input) => input.value === value && (covers(input) || input.linked.some(covers)));
  if (known) {
    return isRead(known) ? known : undefined;
  }
  // A string in the object of an asset isn't a value of its own: replacing the name in it would change nothing that runs.
  if (inputs.some((input) => input.writtenAs !== undefined && covers(input))) {
    return undefined;
  }
  return plainStringAt(text, offset, value);
}
