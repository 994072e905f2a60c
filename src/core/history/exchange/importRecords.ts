import { TimeSlice } from '../../timeSlice.ts';
import { InvalidField, readRecord } from '../records/readRecord.ts';
import type { UploadRecord } from '../records/record.ts';
import { exchangeName, exchangeVersion } from './exportRecords.ts';
import { type ArrayInDocument, findArray } from './findArray.ts';

/** Beside its records, an exported file has a hundred characters. Anything longer isn't one, and would take long to parse. */
const maxRestLength = 1_000_000;

/** What is wrong with a file or one of its records. */
export type ImportProblem =
  /** Not JSON. */
  | { readonly reason: 'unreadable' }
  /** JSON, but not an exported history. */
  | { readonly reason: 'notHistory' }
  | { readonly reason: 'newerVersion' }
  /** One record was skipped. `record` is counted from 1. */
  | { readonly reason: 'invalidField'; readonly record: number; readonly field: string }
  | { readonly reason: 'duplicateId'; readonly record: number };

export interface ImportedRecords {
  /** Every valid record, in the order of the file; for `HistoryStore.import`. */
  readonly records: readonly UploadRecord[];
  readonly problems: readonly ImportProblem[];
}

/**
 * Reads JSON that `exportRecords` wrote, record by record, and lets other work run in between; fields it doesn't know are
 * ignored. Never throws.
 * @param bytes UTF-8, with or without a byte order mark
 */
export async function importRecords(bytes: Uint8Array): Promise<ImportedRecords> {
  const slice = new TimeSlice();
  const document = withoutByteOrderMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const array = await findArray(document, 'records', slice);
  const problem = problemOf(document, array);
  if (problem !== undefined) {
    return refused(problem);
  }
  const records = new Map<string, UploadRecord>();
  const problems: ImportProblem[] = [];
  for (const [index, [start, end]] of (array?.elements ?? []).entries()) {
    await slice.rest();
    const value = parsed(document.toString('utf8', start, end));
    if (value === undefined) {
      return refused('unreadable');
    }
    try {
      const record = readRecord(value);
      if (records.has(record.id)) {
        problems.push({ reason: 'duplicateId', record: index + 1 });
      } else {
        records.set(record.id, record);
      }
    } catch (error) {
      if (!(error instanceof InvalidField)) {
        throw error;
      }
      problems.push({ reason: 'invalidField', record: index + 1, field: error.field });
    }
  }
  return { records: [...records.values()], problems };
}

/** What is wrong with the file apart from its records. */
function problemOf(
  document: Buffer,
  array: ArrayInDocument | undefined,
): 'unreadable' | 'notHistory' | 'newerVersion' | undefined {
  const [start, end] = array?.content ?? [0, 0];
  if (document.length - (end - start) > maxRestLength) {
    return 'notHistory';
  }
  const value = parsed(document.toString('utf8', 0, start) + document.toString('utf8', end));
  if (value === undefined) {
    return 'unreadable';
  }
  if (typeof value !== 'object' || value === null) {
    return 'notHistory';
  }
  const { format, version, records } = value as Readonly<Record<string, unknown>>;
  if (format !== exchangeName || typeof version !== 'number' || !Array.isArray(records)) {
    return 'notHistory';
  }
  return version > exchangeVersion ? 'newerVersion' : undefined;
}

/** @returns `undefined`, which JSON cannot express, for text that isn't JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function refused(reason: 'unreadable' | 'notHistory' | 'newerVersion'): ImportedRecords {
  return { records: [], problems: [{ reason }] };
}
