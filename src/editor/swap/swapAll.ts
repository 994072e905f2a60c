import { l10n, type Uri, window, workspace } from 'vscode';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { type FollowedInputs, followInputs } from '../documents/followInputs.ts';
import { readSources, type WorkflowSource } from '../documents/workflowSources.ts';
import type { Services } from '../services.ts';
import { type AppliedSwap, applySwap, showChanged } from './applySwap.ts';
import { rewriteLargeFiles } from './largeFileSwap.ts';
import { type ChosenUploads, type FailedUpload, obtainReferences } from './obtainReferences.ts';
import { namesLocalFiles, planWorkflows } from './planWorkflows.ts';
import { previewUploads } from './swapPreview.ts';
import { reportSwap } from './swapReport.ts';

/** "Upload All Local Files and Replace": the command on one document or on several. */
export async function swapReferences(services: Services, clicked: unknown, selected: unknown): Promise<void> {
  await swapDocuments(services, workflowTargets(clicked, selected));
}

/**
 * Uploads the files of some documents and puts references in their place, after a preview.
 * @returns whether any input was replaced
 * @throws CancelledError; UploadError where the endpoint cannot be used
 */
export async function swapDocuments(services: Services, uris: readonly Uri[]): Promise<boolean> {
  const { signal } = new AbortController();
  const sources = (await readSources(uris, signal)).filter(saidWhereNothingToDo);
  if (sources.length === 0) {
    return false;
  }
  const plans = await planWorkflows(services, sources, signal);
  if (!plans) {
    return false;
  }
  if (plans.every(({ uploads, missing, unfit }) => uploads.length + missing.length + unfit.length === 0)) {
    void window.showInformationMessage(l10n.t('All inputs hold references already. Nothing has to be uploaded.'));
    return false;
  }
  const large = sources.filter((source) => !source.document).map(({ name }) => name);
  const chosen = await previewUploads(plans, l10n.t('Upload and Replace'), sources.length, large);
  if (!chosen?.some(({ uploads }) => uploads.length > 0)) {
    return false;
  }
  const [first] = sources;
  const replaced = await sendAndReplace(services, sources, chosen);
  if (replaced > 0 && sources.length === 1 && first?.document) {
    await showChanged(first.uri);
  }
  return replaced > 0;
}

/** @returns how many inputs hold a reference now */
async function sendAndReplace(
  services: Services,
  sources: readonly WorkflowSource[],
  chosen: readonly ChosenUploads[],
): Promise<number> {
  const followed = followInputs(sources);
  try {
    return await sendFollowed(services, sources, chosen, followed);
  } finally {
    followed.dispose();
  }
}

async function sendFollowed(
  services: Services,
  sources: readonly WorkflowSource[],
  chosen: readonly ChosenUploads[],
  followed: FollowedInputs,
): Promise<number> {
  const obtained = await obtainReferences(services, chosen);
  if (obtained.wasCancelled) {
    sayCancelled(obtained.results.length);
    return 0;
  }
  const { replacements, changed } = await followed.asTheyAreNow(obtained.replacements);
  const inDocuments = new Map(replacements);
  const inFiles = new Map<Uri, readonly Replacement[]>();
  for (const { uri, document } of sources) {
    const ofFile = inDocuments.get(uri.toString());
    if (!document && ofFile) {
      inFiles.set(uri, ofFile);
      inDocuments.delete(uri.toString());
    }
  }
  const applied: AppliedSwap[] = [await applySwap(services, inDocuments), await rewriteLargeFiles(services, inFiles)];
  const replaced = applied.reduce((sum, each) => sum + each.replaced, 0);
  const wanted = [...obtained.replacements.values()].reduce((sum, each) => sum + each.length, 0);
  const report = {
    providers: [...new Set(chosen.map(({ account }) => account.provider.label))].join(', '),
    obtained,
    // Some servers call a file what the document calls it: those places hold a reference as they are.
    holding: replaced + obtained.settled.length - wanted,
    skipped: [...changed, ...applied.flatMap((each) => each.skipped)],
    refused: applied.flatMap((each) => each.refused),
    unsaved: workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && inDocuments.has(uri.toString())).length,
  };
  // Not awaited: the command is over, and the message may stand there for minutes.
  void reportSwap(services, report, async () => {
    const again = await withFreshAccounts(services, obtained.failed);
    if (again) {
      await sendAndReplace(services, sources, again);
    }
  });
  return replaced;
}

/** The failed uploads once more. The key may be what was wrong, so it is read anew. */
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

export function sayCancelled(uploaded: number): void {
  void window.setStatusBarMessage(
    uploaded === 0
      ? l10n.t('Cancelled. The document was left alone.')
      : l10n.t('Cancelled. The document was left alone; files already uploaded ({0}) will be reused.', uploaded),
    8000,
  );
}

function saidWhereNothingToDo(source: WorkflowSource): boolean {
  if (namesLocalFiles(source)) {
    return true;
  }
  void window.showInformationMessage(l10n.t('{0} names no local media files that could be uploaded.', source.name));
  return false;
}
