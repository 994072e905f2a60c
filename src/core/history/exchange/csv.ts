import type { Lifetime } from '../../providers/reference.ts';
import type { UploadRecord } from '../records/record.ts';

/** Excel takes a file for UTF-8 only with this in front. */
const byteOrderMark = '\uFEFF';

/**
 * A cell that starts with one of these is run as a formula by Excel, LibreOffice or Google Sheets (owasp.org, "CSV
 * Injection"): a file called `=HYPERLINK(...)` would act on the computer of whoever opens the export. The apostrophe is in
 * the list so that one that belongs to the text can't be mistaken for a guard.
 */
const needsGuard = /^[=+\-@\t\r\n'＝＋－＠]/;

/** Columns of an exported table, in order. The primary reference has several, the alternatives are JSON in one cell. */
const columns = [
  'id',
  'fileName',
  'fileUri',
  'provider',
  'reference',
  'referenceForm',
  'uploadedAt',
  'expiresAt',
  'lastUsedAt',
  'lifetime',
  'size',
  'mediaType',
  'kind',
  'width',
  'height',
  'mtimeMs',
  'contentHash',
  'origin',
  'account',
  'workspaceUri',
  'alternatives',
] as const;

/** The first line of an exported table, after which the file is UTF-8 for every spreadsheet. */
export function csvHeading(): string {
  return `${byteOrderMark}${csvLine(columns)}`;
}

/** One record as a line. Times are ISO 8601 in UTC, so that people and spreadsheets can read them. */
export function csvRecord(record: UploadRecord): string {
  const { reference, pixelSize } = record;
  const cells: Readonly<Record<(typeof columns)[number], string>> = {
    id: record.id,
    fileName: record.fileName,
    fileUri: record.fileUri,
    provider: record.provider,
    reference: reference.value,
    referenceForm: reference.form,
    uploadedAt: timeCell(record.uploadedAt),
    expiresAt: reference.expiresAt === undefined ? '' : timeCell(reference.expiresAt),
    lastUsedAt: timeCell(record.lastUsedAt),
    lifetime: lifetimeCell(reference.lifetime),
    size: String(record.size),
    mediaType: record.mediaType,
    kind: record.kind,
    width: pixelSize === undefined ? '' : String(pixelSize.width),
    height: pixelSize === undefined ? '' : String(pixelSize.height),
    mtimeMs: String(record.mtimeMs),
    contentHash: record.contentHash,
    origin: record.origin,
    account: record.account,
    workspaceUri: record.workspaceUri ?? '',
    alternatives: JSON.stringify(record.alternatives),
  };
  return csvLine(columns.map((column) => cells[column]));
}

/** Comma-separated values as in RFC 4180: every cell quoted, the line ended by CR LF. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${guarded(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

function guarded(cell: string): string {
  return needsGuard.test(cell) ? `'${cell}` : cell;
}

function timeCell(time: number): string {
  // A time outside the calendar's range, or one with a fraction, stays a number: an export must neither fail nor lose it.
  const date = new Date(time);
  return date.getTime() === time ? date.toISOString() : String(time);
}

function lifetimeCell(lifetime: Lifetime): string {
  return lifetime.type === 'fixed' || lifetime.type === 'sliding'
    ? `${lifetime.type}:${lifetime.milliseconds}`
    : lifetime.type;
}
