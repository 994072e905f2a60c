import { FileSystemError, FileType, type Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import { nameOf } from '../text/names.ts';

/** VS Code can only read a file of a virtual file system as a whole, so its size is limited. */
const maxVirtualBytes = 256 * 1024 * 1024;

/**
 * Reads a file through VS Code.
 * @throws UploadError `notAFile`, `fileTooLarge`, `fileMissing`, `fileUnreadable`
 */
export async function readVirtualBytes(uri: Uri): Promise<{ readonly bytes: Uint8Array; readonly mtimeMs: number }> {
  const fileName = nameOf(uri);
  try {
    const { type, size, mtime } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0) {
      throw new UploadError('notAFile', 'A folder was given where a file is needed', { fileName });
    }
    if (size > maxVirtualBytes) {
      throw new UploadError('fileTooLarge', 'File of a virtual file system is too large to read into memory', {
        fileName,
        size,
        limit: maxVirtualBytes,
      });
    }
    return { bytes: await workspace.fs.readFile(uri), mtimeMs: mtime };
  } catch (cause) {
    if (UploadError.is(cause)) {
      throw cause;
    }
    const code = cause instanceof FileSystemError && cause.code === 'FileNotFound' ? 'fileMissing' : 'fileUnreadable';
    throw new UploadError(code, 'The virtual file system failed to provide the file', { fileName, cause });
  }
}
