import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';

/** How long an expired reference still asks for attention, in milliseconds; what nobody missed for a day nobody needs. */
const missedFor = 24 * 3_600_000;
/** More than this many in a badge say nothing that this many do not. */
const most = 500;

export interface Attention {
  readonly expiring: number;
  readonly expired: number;
  /** When the numbers change next by time alone, in milliseconds since the epoch. */
  readonly nextChange: number | undefined;
}

/**
 * Uploads worth a badge: made for this workspace, ending soon or ended within the last day, and not replaced by a newer
 * upload of the same file to the same provider. Anything more would be a number that is always there.
 * @param isOurs whether an upload has to do with the workspace
 * @param warning how long before its end a reference counts as expiring, in milliseconds
 */
export function attention(
  history: Pick<HistoryStore, 'query' | 'findByFile'>,
  isOurs: (record: UploadRecord) => boolean,
  now: number,
  warning: number,
): Attention {
  // "Expiring" as seen a day ago: what has ended since then, and what ends soon.
  const candidates = history.query({
    expiry: 'expiring',
    now: now - missedFor,
    expiringWithin: missedFor + warning,
    order: 'expiresFirst',
    limit: most,
  });
  const counted = candidates.filter((record) => isOurs(record) && !isReplaced(history, record));
  const ends = counted.map(({ reference }) => reference.expiresAt ?? now);
  const [next] = history.query({ expiry: 'alive', now, expiringWithin: warning, order: 'expiresFirst', limit: 1 });
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

function isReplaced(history: Pick<HistoryStore, 'findByFile'>, record: UploadRecord): boolean {
  return history
    .findByFile(record.fileUri)
    .some(({ provider, uploadedAt }) => provider === record.provider && uploadedAt > record.uploadedAt);
}
