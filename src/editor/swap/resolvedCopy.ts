import { env, ViewColumn, workspace } from 'vscode';
import type { Place, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import { applyEdits, planSwap } from '../../core/workflow/edit/swap.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import { workflowTargets } from '../documents/commandDocument.ts';
import { isLarge, readSources, type WorkflowSource } from '../documents/workflowSources.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { joined, type ShownText, shown, withIcon } from '../text/shown.ts';
import { type ChosenUploads, obtainReferences } from './obtainReferences.ts';
import { namesLocalFiles, planWorkflows } from './planWorkflows.ts';
import { showCancelled, withFreshAccounts } from './swapAll.ts';
import { previewUploads } from './swapPreview.ts';
import { failureTexts, retryButton, showWarning, unfitTexts } from './swapReport.ts';

/** What is done with a workflow with references; the document and its file stay as they are. */
interface Delivery {
  /** Title of the preview. */
  readonly action: ShownText;
  /** @param references how many the text holds */
  deliver(text: string, source: WorkflowSource, references: number): Promise<void>;
}

/** "Copy Workflow with References": to the clipboard, ready to be sent as a job. */
export function copyResolvedWorkflow(services: Services, clicked: unknown): Promise<void> {
  return resolve(services, clicked, {
    action: l10n.t('Upload and Copy Workflow'),
    deliver: async (text, { name }, references) => {
      await env.clipboard.writeText(text);
      const message =
        references === 1
          ? l10n.t('{0} copied with 1 reference', shown(name))
          : l10n.t('{0} copied with {1} references', shown(name), references);
      window.setStatusBarMessage(withIcon('check', message), 5000);
    },
  });
}

/** "Open Workflow with References": an untitled document beside the one it was made from. */
export function openResolvedWorkflow(services: Services, clicked: unknown): Promise<void> {
  return resolve(services, clicked, {
    action: l10n.t('Upload and Open Workflow'),
    deliver: async (content, { document }) => {
      const opened = await workspace.openTextDocument({ language: document?.languageId ?? 'json', content });
      await window.showTextDocument(opened, { viewColumn: ViewColumn.Beside, preview: false });
    },
  });
}

async function resolve(services: Services, clicked: unknown, delivery: Delivery): Promise<void> {
  const [uri] = await workflowTargets(services.log, { clicked }, { canSelectMany: false });
  if (!uri) {
    return;
  }
  if (await isLarge(uri)) {
    void window.showWarningMessage(
      l10n.t(
        'Workflows over 50 MB are shared with no extension by VS Code. "Upload All Local Files and Replace..." rewrites the file itself and keeps its original.',
      ),
    );
    return;
  }
  const [source] = await readSources([uri]);
  if (!source) {
    return;
  }
  if (!namesLocalFiles(source)) {
    await delivery.deliver(source.text ?? '', source, 0);
    return;
  }
  const plans = await planWorkflows(services, [source]);
  const chosen = plans && (await choose(plans, delivery.action));
  if (plans && chosen) {
    await send(services, source, { delivery, plans, chosen, known: { replacements: [], settled: [] } });
  }
}

/** Asks nothing where nothing would be sent: that is the everyday case, and it has to take one click. */
async function choose(plans: readonly UploadPlan[], action: ShownText): Promise<readonly ChosenUploads[] | undefined> {
  const isAllThere = plans.every(
    ({ uploads, missing, unfit }) =>
      missing.length + unfit.length === 0 &&
      uploads.every(({ reuse, obstacle }) => reuse === 'certain' && obstacle !== 'outside'),
  );
  return isAllThere ? plans : previewUploads(plans, { action, documents: 1 });
}

interface Job {
  readonly delivery: Delivery;
  readonly plans: readonly UploadPlan[];
  readonly chosen: readonly ChosenUploads[];
  /** What earlier attempts resulted in. */
  readonly known: { readonly replacements: readonly Replacement[]; readonly settled: readonly Place[] };
}

async function send(services: Services, source: WorkflowSource, job: Job): Promise<void> {
  const { delivery, plans, chosen } = job;
  const obtained = await obtainReferences(services, chosen);
  if (obtained.wasCancelled) {
    showCancelled(obtained.results.length);
    return;
  }
  const known = {
    replacements: [...job.known.replacements, ...(obtained.replacements.get(source.uri.toString()) ?? [])],
    settled: [...job.known.settled, ...obtained.settled],
  };
  const finish = async (): Promise<void> => {
    const text = source.text ?? '';
    const { edits } = planSwap(text, known.replacements);
    const already = plans.reduce((sum, { done }) => sum + done.length, 0);
    await delivery.deliver(applyEdits(text, edits), source, known.settled.length + already);
  };
  if (obtained.failed.length > 0) {
    // A job with half of its inputs costs money and fails, so the person has to ask for one.
    const message = joined(
      [
        l10n.t('{0} of the files of {1} could not be uploaded.', obtained.failed.length, shown(source.name)),
        ...failureTexts(services, obtained.failed),
      ],
      ' ',
    );
    const retry = async (): Promise<void> => {
      const again = await withFreshAccounts(services, obtained.failed);
      if (again) {
        await send(services, source, { ...job, chosen: again, known });
      }
    };
    const buttons = [retryButton(retry), { label: l10n.t('Continue Without Them'), run: finish }];
    showWarning(services, message, buttons);
    return;
  }
  await finish();
  const left = allPlaces(plans).length - known.settled.length;
  if (left > 0) {
    const providers = formatList(plans.map(({ account }) => shown(account.provider.label)));
    const sentence =
      left === 1 ? l10n.t('1 input still names a local file.') : l10n.t('{0} inputs still name local files.', left);
    showWarning(services, joined([sentence, ...unfitTexts(obtained, providers)], ' '));
  }
}

/** All places of a document that need a reference. */
function allPlaces(plans: readonly UploadPlan[]): readonly Place[] {
  return plans.flatMap(({ uploads, missing, unfit }) => [
    ...uploads.flatMap(({ places }) => places),
    ...missing.flatMap(({ places }) => places),
    ...unfit,
  ]);
}
