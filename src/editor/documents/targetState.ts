import { type AssetState, assetState } from '../../core/history/assetState.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ReferenceTarget } from './analysis.ts';

/** The moment a document is looked at, and what counts as soon. */
export interface StateTime {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly expiryWarning: number;
}

/** The state of a reference in a document, on the same scale as the rows of the Uploads view. */
export function stateOfReference(target: ReferenceTarget, { now, expiryWarning }: StateTime): AssetState {
  return assetState({
    lifetime: lifetimeState(target.reference, now, expiryWarning),
    source: target.source,
    isRenewed: renewalOf(target, now) !== undefined,
  });
}

/** The upload whose reference takes the place of this one, as long as it is valid itself. */
export function renewalOf({ renewal }: ReferenceTarget, now: number): UploadRecord | undefined {
  return (renewal?.reference.expiresAt ?? Number.POSITIVE_INFINITY) > now ? renewal : undefined;
}
