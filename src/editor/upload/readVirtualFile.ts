import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { Asset } from '../../core/asset/asset.ts';
import { openBytesAsset } from '../../core/asset/openBytesAsset.ts';
import { UploadError } from '../../core/errors.ts';
import { nameOf } from '../text/names.ts';

/** VS Code can only read a file of a virtual file system as a whole, so its size is limited. */
const maxVirtualBytes = 256 * 1024 * 1024;

/**
 * Reads a file of a virtual file system through VS Code. Only the permission gate calls it.
 * @throws UploadError `notAFile`, `fileTooLarge`, `fileMissing`, `fileUnreadable`, `fileEmpty`, `typeUnsupported`
 */
export async function readVirtualFile(text: string): Promise<Asset> {
  const uri = Uri.parse(text, true);
  const name = nameOf(uri);
  return openBytesAsset({ uri: text, name, ...(await contentsOf(uri, name)) });
}

async function contentsOf(uri: Uri, name: string): Promise<{ bytes: Uint8Array; mtimeMs: number }> {
  try {
    const { type, size, mtime } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0) {
      throw new UploadError('notAFile', 'A folder was given where a file is needed', { fileName: name });
    }
    if (size > maxVirtualBytes) {
      throw new UploadError('fileTooLarge', 'File of a virtual file system is too large to read into memory', {
        fileName: name,
        size,
        limit: maxVirtualBytes,
      });
    }
    return { bytes: await workspace.fs.readFile(uri), mtimeMs: mtime };
  } catch (error) {
    if (UploadError.is(error)) {
      throw error;
    }
    const missing = error instanceof FileSystemError && error.code === 'FileNotFound';
    throw new UploadError(
      missing ? 'fileMissing' : 'fileUnreadable',
      'The virtual file system failed to provide the file',
      {
        fileName: name,
        cause: error,
      },
    );
  }
}
