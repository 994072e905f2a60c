import { basename } from 'node:path';
import { commands } from 'vscode';
import { Outcome } from '../../../core/outcome.ts';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import type { OverflowPlan, PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { applyEdits, planSwap } from '../../../core/workflow/edit/swap.ts';
import { window } from '../../display/window.ts';
import { workflowTargets } from '../../documents/commandDocument.ts';
import { isLarge, readSources, type WorkflowSource } from '../../documents/workflowSources.ts';
import { focusCommandId } from '../../ids/viewIds.ts';
import { showOutcome } from '../../outcome/showOutcome.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';
import { showFailure } from '../../upload/failureMessage.ts';
import { assignReferences } from '../assignReferences.ts';
import {
  type ChosenUploads,
  labelsInUse,
  labelsOf,
  obtainReferences,
  type UploadsOutcome,
  withFreshAccounts,
} from '../obtainReferences.ts';
import { overflowAfter } from '../preview/overflowPlan.ts';
import { namesLocalFiles, planWorkflows } from '../preview/planWorkflows.ts';
import { previewUploads } from '../preview/swapPreview.ts';
import { placesOf } from '../report/placesOutcome.ts';
import { earlierUploads } from './earlierUploads.ts';
import { resolvedOutcome } from './resolvedOutcome.ts';
import { type Delivered, type ResolvedOperation, reportResolved } from './resolvedReport.ts';
import { placedReference } from './resolveEvent.ts';

/** What is done with a workflow with references; the document and its file stay as they are. */
export interface Delivery {
  readonly operation: ResolvedOperation;
  /** Title of the preview. */
  readonly action: ShownText;
  readonly cancelled: ShownText;
  /** Says that it hasn't been done yet. */
  readonly notYet: ShownText;
  /** @returns what its message says and offers */
  deliver(text: string, source: WorkflowSource): Promise<Delivered>;
}

/**
 * The workflow that a command is about, read and scanned; `undefined`, after a message where one is needed, if there is none.
 * @throws CancelledError
 */
export async function sourceToResolve(services: Services, clicked: unknown): Promise<WorkflowSource | undefined> {
  const [uri] = await workflowTargets(services.log, { clicked }, { canSelectMany: false });
  if (!uri) {
    return undefined;
  }
  if (await isLarge(uri)) {
    void window.showWarningMessage(
      l10n.t(
        'VS Code does not share workflows over 50 MB with extensions. "Upload All Local Files and Replace..." rewrites the file itself and keeps its original.',
      ),
    );
    return undefined;
  }
  const [source] = await readSources([uri]);
  return source;
}

interface ResolveOptions {
  readonly source: WorkflowSource;
  readonly delivery: Delivery;
  /** Where its files go; by default what the document or the settings say, or the person. */
  readonly provider?: ProviderId;
}

/** Uploads what a workflow needs, after a preview if anything is sent, and delivers the workflow with references. */
export async function resolveSource(services: Services, { source, delivery, provider }: ResolveOptions): Promise<void> {
  if (!namesLocalFiles(source)) {
    await finish(services, { source, delivery, plans: [], chosen: [] }, new Outcome<PlannedUpload, never>([]));
    return;
  }
  const plans = await planWorkflows(services, [{ ...source, provider }]);
  const chosen = plans && (await choose(services, { source, plans, action: delivery.action }));
  if (plans && chosen) {
    await send(services, { source, delivery, plans, chosen }, chosen);
  }
}

/** Asks nothing where nothing would be sent: that is the everyday case, and it has to take one click. */
async function choose(
  services: Services,
  { source, plans, action }: { source: WorkflowSource; plans: readonly UploadPlan[]; action: ShownText },
): Promise<readonly ChosenUploads[] | undefined> {
  const there = earlierUploads(plans, services.settings.overflow);
  return there ?? previewUploads(services, plans, { action, sources: [source] });
}

interface Job {
  readonly source: WorkflowSource;
  readonly delivery: Delivery;
  readonly plans: readonly UploadPlan[];
  readonly chosen: readonly ChosenUploads[];
  /** The outcome that these uploads, which are retried, are part of. */
  readonly before?: UploadsOutcome;
}

async function send(services: Services, job: Job, sending: readonly ChosenUploads[]): Promise<void> {
  const { delivery, chosen, before } = job;
  const attempt = await obtainReferences(services, sending);
  const uploads = before ? before.after(attempt) : attempt;
  if (uploads.wasCancelled && uploads.count('done', 'reused', 'failed') === 0) {
    window.setStatusBarMessage(delivery.cancelled, 8000);
    return;
  }
  if (!uploads.wasCancelled && uploads.failures.length === 0) {
    await finish(services, job, uploads);
    return;
  }
  const overflow = await overflowAfter(services, job.plans, uploads.failures);
  const useLinks = overflow && (() => sendOverflow(services, { ...job, before: uploads }, overflow.plans));
  if (useLinks && services.settings.overflow === 'always' && (await useLinks())) {
    return;
  }
  // A job with half of its inputs costs money and fails, so the person has to ask for one.
  const left = uploads.total - uploads.count('done', 'reused');
  const label = left === 1 ? l10n.t('Continue Without It') : l10n.t('Continue Without Them');
  const report = showOutcome(services, {
    operation: 'upload',
    outcome: uploads,
    provider: labelsOf(chosen),
    nameOf: ({ file }) => basename(file.file),
    notes: [delivery.notYet],
    remedies: overflow && useLinks ? [{ label: overflow.label, run: useLinks }] : [],
    tryAgain: async (again) => {
      const fresh = await withFreshAccounts(services, chosen, again);
      if (fresh) {
        await send(services, { ...job, before: uploads }, fresh);
      }
    },
    show: async () => commands.executeCommand(focusCommandId('uploads')),
    buttons: [{ label, run: () => finish(services, job, uploads) }],
  });
  // Not awaited: the command is over, and the message may be shown for minutes.
  inBackground(
    services.log,
    report.catch((error: unknown) => showFailure(services, error)),
  );
}

/** Sends refused files to storages in place of their provider. @returns whether it did; not where a question was closed */
async function sendOverflow(
  services: Services,
  { before, ...job }: Job & { readonly before: UploadsOutcome },
  overflow: readonly OverflowPlan[],
): Promise<boolean> {
  const instead = overflow.flatMap(({ uploads }) => uploads);
  const sending = await withFreshAccounts(services, overflow, instead);
  if (!sending) {
    return false;
  }
  const isReplaced = ({ uri }: PlannedUpload): boolean => instead.some((upload) => upload.uri === uri);
  const kept = job.chosen.map(({ account, uploads }) => ({
    account,
    uploads: uploads.filter((upload) => !isReplaced(upload)),
  }));
  const others = before.items.filter(({ item }) => !isReplaced(item));
  const waiting = instead.map((item) => ({ item, ending: { status: 'notTried' } as const }));
  await send(
    services,
    { ...job, chosen: [...kept, ...sending], before: new Outcome([...others, ...waiting]) },
    sending,
  );
  return true;
}

async function finish(
  services: Services,
  { source, delivery, plans, chosen }: Job,
  uploads: UploadsOutcome,
): Promise<void> {
  const assigned = assignReferences(uploads);
  const text = source.text ?? '';
  const replacements = assigned.replacements.get(source.uri.toString()) ?? [];
  const { edits } = planSwap(text, replacements);
  const resolved = applyEdits(text, edits);
  const delivered = await delivery.deliver(resolved, source);
  services.resolved.fire({
    uri: source.uri,
    text: resolved,
    provider: plans[0]?.account.provider.id ?? source.scan.preferredProvider,
    references: replacements.map(placedReference),
  });
  reportResolved(services, {
    operation: delivery.operation,
    delivered,
    outcome: resolvedOutcome(
      plans,
      chosen.flatMap((each) => each.uploads),
      placesOf(uploads, assigned),
    ),
    provider: labelsInUse(plans, chosen),
    source: source.uri,
  });
}
