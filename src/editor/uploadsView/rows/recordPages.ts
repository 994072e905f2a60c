import type { HistoryQuery, HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';

/** VS Code has no paging for trees and becomes slow with thousands of siblings, so each list grows page by page. */
export const pageSize = 200;
/** Counting more would take longer than the figure is worth, and nobody reads more than "many" from it. */
export const maxCounted = 999;
/** Records examined for each one that is wanted, before the person is asked whether to go on. */
const maxExaminedPerRecord = 20;
const chunkSize = 200;

export interface RecordPage {
  readonly records: readonly UploadRecord[];
  /** Whether there are more records, as far as they were examined. */
  readonly more: boolean;
}

export interface PageRequest {
  readonly query: Omit<HistoryQuery, 'limit' | 'after'>;
  readonly limit: number;
  /** A condition the history can't check, such as what has become of the file on disk. */
  readonly accept?: ((record: UploadRecord) => boolean | Promise<boolean>) | undefined;
}

/**
 * The first `limit` records of a query. Where `accept` rejects most of them, the search ends early: opening a view must not
 * look at a hundred thousand files.
 */
export async function readPage(
  history: Pick<HistoryStore, 'query'>,
  { query, limit, accept }: PageRequest,
): Promise<RecordPage> {
  if (!accept) {
    const records = history.query({ ...query, limit: limit + 1 });
    return { records: records.slice(0, limit), more: records.length > limit };
  }
  const found: UploadRecord[] = [];
  let after: UploadRecord | undefined;
  for (let examined = 0; examined < Math.max(limit, pageSize) * maxExaminedPerRecord; ) {
    const chunk = history.query({ ...query, limit: chunkSize, ...(after ? { after } : {}) });
    const accepted = await Promise.all(chunk.map(accept));
    found.push(...chunk.filter((_record, index) => accepted[index]));
    if (found.length > limit) {
      return { records: found.slice(0, limit), more: true };
    }
    if (chunk.length < chunkSize) {
      return { records: found, more: false };
    }
    examined += chunk.length;
    after = chunk.at(-1);
  }
  return { records: found, more: true };
}
