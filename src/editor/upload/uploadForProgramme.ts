import { type Uri, workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Services } from '../services/services.ts';
import { admitFile, fileToSend } from './filesToSend.ts';

export interface ProgrammeUpload {
  readonly provider: ProviderId;
  readonly signal: AbortSignal;
}

/**
 * Uploads a file for another extension: from inside a trusted workspace only, and once the person has allowed that.
 * @throws UploadError `outsideWorkspace`, `workspaceUntrusted`, `endpointInvalid` and what uploading throws; CancelledError
 */
export async function uploadForProgramme(
  services: Services,
  uri: Uri,
  { provider, signal }: ProgrammeUpload,
): Promise<UploadRecord> {
  const { accounts, plainHosts, settings } = services;
  const { uploader } = await services.uploads();
  // Not asked here: the question for a host belongs to somebody's own gesture.
  plainHosts.assertAllowed({ provider: providerById(provider), endpoint: accounts.endpoint(provider) });
  const account = (await accounts.currentOrAsk(provider)) ?? (await accounts.current(provider));
  plainHosts.assertAllowed(account);
  const source = await admitFile(services, fileToSend(uri, 'programme'), { account, signal });
  const workspaceUri = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const { record } = await uploader.upload({ source, account, reuse: settings.reuseUploads, workspaceUri }, { signal });
  return record;
}
