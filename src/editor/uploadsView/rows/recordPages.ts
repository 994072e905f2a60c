import type { HistoryQuery, HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';

/** VS Code has no paging for trees and slows down badly with thousands of siblings, so each list grows by the page. */
export const pageSize = 200;
/** Records looked at for each one that is wanted, before the person is asked whether to look further. */
const patience = 20;
const chunkSize = 200;

export interface RecordPage {
  readonly records: readonly UploadRecord[];
  /** Whether there are more, or may be. */
  readonly more: boolean;
}

/**
 * The first `limit` records of a query.
 * @param accept a condition the history cannot answer, such as what has become of the file on disk. Where it turns most
 * records down, the search ends early: a hundred thousand files are not looked at because a view is opened.
 */
export async function readPage(
  history: Pick<HistoryStore, 'query'>,
  query: Omit<HistoryQuery, 'limit' | 'after'>,
  limit: number,
  accept?: (record: UploadRecord) => boolean | Promise<boolean>,
): Promise<RecordPage> {
  if (!accept) {
    const records = history.query({ ...query, limit: limit + 1 });
    return { records: records.slice(0, limit), more: records.length > limit };
  }
  const found: UploadRecord[] = [];
  let after: UploadRecord | undefined;
  for (let examined = 0; examined < Math.max(limit, pageSize) * patience; ) {
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
