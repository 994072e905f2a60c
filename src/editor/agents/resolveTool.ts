import { workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { accountWithoutKey } from '../connections/openAccount.ts';
import type { ShownCall } from '../display/toolTexts.ts';
import { openWorkflowFile } from '../documents/usages/workflowFiles.ts';
import type { Services } from '../services/services.ts';
import { resolveUnattended } from '../swap/resolved/resolveUnattended.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { recipientFacts } from '../text/recipientText.ts';
import { maxPathLength, nameLength, shown } from '../text/shown.ts';
import { recipientOf } from '../upload/filesToSend.ts';
import { problemsForModel } from './problemsForModel.ts';
import { assertReadable, toolFile } from './toolFile.ts';

export interface ResolveInput {
  readonly workflowPath: string;
  readonly provider: ProviderId;
}

/** UTF-16 units. Longer ones don't fit into what a model reads at once. */
const maxTextLength = 100_000;

/** What the person confirms: which workflow, and where the files it names would go. @throws as `shownUpload` */
export function shownResolving(services: Services, { workflowPath, provider }: ResolveInput): ShownCall {
  const uri = toolFile(workflowPath);
  const recipient = recipientOf(accountWithoutKey(services, services.connections.current(provider)));
  const label = shown(recipient.label);
  return {
    running: l10n.t('Uploading the files of {0}', shown(nameOf(uri), nameLength)),
    question: {
      title: l10n.t('Upload the files that {0} names to {1}?', shown(nameOf(uri), nameLength), label),
      facts: [
        shown(workspace.asRelativePath(uri), maxPathLength),
        l10n.t("Only files inside the workspace are sent. The document isn't changed."),
        ...recipientFacts(recipient),
      ],
    },
  };
}

/**
 * The workflow with references in place of its local files.
 * @throws what `resolveUnattended` throws, and UploadError `fileMissing`, `outsideWorkspace`, `workspaceUntrusted`
 */
export async function resolveByTool(
  services: Services,
  { workflowPath, provider }: ResolveInput,
  signal: AbortSignal,
): Promise<object> {
  const uri = toolFile(workflowPath);
  await assertReadable(services, uri, { provider, signal });
  const file = await openWorkflowFile(uri);
  if (file === undefined) {
    throw new UploadError('fileMissing', "A workflow couldn't be read", { fileName: nameOf(uri) });
  }
  const text = new TextDecoder().decode(await file.read());
  const resolved = await resolveUnattended(services, { text, uri, provider, signal });
  return {
    replaced: resolved.replaced,
    ...problemsForModel(resolved.problems),
    ...(resolved.text.length <= maxTextLength
      ? { workflow: resolved.text }
      : {
          workflowOmitted:
            'It is too long to be returned. Ask the person to run "Workflow Assets: Open Workflow with References".',
        }),
  };
}
