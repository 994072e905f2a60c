import { type Uri, workspace } from 'vscode';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { accountWithoutKey } from '../connections/openAccount.ts';
import type { ShownCall } from '../display/toolTexts.ts';
import type { Services } from '../services/services.ts';
import { formatBytes } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { recipientFacts } from '../text/recipientText.ts';
import { joined, maxPathLength, nameLength, type ShownText, shown } from '../text/shown.ts';
import { recipientOf } from '../upload/filesToSend.ts';
import { uploadForProgramme } from '../upload/uploadForProgramme.ts';
import { recordForModel } from './recordForModel.ts';
import { toolFile } from './toolFile.ts';

export interface UploadInput {
  readonly filePath: string;
  readonly provider: ProviderId;
}

/**
 * What the person confirms: file, size, recipient, lifetime, and who can see it. The gate asks a question of its own
 * besides, because this one may be answered automatically.
 * @throws UploadError `outsideWorkspace`, `workspaceUntrusted`, `endpointInvalid`
 */
export async function shownUpload(services: Services, { filePath, provider }: UploadInput): Promise<ShownCall> {
  const { connections } = services;
  const uri = toolFile(filePath);
  const name = shown(nameOf(uri), nameLength);
  const recipient = recipientOf(accountWithoutKey(services, connections.current(provider)), nameOf(uri));
  const facts = connections.needsChoice(provider)
    ? [l10n.t('You are asked which connection it goes to.')]
    : recipientFacts(recipient);
  return {
    running: l10n.t('Uploading {0}', name),
    question: {
      title: l10n.t('Upload {0} to {1}?', name, shown(recipient.label)),
      facts: [joined([shown(workspace.asRelativePath(uri), maxPathLength), ...(await sizeOf(uri))], ' · '), ...facts],
    },
  };
}

/** @throws what `uploadForProgramme` throws, and UploadError `outsideWorkspace`, `workspaceUntrusted` */
export async function uploadByTool(
  services: Services,
  { filePath, provider }: UploadInput,
  signal: AbortSignal,
): Promise<object> {
  const record = await uploadForProgramme(services, toolFile(filePath), { provider, signal });
  return recordForModel(record, { now: Date.now() });
}

/** Nothing where it can't be read: the upload itself says why. */
async function sizeOf(uri: Uri): Promise<readonly ShownText[]> {
  try {
    return [formatBytes((await workspace.fs.stat(uri)).size)];
  } catch {
    return [];
  }
}
