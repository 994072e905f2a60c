import type { Reference } from '../providers/reference.ts';
import type { HistoryStore } from './historyStore.ts';
import type { UploadRecord } from './records/record.ts';

/**
 * Notes that a provider no longer has an upload: its references end now, so that they are never reused and count as expired
 * everywhere. Where the provider keeps uploads, or documents no lifetime, such an end shows that it is gone. It holds for all
 * uploads of these bytes that got the same reference, and leaves what isn't listed unlisted.
 * @param now milliseconds since the epoch
 */
export async function markGone(history: HistoryStore, record: UploadRecord, now: number): Promise<void> {
  const { form, value } = record.reference;
  const others = history
    .findByContent(record, record.contentHash)
    .filter(({ id, reference }) => id !== record.id && reference.form === form && reference.value === value);
  for (const each of [record, ...others]) {
    const ended = {
      ...each,
      reference: endedAt(each.reference, now),
      alternatives: each.alternatives.map((one) => endedAt(one, now)),
    };
    await replace(history, ended);
  }
}

function endedAt(reference: Reference, now: number): Reference {
  return { ...reference, expiresAt: Math.min(reference.expiresAt ?? now, now) };
}

/** Keeps where the record came from: one that was imported must not count as an upload of one's own. */
async function replace(history: HistoryStore, record: UploadRecord): Promise<void> {
  const { id } = record;
  const wasListed = history.countUpTo({ ids: [id], limit: 1 }) > 0;
  const provenance = history.provenanceOf(id);
  if (provenance === 'own') {
    history.add(record);
  } else {
    await history.remove([id]);
    await (provenance === 'imported' ? history.import([record]) : history.restore([record]));
  }
  if (!wasListed) {
    await history.hide([id]);
  }
}
