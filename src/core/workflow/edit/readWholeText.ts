import { constants, isUtf8 } from 'node:buffer';
import { open, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FileStamp, isSameStamp, stampOf } from '../../asset/asset.ts';
import { fileFailure } from '../../asset/fileFailure.ts';
import { throwIfCancelled, UploadError } from '../../errors.ts';

/** A document read from disk, because VS Code doesn't share documents of its size with extensions. */
export interface WholeText {
  /** Where the file really is: a link must stay a link when its target is replaced. */
  readonly realPath: string;
  /** With its byte order mark and line endings as they are. */
  readonly text: string;
  readonly stamp: FileStamp;
  /** Permission bits. */
  readonly mode: number;
}

const chunkLength = 4 * 1024 * 1024;

/**
 * Reads a whole UTF-8 file. The JSON scanner needs the text in one piece, so a document takes twice its size in memory
 * (as bytes and as text) for a moment and once afterwards, or three times if it has letters beyond Latin-1.
 * @returns `notUtf8` for a file that would change if it were written back, `tooLong` for more than a string can hold
 *   (about 512 MB)
 * @throws UploadError `fileMissing`, `fileUnreadable`, `notAFile`, `changedWhileReading`; CancelledError
 */
export async function readWholeText(path: string, signal: AbortSignal): Promise<WholeText | 'notUtf8' | 'tooLong'> {
  const name = basename(path);
  try {
    const realPath = await realpath(path);
    const handle = await open(realPath, 'r');
    try {
      const before = await handle.stat({ bigint: true });
      if (!before.isFile()) {
        throw new UploadError('notAFile', "The document isn't a regular file", { fileName: name });
      }
      const stamp = stampOf(before);
      if (stamp.size > constants.MAX_STRING_LENGTH) {
        return 'tooLong';
      }
      const bytes = Buffer.allocUnsafeSlow(stamp.size);
      for (let offset = 0; offset < bytes.length; ) {
        throwIfCancelled(signal);
        const { bytesRead } = await handle.read(bytes, offset, Math.min(chunkLength, bytes.length - offset), offset);
        if (bytesRead === 0) {
          throw new UploadError('changedWhileReading', 'The document became shorter', { fileName: name });
        }
        offset += bytesRead;
      }
      if (!isSameStamp(stamp, stampOf(await handle.stat({ bigint: true })))) {
        throw new UploadError('changedWhileReading', 'The document was written to', { fileName: name });
      }
      return isUtf8(bytes)
        ? { realPath, text: bytes.toString('utf8'), stamp, mode: Number(before.mode) & 0o7777 }
        : 'notUtf8';
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileFailure(error, name);
  }
}
