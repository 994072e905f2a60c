import type { Uri } from 'vscode';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { window } from '../display/window.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { warnIfReadOnly } from '../documents/editable.ts';
import { followInputs } from '../documents/following/followInputs.ts';
import { readSources } from '../documents/workflowSources.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { namesLocalFiles, planWorkflows } from './preview/planWorkflows.ts';
import { previewUploads } from './preview/swapPreview.ts';
import { type SwapEnd, sendAndReplace } from './sendAndReplace.ts';

/** "Upload All Local Files and Replace": the command on one document or on several. */
export async function swapReferences(services: Services, clicked: unknown, selected: unknown): Promise<void> {
  const chosen = await workflowTargets(services.log, { clicked, selected }, { canSelectMany: true });
  const targets = chosen.filter((uri) => !warnIfReadOnly(uri));
  if (targets.length > 0) {
    await swapDocuments(services, targets);
  }
}

/**
 * Uploads the files of some documents and replaces their paths with references, after a preview.
 * @param decided the providers that were decided on before, by URI of the document
 * @throws CancelledError; UploadError where the endpoint can't be used
 */
export async function swapDocuments(
  services: Services,
  uris: readonly Uri[],
  decided: ReadonlyMap<string, ProviderId> = new Map(),
): Promise<SwapEnd> {
  const read = await readSources(uris);
  const sources = read.filter(namesLocalFiles);
  for (const { name } of read.filter((source) => !sources.includes(source))) {
    void window.showInformationMessage(
      l10n.t("{0} doesn't name any local media files that could be uploaded.", shown(name)),
    );
  }
  if (sources.length === 0) {
    return 'nothing';
  }
  const plans = await planWorkflows(
    services,
    sources.map((source) => ({ ...source, provider: decided.get(source.uri.toString()) })),
  );
  if (!plans) {
    return 'declined';
  }
  if (plans.every(({ uploads, missing, unfit }) => uploads.length + missing.length + unfit.length === 0)) {
    void window.showInformationMessage(l10n.t('All inputs hold references already. Nothing has to be uploaded.'));
    return 'nothing';
  }
  const chosen = await previewUploads(services, plans, {
    action: l10n.t('Upload and Replace'),
    sources,
    largeFiles: sources.filter((source) => !source.document).map(({ name }) => name),
  });
  if (!chosen?.some(({ uploads }) => uploads.length > 0)) {
    return 'declined';
  }
  const followed = followInputs(sources);
  const { end, reported } = await sendAndReplace(services, { sources, followed, plans, chosen, sending: chosen }).catch(
    (error: unknown) => {
      followed.dispose();
      throw error;
    },
  );
  // Not awaited: the command is over, and the message may be shown for minutes. Its buttons still need the places.
  inBackground(
    services.log,
    reported.catch((error: unknown) => showFailure(services, error)).finally(() => followed.dispose()),
  );
  return end;
}
