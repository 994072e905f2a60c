import type { UploadRecord } from '../record.ts';
import { writeCsv } from './csv.ts';
import { csvColumns, toCells } from './csvRecord.ts';

export type ExchangeFormat = 'json' | 'csv';

/** Says what a JSON file is; the version rises when an older importer would misread a newer file. */
export const exchangeName = 'workflow-assets-uploads';
export const exchangeVersion = 1;

/** The whole of the records as text of a file, for `importRecords`. Contains no key, only salted fingerprints. */
export function exportRecords(records: readonly UploadRecord[], format: ExchangeFormat): string {
  if (format === 'csv') {
    return writeCsv([csvColumns, ...records.map(toCells)]);
  }
  return `${JSON.stringify({ format: exchangeName, version: exchangeVersion, records }, undefined, 2)}\n`;
}
