import { UploadError } from '../errors.ts';
import type { UploadRecord } from './record.ts';

/** Longest text kept in one field. The longest documented reference (Runway) is about 5,000 characters. */
export const maxTextLength = 65_536;
/** Most forms of one upload. Providers return two or three. */
export const maxAlternatives = 16;

/**
 * Refuses a record that would bloat the history for good: a reply of some megabytes taken for a reference would be read
 * again with every page.
 * @throws UploadError `unexpectedReply`
 */
export function assertStorable(record: UploadRecord): void {
  const references = [record.reference, ...record.alternatives];
  const { pixelSize, workspaceUri } = record;
  const texts = [record.id, record.fileUri, record.fileName, record.mediaType, record.contentHash, record.origin];
  const numbers = [record.size, record.mtimeMs, record.uploadedAt, record.lastUsedAt];
  texts.push(record.account, workspaceUri ?? '', ...references.map(({ value }) => value));
  numbers.push(...references.map(({ expiresAt }) => expiresAt ?? 0), pixelSize?.width ?? 0, pixelSize?.height ?? 0);
  const longest = Math.max(...texts.map((text) => text.length));
  if (longest > maxTextLength || record.alternatives.length > maxAlternatives) {
    throw refused(record, `a text of ${longest} characters, ${references.length} references`);
  }
  // SQLite keeps 64-bit integers and Node.js throws when it reads one that is no exact number.
  if (!numbers.every((number) => Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER)) {
    throw refused(record, 'a number out of range');
  }
}

function refused(record: UploadRecord, what: string): UploadError {
  return new UploadError('unexpectedReply', `Not kept in the history: ${what}`, {
    provider: record.provider,
    fileName: record.fileName.slice(0, 255),
  });
}
