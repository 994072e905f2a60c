import type { AccountScope } from '../history/historyStore.ts';
import { knownReferences } from '../providers/knownReferences.ts';
import type { ProviderId, ReferenceForm } from '../providers/providerId.ts';
import type { WorkflowScan } from '../workflow/mediaInput.ts';
import { providerOfDocument } from '../workflow/scan/providerOfDocument.ts';
import type { CheckedInput } from './finding.ts';

/** Where a person could send files. */
export interface UsableProviders {
  /** Their default one. */
  readonly defaultProvider: ProviderId | undefined;
  /** Whether a provider has a connection. */
  isUsable(provider: ProviderId): boolean;
}

/**
 * The provider a workflow is checked for: the one its format names, else the one that holds most of its references, else the
 * one its local files would be uploaded to. `undefined` where only the person could say.
 */
export function providerToCheck(
  scan: WorkflowScan,
  inputs: readonly CheckedInput[],
  { defaultProvider, isUsable }: UsableProviders,
): ProviderId | undefined {
  return (
    scan.preferredProvider ??
    mostFrequent(providersHolding(inputs)) ??
    providerOfDocument(scan, defaultProvider, isUsable)
  );
}

/** The account that made most of a provider's references in a workflow, for a workspace that has chosen none of several. */
export function accountOfMost(inputs: readonly CheckedInput[], provider: ProviderId): AccountScope | undefined {
  const made = inputs.flatMap(({ target }) =>
    target.type === 'reference' && target.record.provider === provider && !worksAnywhere(target.reference.form)
      ? [JSON.stringify([target.record.origin, target.record.account])]
      : [],
  );
  const most = mostFrequent(made);
  if (most === undefined) {
    return undefined;
  }
  const [origin, account] = JSON.parse(most) as [string, string];
  return { provider, origin, account };
}

/** Whether references of a form don't depend on who runs the workflow: whoever has a link can open it. */
export function worksAnywhere(form: ReferenceForm): boolean {
  return knownReferences.some((known) => known.form === form && known.shape === 'url');
}

function providersHolding(inputs: readonly CheckedInput[]): readonly ProviderId[] {
  return inputs.flatMap(({ target }) => {
    switch (target.type) {
      case 'reference':
        return worksAnywhere(target.reference.form) ? [] : [target.record.provider];
      case 'unknownReference':
        return target.providers.length === 1 ? target.providers : [];
      default:
        return [];
    }
  });
}

/** The first of them where several are equally frequent. */
function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let most: T | undefined;
  for (const [value, count] of counts) {
    if (most === undefined || count > (counts.get(most) ?? 0)) {
      most = value;
    }
  }
  return most;
}
