import { type Uri, workspace } from 'vscode';
import type { Place, PlannedUpload, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { followInputs } from '../documents/following/followInputs.ts';
import { readSources, type WorkflowSource } from '../documents/workflowSources.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { applySwap, showChanged } from './applySwap.ts';
import { assignReferences } from './assignReferences.ts';
import { rewriteLargeFiles } from './largeFileSwap.ts';
import { type ChosenUploads, labelsOf, obtainReferences, withFreshAccounts } from './obtainReferences.ts';
import { afterEdit, type PlacesOutcome, placesOf, placesWithoutUpload } from './placesOutcome.ts';
import { namesLocalFiles, planWorkflows } from './planWorkflows.ts';
import { previewUploads } from './swapPreview.ts';
import { reportSwap } from './swapReport.ts';

/**
 * How a swap ended: with everything replaced that was chosen, incomplete (cancelled, or with failures), declined by the
 * person (who closed the preview, or a question before it), or with nothing to replace.
 */
export type SwapEnd = 'replaced' | 'incomplete' | 'declined' | 'nothing';

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
    sources,
    largeFiles: sources.filter((source) => !source.document).map(({ name }) => name),
  });
  if (!chosen?.some(({ uploads }) => uploads.length > 0)) {
    return 'declined';
  }
  return sendAndReplace(services, { sources, plans, chosen, sending: chosen });
}

/** A swap that the person has agreed to. */
interface Swap {
  readonly sources: readonly WorkflowSource[];
  readonly plans: readonly UploadPlan[];
  readonly chosen: readonly ChosenUploads[];
  /** Those of them that are sent now. */
  readonly sending: readonly ChosenUploads[];
  /** The outcome of which these uploads are a part that is tried again. */
  readonly before?: PlacesOutcome;
}

async function sendAndReplace(services: Services, swap: Swap): Promise<SwapEnd> {
  const { sources, plans, chosen, sending, before } = swap;
  const followed = followInputs(sources);
  try {
    const uploads = await obtainReferences(services, sending);
    if (uploads.wasCancelled && uploads.count('done', 'reused', 'failed') === 0) {
      showCancelled(l10n.t('Cancelled. The document was left alone.'));
      return 'incomplete';
    }
    // What has arrived is replaced even where the person cancelled the rest: it is one undo away, and need not wait.
    const assigned = assignReferences(uploads);
    const { replacements, changed } = await followed.relocate(assigned.replacements);
    const { inDocuments, inFiles } = split(replacements, sources);
    const applied = await applySwap(services, inDocuments);
    const rewritten = await rewriteLargeFiles(services, inFiles);
    const attempt = afterEdit([...placesOf(uploads, assigned), ...(before ? [] : placesWithoutUpload(plans))], {
      skipped: [...changed, ...applied.skipped, ...rewritten.skipped],
      refused: [...applied.refused, ...rewritten.refused],
      cancelled: rewritten.cancelled,
      replacements: assigned.replacements,
    });
    const outcome = before ? before.after(attempt) : attempt;
    const tryAgain = async (places: readonly Place[]): Promise<void> => {
      const again = chosen.flatMap((each) => each.uploads.filter((upload) => isNeeded(upload, places)));
      const fresh = await withFreshAccounts(services, chosen, again);
      if (fresh) {
        await sendAndReplace(services, { ...swap, sending: fresh, before: outcome });
      }
    };
    const report = reportSwap(services, {
      outcome,
      provider: labelsOf(plans),
      documents: sources.flatMap(({ document }) => (document ? [document.uri] : [])),
      unsaved: workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && inDocuments.has(uri.toString())).length,
      tryAgain,
    });
    // Not awaited: the command is over, and the message may be shown for minutes.
    inBackground(
      services.log,
      report.catch((error: unknown) => showFailure(services, error)),
    );
    const replaced = applied.replaced + rewritten.replaced;
    const [first, ...others] = sources;
    if (replaced > 0 && others.length === 0 && first?.document) {
      await showChanged(first.uri);
    }
    if (attempt.wasCancelled || attempt.failures.length > 0) {
      return 'incomplete';
    }
    return replaced > 0 ? 'replaced' : 'nothing';
  } finally {
    followed.dispose();
  }
}

function isNeeded(upload: PlannedUpload, places: readonly Place[]): boolean {
  return upload.places.some((place) => places.includes(place));
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

/** Says in the status bar that nothing came of it: the person knows, so a notification would only be in the way. */
export function showCancelled(message: ShownText): void {
  void window.setStatusBarMessage(message, 8000);
}
