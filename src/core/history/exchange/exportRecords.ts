import type { UploadRecord } from '../records/record.ts';
import { csvHeading, csvRecord } from './csv.ts';

/** JSON can be imported again; CSV is for people and spreadsheets. */
export type ExportFormat = 'json' | 'csv';

/** Identify an exported JSON file; the version rises when an older importer would misread a newer file. */
export const exchangeName = 'workflow-assets-uploads';
export const exchangeVersion = 1;

/**
 * The text of an export in pieces, so that the caller can let other work run in between. It contains no key, only salted
 * fingerprints.
 */
export function* exportRecords(
  batches: Iterable<readonly UploadRecord[]>,
  format: ExportFormat,
): Generator<string, void> {
  if (format === 'csv') {
    yield csvHeading();
    for (const batch of batches) {
      yield batch.map(csvRecord).join('');
    }
    return;
  }
  yield `{\n  "format": "${exchangeName}",\n  "version": ${exchangeVersion},\n  "records": [`;
  let separator = '\n    ';
  for (const batch of batches) {
    for (const record of batch) {
      yield `${separator}${JSON.stringify(record)}`;
      separator = ',\n    ';
    }
  }
  yield '\n  ]\n}\n';
}
