import type { Lifetime } from '../../providers/provider.ts';
import { InvalidField } from '../readRecord.ts';
import type { UploadRecord } from '../record.ts';

/** Columns of an exported table, in order. Those of the primary reference are spread out, the others are JSON in one cell. */
export const csvColumns = [
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

export type CsvColumn = (typeof csvColumns)[number];

/** Cells in the order of `csvColumns`. Times are ISO 8601 in UTC, so that people and spreadsheets can read them. */
export function toCells(record: UploadRecord): readonly string[] {
  const { reference, pixelSize } = record;
  const cells: Readonly<Record<CsvColumn, string>> = {
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
  return csvColumns.map((column) => cells[column]);
}

/**
 * The value `readRecord` checks, made of one line of a table.
 * @throws InvalidField for cells that cannot be taken apart
 */
export function fromCells(cell: (column: CsvColumn) => string): unknown {
  const width = cell('width');
  const height = cell('height');
  return {
    id: cell('id'),
    fileUri: cell('fileUri'),
    fileName: cell('fileName'),
    size: numberOf(cell('size')),
    mtimeMs: numberOf(cell('mtimeMs')),
    mediaType: cell('mediaType'),
    kind: cell('kind'),
    pixelSize: width === '' && height === '' ? undefined : { width: numberOf(width), height: numberOf(height) },
    contentHash: cell('contentHash'),
    provider: cell('provider'),
    origin: cell('origin'),
    account: cell('account'),
    reference: {
      form: cell('referenceForm'),
      value: cell('reference'),
      lifetime: lifetimeOf(cell('lifetime')),
      expiresAt: cell('expiresAt') === '' ? undefined : timeOf(cell('expiresAt')),
    },
    alternatives: alternativesOf(cell('alternatives')),
    uploadedAt: timeOf(cell('uploadedAt')),
    lastUsedAt: timeOf(cell('lastUsedAt')),
    workspaceUri: cell('workspaceUri') === '' ? undefined : cell('workspaceUri'),
  };
}

function timeCell(time: number): string {
  // A time no calendar has (or with a fraction) stays a number, so that an export never fails and loses nothing.
  const date = new Date(time);
  return date.getTime() === time ? date.toISOString() : String(time);
}

function timeOf(cell: string): number {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : Date.parse(cell);
}

function lifetimeCell(lifetime: Lifetime): string {
  return lifetime.type === 'fixed' || lifetime.type === 'sliding'
    ? `${lifetime.type}:${lifetime.milliseconds}`
    : lifetime.type;
}

function lifetimeOf(cell: string): unknown {
  const [type, milliseconds] = cell.split(':');
  return milliseconds === undefined ? { type } : { type, milliseconds: numberOf(milliseconds) };
}

/** An empty cell is no number; `Number('')` would say 0. */
function numberOf(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell);
}

function alternativesOf(cell: string): unknown {
  if (cell === '') {
    return [];
  }
  try {
    return JSON.parse(cell);
  } catch {
    throw new InvalidField('alternatives');
  }
}
