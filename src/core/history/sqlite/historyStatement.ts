import type { SQLInputValue } from 'node:sqlite';
import type { ExpiryState, HistoryQuery } from '../historyStore.ts';
import { searchWords } from '../records/searchText.ts';
import { endOf, referenceHash } from './recordRows.ts';
import { noEnd } from './schema.ts';

export interface Statement {
  /** Built from constant parts only: whatever comes from outside is in `values`. */
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * A query as SQL. The inner part walks `listing` in the order of the result and stops when the page is full; only the records
 * of that page are then read as a whole.
 *
 * A `+` before a column keeps SQLite from using an index on it: in newest-first order, a walk that stops early is cheaper than
 * collecting and sorting every expired record, which SQLite can't know without statistics.
 */
export function historyStatement(query: HistoryQuery, clockNow: number): Statement {
  const { source, end, values } = searched(query, clockNow);
  const byEnd = query.order === 'expiresFirst';
  const innerOrder = byEnd ? `${end}, l.uploaded_at DESC, l.id DESC` : 'l.uploaded_at DESC, l.id DESC';
  const outerOrder = byEnd ? 'r.ends_at, r.uploaded_at DESC, r.id DESC' : 'r.uploaded_at DESC, r.id DESC';
  return {
    sql:
      `SELECT r.* FROM (SELECT l.id FROM ${source} ORDER BY ${innerOrder} LIMIT ?) AS found ` +
      `CROSS JOIN records r ON r.id = found.id ORDER BY ${outerOrder}`,
    values,
  };
}

/** How many records a query finds. In no order, so that SQLite counts in whatever index is the smallest. */
export function countStatement(query: HistoryQuery, clockNow: number): Statement {
  const { source, values } = searched(query, clockNow);
  return { sql: `SELECT count(*) AS n FROM (SELECT l.id FROM ${source} LIMIT ?)`, values };
}

interface Searched extends Pick<Statement, 'values'> {
  /** What follows `FROM`, with the conditions. */
  readonly source: string;
  /** The column of the end, as it is to be ordered by. */
  readonly end: string;
}

function searched(query: HistoryQuery, clockNow: number): Searched {
  const byEnd = query.order === 'expiresFirst';
  const words = searchWords(query.text ?? '');
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...its: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...its);
  };

  // A few records, found by an index of `records`, spare the walk.
  const isLookup = query.fileUris !== undefined || query.ids !== undefined;
  const source = isLookup
    ? 'records f CROSS JOIN listing l ON l.uploaded_at = f.uploaded_at AND l.id = f.id'
    : 'listing l';
  if (query.fileUris !== undefined) {
    add('f.file_uri IN (SELECT value FROM json_each(?))', JSON.stringify(query.fileUris));
  }
  if (query.ids !== undefined) {
    add('f.id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  }
  // With text, all haystacks are read anyway: walking through them in their own order beats looking up each by its end.
  const walkByEnd = byEnd && words.length === 0 && !isLookup;
  const end = walkByEnd ? 'l.ends_at' : '+l.ends_at';
  if (query.expiry !== undefined) {
    const { now = clockNow, expiringWithin = 0 } = query;
    const states = expiryConditions(query.expiry, end, { now, expiringWithin });
    add(`(${states.map(({ condition }) => condition).join(' OR ') || '0'})`, ...states.flatMap(({ its }) => its));
  }
  if (query.uploadedFrom !== undefined) {
    add('l.uploaded_at >= ?', query.uploadedFrom);
  }
  if (query.uploadedBefore !== undefined) {
    add('l.uploaded_at < ?', query.uploadedBefore);
  }
  if (query.after !== undefined) {
    const { uploadedAt, id } = query.after;
    if (byEnd) {
      const afterEnd = endOf(query.after);
      add(`${end} >= ? AND (+l.ends_at > ? OR (l.uploaded_at, l.id) < (?, ?))`, afterEnd, afterEnd, uploadedAt, id);
    } else {
      add('(l.uploaded_at, l.id) < (?, ?)', uploadedAt, id);
    }
  }
  if (query.providers !== undefined) {
    add('l.provider IN (SELECT value FROM json_each(?))', JSON.stringify(query.providers));
  }
  if (query.kinds !== undefined) {
    add('l.kind IN (SELECT value FROM json_each(?))', JSON.stringify(query.kinds));
  }
  for (const { needles, wholeReference } of words) {
    // LIKE takes two thirds of the time of `instr`. Haystacks are in lower case, so that it ignores no difference.
    const ways = needles.map(() => "l.haystack LIKE ? ESCAPE '\\'");
    const its: SQLInputValue[] = needles.map((needle) => `%${needle.replace(/[\\%_]/g, '\\$&')}%`);
    if (wholeReference !== undefined) {
      ways.push('l.id IN (SELECT r.id FROM reference_hashes h JOIN records r ON r.seq = h.record WHERE h.hash = ?)');
      its.push(referenceHash(wholeReference));
    }
    add(`(${ways.join(' OR ') || '0'})`, ...its);
  }

  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  values.push(Math.max(Math.floor(query.limit), 0));
  return { source: `${source} ${where}`, end, values };
}

/** @param end the column, as it is to be compared */
function expiryConditions(
  expiry: ExpiryState | readonly ExpiryState[],
  end: string,
  { now, expiringWithin }: { readonly now: number; readonly expiringWithin: number },
): readonly { readonly condition: string; readonly its: readonly SQLInputValue[] }[] {
  const warningEnds = now + expiringWithin;
  const conditions = {
    expired: { condition: `${end} <= ?`, its: [now] },
    expiring: { condition: `${end} > ? AND ${end} <= ?`, its: [now, warningEnds] },
    valid: { condition: `${end} > ? AND ${end} < ?`, its: [warningEnds, noEnd] },
    never: { condition: `${end} = ?`, its: [noEnd] },
  };
  return [expiry].flat().map((state) => conditions[state]);
}
