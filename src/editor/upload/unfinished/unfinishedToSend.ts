import { Uri } from 'vscode';
import { providerById } from '../../../core/providers/registry.ts';
import type { FileToSend } from '../../../core/uploads/permission/judgedSource.ts';
import type { Services } from '../../services/services.ts';
import { fileToSend } from '../filesToSend.ts';
import { folderToSend } from '../folderAsZip.ts';
import type { UnfinishedUpload } from './notedUpload.ts';

/** The file of an upload that is retried. The permission gate judges it anew, for the cause it had. */
export function unfinishedToSend(
  services: Services,
  { fileUri, cause, isFolder, provider }: UnfinishedUpload,
): FileToSend {
  const uri = Uri.parse(fileUri);
  return isFolder
    ? folderToSend(services, { folder: uri, cause, provider: providerById(provider) })
    : fileToSend(uri, cause);
}
