import type { Reference } from '../../providers/reference.ts';
import type { FittingReference, MediaInput } from '../mediaInput.ts';
import type { Replacement } from './textEdit.ts';
import { writtenToken } from './writtenToken.ts';

type WrittenReference = Pick<Reference, 'form' | 'value'>;

/** Replaces an input by a reference, written as it has to be in that place. */
export function replacementBy(input: MediaInput, { form, value }: WrittenReference): Replacement {
  const writtenAs = writingOf(form, input.fits);
  return { input, newValue: value, ...(writtenAs && { writtenAs }) };
}

/** The token of a reference in a place that accepts these. */
export function referenceToken({ form, value }: WrittenReference, fits: readonly FittingReference[]): string {
  return writtenToken(value, writingOf(form, fits));
}

function writingOf(form: Reference['form'], fits: readonly FittingReference[]): FittingReference['writtenAs'] {
  return fits.find((fit) => fit.form === form)?.writtenAs;
}
