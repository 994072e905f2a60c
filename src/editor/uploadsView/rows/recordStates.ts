import { type AssetState, assetState } from '../../../core/history/assetState.ts';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { sourceState } from '../../documents/analyse.ts';

interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly expiringWithin: number;
}

/**
 * The valid references that take the place of those which have ended or are about to, by the ids of those. Of a page of a
 * list, most have not, and aren't asked about.
 */
export function renewalsOfDue(
  history: Pick<HistoryStore, 'livingRenewals'>,
  records: readonly UploadRecord[],
  { now, expiringWithin }: Moment,
): ReadonlyMap<string, UploadRecord> {
  const due = records.filter(({ reference }) => {
    const state = lifetimeState(reference, now, expiringWithin);
    return state === 'expiring' || state === 'expired';
  });
  return history.livingRenewals(due, now);
}

/** The part of a filter by state that needs a look at the disk, or for a renewal; `undefined` for no filter. */
export function acceptStates(
  history: Pick<HistoryStore, 'livingRenewalOf'>,
  wanted: readonly AssetState[],
  { now, expiringWithin }: Moment,
): ((record: UploadRecord) => Promise<boolean>) | undefined {
  if (wanted.length === 0) {
    return undefined;
  }
  return async (record) => {
    const source = await sourceState(record);
    const lifetime = lifetimeState(record.reference, now, expiringWithin);
    const isRenewed = history.livingRenewalOf(record, { now }) !== undefined;
    const state = assetState({ lifetime, source, isRenewed });
    // An expired reference of a file that is gone is found under both.
    return wanted.includes(state) || (source !== 'unchanged' && wanted.includes(source));
  };
}
