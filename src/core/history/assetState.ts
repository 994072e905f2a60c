import type { LifetimeState } from './lifetime.ts';

/** The local file a reference was made from, compared with what was uploaded. */
export type SourceState = 'unchanged' | 'changed' | 'missing';

/**
 * The one thing a person needs to know about a reference, in the words used everywhere: rows, hints, problems,
 * decorations, the badge and filters.
 *
 * - `valid`: it works, and nothing needs to be done
 * - `expiring`, `expired`: it ends soon, or has ended
 * - `changed`, `missing`: the file it was made from was changed, or is gone; the reference itself still works
 * - `renewed`: it ends or has ended, but a valid reference of the same file at the same account takes its place
 * - `unknown`: it has a provider's form, but this history knows nothing about it
 */
export type AssetState = 'valid' | 'expiring' | 'expired' | 'changed' | 'missing' | 'renewed' | 'unknown';

/** How much attention a state asks for; the same everywhere it is shown. */
export type Severity = 'none' | 'information' | 'warning';

export interface AssetFacts {
  readonly lifetime: LifetimeState;
  readonly source: SourceState;
  /** Whether a valid reference of the same file at the same account takes the place of this one. */
  readonly isRenewed: boolean;
}

/** The state that matters most: what stops a workflow comes before what may surprise somebody later. */
export function assetState({ lifetime, source, isRenewed }: AssetFacts): AssetState {
  const isDue = lifetime === 'expired' || lifetime === 'expiring';
  if (isDue) {
    return isRenewed ? 'renewed' : lifetime;
  }
  return source === 'unchanged' ? 'valid' : source;
}

const severities: Readonly<Record<AssetState, Severity>> = {
  valid: 'none',
  renewed: 'none',
  expiring: 'information',
  changed: 'information',
  unknown: 'information',
  missing: 'warning',
  expired: 'warning',
};

/** How much attention a state asks for. */
export function severityOf(state: AssetState): Severity {
  return severities[state];
}
