import { type Uri, workspace } from 'vscode';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { followInputs } from '../documents/following/followInputs.ts';
import { readSources, type WorkflowSource } from '../documents/workflowSources.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { type AppliedSwap, applySwap, showChanged } from './applySwap.ts';
import { rewriteLargeFiles } from './largeFileSwap.ts';
import { type ChosenUploads, type FailedUpload, obtainReferences } from './obtainReferences.ts';
import { namesLocalFiles, planWorkflows } from './planWorkflows.ts';
import { previewUploads } from './swapPreview.ts';
import { reportSwap } from './swapReport.ts';

/**
 * How a swap ended: with inputs replaced, declined by the person (who closed the preview, or a question before it), or
 * without any replacement for another reason.
 */
export type SwapEnd = 'replaced' | 'declined' | 'nothing';

/** "Upload All Local Files and Replace": the command on one document or on several. */
export async function swapReferences(services: Services, clicked: unknown, selected: unknown): Promise<void> {
  const targets = await workflowTargets(services.log, { clicked, selected }, { canSelectMany: true });
  if (targets.length > 0) {
    await swapDocuments(services, targets);
  }
}

/**
 * Uploads the files of some documents and replaces their paths with references, after a preview.
 * @throws CancelledError; UploadError where the endpoint can't be used
 */
export async function swapDocuments(services: Services, uris: readonly Uri[]): Promise<SwapEnd> {
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
  const plans = await planWorkflows(services, sources);
  if (!plans) {
    return 'declined';
  }
  if (plans.every(({ uploads, missing, unfit }) => uploads.length + missing.length + unfit.length === 0)) {
    void window.showInformationMessage(l10n.t('All inputs hold references already. Nothing has to be uploaded.'));
    return 'nothing';
  }
  const chosen = await previewUploads(plans, {
    action: l10n.t('Upload and Replace'),
    documents: sources.length,
    largeFiles: sources.filter((source) => !source.document).map(({ name }) => name),
  });
  if (!chosen?.some(({ uploads }) => uploads.length > 0)) {
    return 'declined';
  }
  const [first] = sources;
  const replaced = await sendAndReplace(services, sources, chosen);
  if (replaced > 0 && sources.length === 1 && first?.document) {
    await showChanged(first.uri);
  }
  return replaced > 0 ? 'replaced' : 'nothing';
}

/** @returns how many inputs were replaced */
async function sendAndReplace(
  services: Services,
  sources: readonly WorkflowSource[],
  chosen: readonly ChosenUploads[],
): Promise<number> {
  const followed = followInputs(sources);
  try {
    const obtained = await obtainReferences(services, chosen);
    if (obtained.wasCancelled) {
      showCancelled(obtained.results.length);
      return 0;
    }
    const { replacements, changed } = await followed.relocate(obtained.replacements);
    const { inDocuments, inFiles } = split(replacements, sources);
    const applied = [await applySwap(services, inDocuments), await rewriteLargeFiles(services, inFiles)];
    const replaced = applied.reduce((sum, each) => sum + each.replaced, 0);
    const wanted = [...obtained.replacements.values()].reduce((sum, each) => sum + each.length, 0);
    const report = {
      providers: formatList([...new Set(chosen.map(({ account }) => shown(account.provider.label)))]),
      obtained,
      // Some servers call a file what the document calls it: those inputs hold a reference without being replaced.
      holding: replaced + obtained.settled.length - wanted,
      skipped: [...changed, ...applied.flatMap((each: AppliedSwap) => each.skipped)],
      refused: applied.flatMap((each) => each.refused),
      unsaved: workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && inDocuments.has(uri.toString())).length,
    };
    const retry = async (): Promise<void> => {
      const again = await withFreshAccounts(services, obtained.failed);
      if (again) {
        await sendAndReplace(services, sources, again);
      }
    };
    // Not awaited: the command is over, and the message may be shown for minutes.
    const reported = reportSwap(services, report, retry).catch((error: unknown) => showFailure(services, error));
    inBackground(services.log, reported);
    return replaced;
  } finally {
    followed.dispose();
  }
}

/** Separates what an edit of a document can do from what has to be written to a file. */
function split(
  replacements: ReadonlyMap<string, readonly Replacement[]>,
  sources: readonly WorkflowSource[],
): {
  readonly inDocuments: ReadonlyMap<string, readonly Replacement[]>;
  readonly inFiles: ReadonlyMap<Uri, readonly Replacement[]>;
} {
  const inDocuments = new Map(replacements);
  const inFiles = new Map<Uri, readonly Replacement[]>();
  for (const { uri, document } of sources) {
    const ofFile = inDocuments.get(uri.toString());
    if (!document && ofFile) {
      inFiles.set(uri, ofFile);
      inDocuments.delete(uri.toString());
    }
  }
  return { inDocuments, inFiles };
}

/** The failed uploads once more. Their keys are read again, because a wrong key may have been the reason. */
export async function withFreshAccounts(
  services: Services,
  failed: readonly FailedUpload[],
): Promise<readonly ChosenUploads[] | undefined> {
  const chosen: ChosenUploads[] = [];
  for (const [provider, own] of Map.groupBy(failed, ({ account }) => account.provider.id)) {
    const account = await services.accounts.currentOrAsk(provider);
    if (!account) {
      return undefined;
    }
    chosen.push({ account, uploads: own.map(({ upload }) => upload) });
  }
  return chosen;
}

/** @param uploaded how many files had been uploaded before the person cancelled */
export function showCancelled(uploaded: number): void {
  void window.setStatusBarMessage(
    uploaded === 0
      ? l10n.t('Cancelled. The document was left alone.')
      : l10n.t('Cancelled. The document was left alone; files already uploaded ({0}) will be reused.', uploaded),
    8000,
  );
}
