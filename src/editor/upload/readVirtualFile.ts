import { Uri } from 'vscode';
import type { Asset } from '../../core/asset/asset.ts';
import { openBytesAsset } from '../../core/asset/openBytesAsset.ts';
import { readVirtualBytes } from '../services/virtualFiles.ts';
import { nameOf } from '../text/names.ts';

/**
 * Reads a file of a virtual file system through VS Code. Only the permission gate calls it.
 * @throws UploadError `notAFile`, `fileTooLarge`, `fileMissing`, `fileUnreadable`, `fileEmpty`, `typeUnsupported`
 */
export async function readVirtualFile(text: string): Promise<Asset> {
  const uri = Uri.parse(text, true);
  return openBytesAsset({ uri: text, name: nameOf(uri), ...(await readVirtualBytes(uri)) });
}
