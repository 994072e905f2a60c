import type { UploadRecord } from '../../core/history/record.ts';
import type { Reference } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { FittingReference } from '../../core/workflow/mediaInput.ts';

/**
 * The form of an upload's reference that works at a place in a document: a RunningHub file name in a node, its download
 * address in a model's parameter. `undefined` where none of them does.
 */
export function fittingReference(record: UploadRecord, fits: readonly FittingReference[]): Reference | undefined {
  const references = [record.reference, ...record.alternatives];
  for (const { provider, form } of fits) {
    const found = provider === record.provider ? references.find((reference) => reference.form === form) : undefined;
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Providers whose references fit, each once, the best first. */
export function fittingProviders(fits: readonly FittingReference[]): readonly ProviderId[] {
  return [...new Set(fits.map((each) => each.provider))];
}
