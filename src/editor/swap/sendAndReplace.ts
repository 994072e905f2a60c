import { type Uri, workspace } from 'vscode';
import type { OverflowPlan, Place, PlannedUpload, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import type { FollowedInputs } from '../documents/following/followInputs.ts';
import type { WorkflowSource } from '../documents/workflowSources.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { applySwap, showChanged } from './applySwap.ts';
import { assignReferences } from './assignReferences.ts';
import { rewriteLargeFiles } from './largeFileSwap.ts';
import { type ChosenUploads, labelsInUse, obtainReferences, withFreshAccounts } from './obtainReferences.ts';
import { overflowAfter } from './preview/overflowPlan.ts';
import { afterEdit, type PlacesOutcome, placesOf, placesWithoutUpload } from './report/placesOutcome.ts';
import { reportSwap } from './report/swapReport.ts';

/**
 * How a swap ended: with everything replaced that was chosen, incomplete (cancelled, or with failures), declined by the
 * person (who closed the preview, or a question before it), or with nothing to replace.
 */
export type SwapEnd = 'replaced' | 'incomplete' | 'declined' | 'nothing';

/** A swap that the person has agreed to. */
interface Swap {
  readonly sources: readonly WorkflowSource[];
  /** The inputs of the sources, since they were read. */
  readonly followed: FollowedInputs;
  readonly plans: readonly UploadPlan[];
  readonly chosen: readonly ChosenUploads[];
  /** Those of them that are sent now. */
  readonly sending: readonly ChosenUploads[];
  /** The outcome that these uploads, which are retried, are part of. */
  readonly before?: PlacesOutcome;
}

interface SentSwap {
  readonly end: SwapEnd;
  /** Resolves once the message about the outcome has gone, those about what its buttons try again included. */
  readonly reported: Promise<void>;
}

/**
 * Uploads files and replaces the paths of those that have arrived, even where the person cancels the rest: it is one undo
 * away, and the message goes on with the others.
 * @throws CancelledError
 */
export async function sendAndReplace(services: Services, swap: Swap): Promise<SentSwap> {
  const { sources, followed, plans, chosen, sending, before } = swap;
  const uploads = await obtainReferences(services, sending);
  if (!before && uploads.wasCancelled && uploads.count('done', 'reused', 'failed') === 0) {
    // The person knows, so a notification would only be in the way.
    window.setStatusBarMessage(l10n.t('Cancelled. The document was left alone.'), 8000);
    return { end: 'incomplete', reported: Promise.resolve() };
  }
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
  const overflow = await overflowAfter(services, plans, uploads.failures);
  const useLinks = overflow && (() => sendOverflow(services, { ...swap, before: outcome }, overflow.plans));
  const goneOn = services.settings.overflow === 'always' ? await useLinks?.() : undefined;
  if (goneOn) {
    return goneOn;
  }
  const reported = reportSwap(services, {
    outcome,
    provider: labelsInUse(plans, chosen),
    remedies: overflow && useLinks ? [{ label: overflow.label, run: async () => (await useLinks())?.reported }] : [],
    documents: sources.flatMap(({ document }) => (document ? [document.uri] : [])),
    unsaved: workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && inDocuments.has(uri.toString())).length,
    tryAgain: async (places) => {
      const again = chosen.flatMap((each) => each.uploads.filter((upload) => isNeeded(upload, places)));
      const fresh = await withFreshAccounts(services, chosen, again);
      const sent = fresh && (await sendAndReplace(services, { ...swap, sending: fresh, before: outcome }));
      await sent?.reported;
    },
  });
  const replaced = applied.replaced + rewritten.replaced;
  const [first, ...others] = sources;
  if (replaced > 0 && others.length === 0 && first?.document) {
    await showChanged(first.uri);
  }
  const isIncomplete = attempt.wasCancelled || attempt.failures.length > 0;
  return { end: isIncomplete ? 'incomplete' : replaced > 0 ? 'replaced' : 'nothing', reported };
}

/** Sends refused files to storages, and replaces their paths with links; `undefined` where a question was closed. */
async function sendOverflow(
  services: Services,
  swap: Swap,
  overflow: readonly OverflowPlan[],
): Promise<SentSwap | undefined> {
  const sending = await withFreshAccounts(
    services,
    overflow,
    overflow.flatMap(({ uploads }) => uploads),
  );
  return sending && sendAndReplace(services, { ...swap, chosen: [...swap.chosen, ...sending], sending });
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
