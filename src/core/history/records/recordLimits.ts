import { UploadError } from '../../errors.ts';
import type { UploadRecord } from './record.ts';

/** Maximum length of a text field. The longest documented reference (Runway) has about 5,000 characters. */
export const maxTextLength = 65_536;
/** Maximum number of alternative references of one upload. Providers return two or three. */
export const maxAlternatives = 16;

/**
 * Refuses a record that would bloat the history for good: if a reply of several megabytes were kept as a reference, every
 * page would read it again.
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
  // SQLite stores 64-bit integers, and Node.js throws when it reads one that a number can't represent exactly.
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
