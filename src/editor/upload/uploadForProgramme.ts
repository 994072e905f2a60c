import { type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { chooseConnection } from '../connections/chooseConnection.ts';
import type { Services } from '../services/services.ts';
import { admitFile, fileToSend } from './filesToSend.ts';

export interface ProgrammeUpload {
  readonly provider: ProviderId;
  readonly signal: AbortSignal;
}

/**
 * Uploads a file for another extension: from inside a trusted workspace only, and once the person has allowed that. It goes
 * to the connection this workspace uses, which is asked for where there are several and none has been chosen.
 * @throws UploadError `outsideWorkspace`, `workspaceUntrusted`, `endpointInvalid`, and what uploading throws; CancelledError
 */
export async function uploadForProgramme(
  services: Services,
  uri: Uri,
  { provider, signal }: ProgrammeUpload,
): Promise<UploadRecord> {
  const { accounts, connections, plainHosts, settings } = services;
  const { gate, uploader } = await services.uploads();
  const file = fileToSend(uri, 'programme');
  if (connections.needsChoice(provider)) {
    await gate.assertNotRefused(file, provider, signal);
  }
  const connection = connections.needsChoice(provider)
    ? await chooseConnection(connections, providerById(provider))
    : connections.current(provider);
  if (connection === undefined) {
    throw new CancelledError();
  }
  // Not asked here: the question for a host belongs to somebody's own gesture.
  plainHosts.assertAllowed({ provider: connection.provider, endpoint: accounts.endpoint(connection) });
  const account = (await accounts.currentOrAsk(connection)) ?? (await accounts.current(connection));
  plainHosts.assertAllowed(account);
  const source = await admitFile(services, file, { account, signal });
  const workspaceUri = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const { record } = await uploader.upload({ source, account, reuse: settings.reuseUploads, workspaceUri }, { signal });
  return record;
}
