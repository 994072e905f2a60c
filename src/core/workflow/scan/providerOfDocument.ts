import type { ProviderId } from '../../providers/providerId.ts';
import { couldBeFile, type MediaInput, type WorkflowScan } from '../mediaInput.ts';

/** Providers that have a reference for at least one of the inputs; those that fit most of them come first. */
export function fittingProvidersOf(inputs: readonly MediaInput[]): readonly ProviderId[] {
  // Inputs of a kind share one list, and a document may have tens of thousands of them.
  const occurrences = new Map<MediaInput['fits'], number>();
  for (const { fits } of inputs) {
    occurrences.set(fits, (occurrences.get(fits) ?? 0) + 1);
  }
  const counts = new Map<ProviderId, number>();
  for (const [fits, count] of occurrences) {
    for (const provider of new Set(fits.map((fit) => fit.provider))) {
      counts.set(provider, (counts.get(provider) ?? 0) + count);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([provider]) => provider);
}

/**
 * The provider to upload a document's local files to, if that can be decided without asking: the one its format names, else
 * the one whose objects it contains, which no other provider understands, else the person's default if it fits, else the
 * only one that fits.
 * @param isUsable whether files can go to a provider at all; what the document itself names counts in any case
 */
export function providerOfDocument(
  scan: WorkflowScan,
  defaultProvider: ProviderId | undefined,
  isUsable: (provider: ProviderId) => boolean,
): ProviderId | undefined {
  if (scan.preferredProvider !== undefined) {
    return scan.preferredProvider;
  }
  const ofObjects = scan.inputs.find(({ writtenAs }) => writtenAs !== undefined)?.fits.find((fit) => fit.writtenAs);
  if (ofObjects !== undefined) {
    return ofObjects.provider;
  }
  const candidates = fittingProvidersOf(scan.inputs.filter(couldBeFile)).filter(isUsable);
  if (defaultProvider !== undefined && candidates.includes(defaultProvider)) {
    return defaultProvider;
  }
  return candidates.length === 1 ? candidates[0] : undefined;
}
