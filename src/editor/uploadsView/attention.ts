import type { HistoryStore } from '../../core/history/historyStore.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';

/** Maximum number of uploads examined: VS Code shows every larger number on a badge as 99+. */
const maxExamined = 100;

/** Uploads that somebody has to do something about before a workflow runs again. */
export interface Attention {
  /** Those that expire first come first. */
  readonly records: readonly UploadRecord[];
  readonly expiring: number;
  readonly expired: number;
  /** When this changes next by time alone, in milliseconds since the epoch. */
  readonly nextChange: number | undefined;
}

export interface AttentionOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly warning: number;
  /** Ids of the uploads that workflows of this workspace use. */
  readonly used: readonly string[];
}

/**
 * Finds uploads that workflows use, that have expired or soon will, and that no valid reference replaces. What nobody
 * uses isn't counted: the number would never be zero.
 */
export function attentionOf(
  history: Pick<HistoryStore, 'query' | 'livingRenewals'>,
  { now, warning, used }: AttentionOptions,
): Attention {
  if (used.length === 0) {
    return { records: [], expiring: 0, expired: 0, nextChange: undefined };
  }
  const inOrder = history.query({
    ids: used,
    now,
    expiry: ['expired', 'expiring', 'valid'],
    order: 'expiresFirst',
    limit: maxExamined + 1,
  });
  const isDue = ({ reference }: UploadRecord): boolean => lifetimeState(reference, now, warning) !== 'valid';
  const due = inOrder.filter(isDue).slice(0, maxExamined);
  const renewals = history.livingRenewals(due, now);
  const records = due.filter(({ id }) => !renewals.has(id));
  const ends = [...due, ...renewals.values()].map(({ reference }) => reference.expiresAt ?? now);
  const next = inOrder.find((record) => !isDue(record));
  const moments = ends.filter((end) => end > now);
  if (next?.reference.expiresAt !== undefined) {
    moments.push(next.reference.expiresAt - warning);
  }
  const expired = records.filter(({ reference }) => (reference.expiresAt ?? now) <= now).length;
  return {
    records,
    expiring: records.length - expired,
    expired,
    nextChange: moments.length === 0 ? undefined : Math.max(Math.min(...moments), now + 1),
  };
}
