import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';

/** How long an expired reference still counts, in milliseconds; one that nobody missed for a day isn't needed. */
const missedFor = 24 * 3_600_000;
/** Most uploads that are looked at: a badge with a larger number wouldn't say more. */
const maxCounted = 500;

/** Uploads worth a badge. */
export interface Attention {
  readonly expiring: number;
  readonly expired: number;
  /** When the numbers change next by time alone, in milliseconds since the epoch. */
  readonly nextChange: number | undefined;
}

export interface AttentionOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly warning: number;
  /** Whether an upload has to do with the workspace. */
  isOurs(record: UploadRecord): boolean;
}

/**
 * Counts uploads of this workspace that expire soon or expired within the last day, and that no living reference of the same
 * file has replaced. Counting more would give a number that is always there.
 */
export function countAttention(
  history: Pick<HistoryStore, 'query' | 'livingRenewals'>,
  { now, warning, isOurs }: AttentionOptions,
): Attention {
  // "Expiring" as seen a day ago: what has expired since then, and what expires soon.
  const candidates = history.query({
    expiry: 'expiring',
    now: now - missedFor,
    expiringWithin: missedFor + warning,
    order: 'expiresFirst',
    limit: maxCounted,
  });
  const ours = candidates.filter(isOurs);
  const renewals = history.livingRenewals(ours, now);
  const counted = ours.filter(({ id }) => !renewals.has(id));
  const ends = counted.map(({ reference }) => reference.expiresAt ?? now);
  const [next] = history.query({ expiry: 'valid', now, expiringWithin: warning, order: 'expiresFirst', limit: 1 });
  const moments = ends.map((end) => (end > now ? end : end + missedFor));
  if (next?.reference.expiresAt !== undefined) {
    moments.push(next.reference.expiresAt - warning);
  }
  const expired = ends.filter((end) => end <= now).length;
  return {
    expiring: ends.length - expired,
    expired,
    nextChange: moments.length === 0 ? undefined : Math.max(Math.min(...moments), now + 1),
  };
}
