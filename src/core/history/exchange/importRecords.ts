import { InvalidField, readRecord } from '../readRecord.ts';
import type { UploadRecord } from '../record.ts';
import { readCsv } from './csv.ts';
import { type CsvColumn, csvColumns, fromCells } from './csvRecord.ts';
import { type ExchangeFormat, exchangeName, exchangeVersion } from './exportRecords.ts';

/** What was wrong with a file or one of its records. */
export type ImportProblem =
  /** Not JSON or CSV at all. `line` is counted from 1, where it is known. */
  | { readonly reason: 'unreadable'; readonly line: number | undefined }
  /** JSON or CSV, but no exported history. */
  | { readonly reason: 'notHistory' }
  | { readonly reason: 'newerVersion' }
  | { readonly reason: 'missingColumn'; readonly field: string }
  /** One record was left out. `record` is counted from 1, without the heading of a table. */
  | { readonly reason: 'invalidField'; readonly record: number; readonly field: string }
  | { readonly reason: 'duplicateId'; readonly record: number };

export interface ImportedRecords {
  /** Every record that was sound, in the order of the file; for `HistoryStore.restore`. */
  readonly records: readonly UploadRecord[];
  /** Empty when all were. */
  readonly problems: readonly ImportProblem[];
}

/** Reads what `exportRecords` wrote, strictly, record by record; columns and fields it does not know are ignored. Never throws. */
export function importRecords(text: string, format: ExchangeFormat): ImportedRecords {
  return format === 'csv' ? importCsv(text) : importJson(text);
}

function importJson(text: string): ImportedRecords {
  let document: unknown;
  try {
    document = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return refused({ reason: 'unreadable', line: undefined });
  }
  if (typeof document !== 'object' || document === null) {
    return refused({ reason: 'notHistory' });
  }
  const { format, version, records } = document as Readonly<Record<string, unknown>>;
  if (format !== exchangeName || typeof version !== 'number' || !Array.isArray(records)) {
    return refused({ reason: 'notHistory' });
  }
  if (version > exchangeVersion) {
    return refused({ reason: 'newerVersion' });
  }
  return collect(records, (record: unknown) => record);
}

function importCsv(text: string): ImportedRecords {
  const table = readCsv(text);
  if ('brokenAtLine' in table) {
    return refused({ reason: 'unreadable', line: table.brokenAtLine });
  }
  const [heading, ...lines] = table.rows;
  if (heading === undefined || !heading.includes('id')) {
    return refused({ reason: 'notHistory' });
  }
  const positions = new Map<CsvColumn, number>();
  for (const column of csvColumns) {
    const position = heading.indexOf(column);
    if (position === -1) {
      return refused({ reason: 'missingColumn', field: column });
    }
    positions.set(column, position);
  }
  return collect(lines, (line) => fromCells((column) => line[positions.get(column) ?? -1] ?? ''));
}

function collect<Source>(sources: readonly Source[], take: (source: Source) => unknown): ImportedRecords {
  const records = new Map<string, UploadRecord>();
  const problems: ImportProblem[] = [];
  for (const [index, source] of sources.entries()) {
    try {
      const record = readRecord(take(source));
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

function refused(problem: ImportProblem): ImportedRecords {
  return { records: [], problems: [problem] };
}
