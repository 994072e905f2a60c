import type { Uri } from 'vscode';
import { kindOf, mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { type Account, accountLabel, recipientIdentity } from '../../core/uploads/accounts/account.ts';
import type { Recipient } from '../../core/uploads/permission/consent.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import type { GatedSource } from '../../core/uploads/permission/permissionGate.ts';
import type { Services } from '../services/services.ts';
import { nameOf } from '../text/names.ts';

/** Files a gesture is about, and why they would be sent. */
export interface ChosenFiles {
  readonly uris: readonly Uri[];
  readonly cause: Cause;
}

/** A file as the permission gate judges it. */
export function fileToSend(uri: Uri, cause: Cause): FileToSend {
  return {
    uri: uri.toString(),
    path: uri.scheme === 'file' ? uri.fsPath : undefined,
    name: nameOf(uri),
    cause,
  };
}

/** Why the file of a record would be sent again. */
export function causeOfRecord(history: HistoryStore, { id }: UploadRecord): Cause {
  switch (history.provenanceOf(id)) {
    case 'own':
      return 'ownRecord';
    case 'imported':
      return 'importedRecord';
    default:
      return 'unknownRecord';
  }
}

/** Lets files in to be sent to an account, after whatever question they need; see `PermissionGate.admit`. */
export async function admitFiles(
  services: Services,
  files: readonly FileToSend[],
  { account, signal }: { readonly account: Account; readonly signal: AbortSignal },
): Promise<readonly GatedSource[]> {
  const { gate } = await services.uploads();
  return gate.admit(files, recipientOf(account, files[0]?.name), signal);
}

/** The same for one file. */
export async function admitFile(
  services: Services,
  file: FileToSend,
  to: { readonly account: Account; readonly signal: AbortSignal },
): Promise<GatedSource> {
  const [source] = await admitFiles(services, [file], to);
  if (source === undefined) {
    throw new Error('The gate returned no source for a file');
  }
  return source;
}

/** @param name of the first file, whose kind says how long an upload lives and who can see it */
export function recipientOf(account: Account, name = ''): Recipient {
  const { provider, options } = account;
  const kind = kindOf(mediaTypeOfName(name) ?? '') ?? 'image';
  return {
    ...recipientIdentity(account),
    label: accountLabel(account),
    lifetime: provider.lifetime(kind, options),
    audience: provider.audience?.(kind, options) ?? 'undocumented',
  };
}
