import { randomUUID } from 'node:crypto';
import { constants, copyFile, type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileStamp, isSameStamp, stampOf } from '../../asset/asset.ts';
import { fileFailure } from '../../asset/fileFailure.ts';
import { throwIfCancelled, UploadError } from '../../errors.ts';
import type { WholeText } from './readWholeText.ts';
import type { TextEdit } from './textEdit.ts';

/** A file that was replaced, and what it was before. */
export interface RewrittenFile {
  readonly path: string;
  readonly stamp: FileStamp;
  /** Full path of the original, beside it. */
  readonly backup: string;
}

export interface RewriteOptions {
  /** Milliseconds since the epoch, for the backup's name. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** UTF-16 units encoded at a time, so that writing needs no second copy of the text. */
const blockLength = 1024 * 1024;

/**
 * Applies edits to a file that isn't open in an editor. The new text is written to a file beside it, flushed to disk and
 * renamed over the old one, so that a reader, or a power failure, finds either the old file or the new one. Permission
 * bits are kept. The original stays beside it as `<name>.backup-<time>`, where people and git see it. The backup is a hard
 * link where the file system supports them, which costs neither space nor time.
 *
 * @param original as just read; edits are offsets in its text
 * @throws UploadError `changedWhileReading` if the file is no longer what was read, `fileUnreadable` if it can't be
 *   replaced; CancelledError. In all these cases nothing has changed and no file is left behind.
 */
export async function rewriteFile(
  original: WholeText,
  edits: readonly TextEdit[],
  { now, signal }: RewriteOptions,
): Promise<RewrittenFile> {
  const { realPath, text, mode } = original;
  const name = basename(realPath);
  const temporary = join(dirname(realPath), `.${name}.${randomUUID()}.tmp`);
  const backup = `${realPath}.backup-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  let hasBackup = false;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    let stamp: FileStamp;
    try {
      await writePieces(handle, piecesOf(text, edits), signal);
      await handle.chmod(mode);
      await handle.sync();
      stamp = stampOf(await handle.stat({ bigint: true }));
    } finally {
      await handle.close();
    }
    throwIfCancelled(signal);
    if (!isSameStamp(original.stamp, stampOf(await stat(realPath, { bigint: true })))) {
      throw new UploadError('changedWhileReading', 'The document was written in the meantime', { fileName: name });
    }
    await keep(realPath, backup);
    hasBackup = true;
    await rename(temporary, realPath);
    await syncFolder(dirname(realPath));
    return { path: realPath, stamp, backup };
  } catch (error) {
    await rm(temporary, { force: true });
    if (hasBackup) {
      await rm(backup, { force: true });
    }
    throw fileFailure(error, name);
  }
}

/**
 * Puts the original back.
 * @returns false if the file was changed since; it is left alone then
 */
export async function restoreBackup({ path, stamp, backup }: RewrittenFile): Promise<boolean> {
  try {
    if (!isSameStamp(stamp, stampOf(await stat(path, { bigint: true })))) {
      return false;
    }
    await rename(backup, path);
    return true;
  } catch (error) {
    throw fileFailure(error, basename(backup));
  }
}

/** A text with edits, in pieces of any length. */
function* piecesOf(text: string, edits: readonly TextEdit[]): Iterable<string> {
  let end = 0;
  for (const edit of edits) {
    yield text.slice(end, edit.offset);
    yield edit.newText;
    end = edit.offset + edit.length;
  }
  yield text.slice(end);
}

async function writePieces(handle: FileHandle, pieces: Iterable<string>, signal: AbortSignal): Promise<void> {
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; ) {
      throwIfCancelled(signal);
      const end = endOfBlock(piece, start + blockLength);
      await handle.writeFile(piece.slice(start, end));
      start = end;
    }
  }
}

/** Half of a surrogate pair would be written as a question mark. */
function endOfBlock(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end + 1 : end;
}

async function keep(file: string, backup: string): Promise<void> {
  try {
    await link(file, backup);
  } catch {
    // FAT and some network drives don't support hard links.
    await copyFile(file, backup, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}

/** A rename is only durable once its folder is flushed. Windows neither supports nor needs that. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file is in place either way.
  }
}
