import type { Uri } from 'vscode';
import type { Provider } from '../../../core/providers/provider.ts';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { refusedUploads } from '../../../core/uploads/plan/overflow.ts';
import { planUploads } from '../../../core/uploads/plan/planUploads.ts';
import type { UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import type { WorkflowScan } from '../../../core/workflow/mediaInput.ts';
import { couldBeFile } from '../../../core/workflow/mediaInput.ts';
import { type LocatedInput, locateFiles } from '../../../core/workflow/paths/locateFiles.ts';
import { fittingProvidersOf, providerOfDocument } from '../../../core/workflow/scan/providerOfDocument.ts';
import { cancellable } from '../../cancellable.ts';
import { apiFormatReason, needingApiFormat, uiFormatProvider } from '../../documents/apiFormatOnly.ts';
import { pathContextOf } from '../../documents/documentPaths.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { chooseProvider } from '../../upload/providerChoice.ts';
import { overflowOf, planQuestion } from './overflowPlan.ts';

export interface ScannedWorkflow {
  readonly uri: Uri;
  readonly name: string;
  readonly scan: WorkflowScan;
  /** The provider that was decided on before; by default the workflow, the settings or the person say which it is. */
  readonly provider?: ProviderId | undefined;
}

/** Whether a document names local files, judged by its text alone. */
export function namesLocalFiles({ scan }: ScannedWorkflow): boolean {
  return scan.inputs.some((input) => couldBeFile(input) && input.fits.length > 0);
}

/**
 * Plans the uploads of some documents, one plan per provider. Asks for a provider where neither the documents nor the
 * settings determine it, and for a key where there is none. Sends nothing.
 * @returns `undefined` where the person closed a question
 * @throws UploadError `endpointInvalid`; CancelledError
 */
export async function planWorkflows(
  services: Services,
  workflows: readonly ScannedWorkflow[],
): Promise<readonly UploadPlan[] | undefined> {
  const byProvider = await groupByProvider(services, workflows);
  if (!byProvider) {
    return undefined;
  }
  const plans: UploadPlan[] = [];
  for (const [provider, own] of byProvider) {
    const account = await services.accounts.currentOrAsk(provider);
    if (!account) {
      return undefined;
    }
    const title = l10n.t('Looking up files');
    const run = (signal: AbortSignal) => planForAccount(services, { account, workflows: own, signal });
    plans.push(await cancellable({ title, run }));
  }
  return plans;
}

interface AccountPlanOptions {
  readonly account: Account;
  readonly workflows: readonly ScannedWorkflow[];
  readonly signal: AbortSignal;
}

/** Plans the uploads of some documents for one account, and those of refused files for a storage. @throws CancelledError */
export async function planForAccount(
  services: Services,
  { account, workflows, signal }: AccountPlanOptions,
): Promise<UploadPlan> {
  const located = await Promise.all(
    workflows.map(async ({ uri, scan }) => {
      const found = await locateFiles(scan.inputs, await pathContextOf(uri, services), signal);
      return found.map((each): LocatedInput & { document: string } => ({ ...each, document: uri.toString() }));
    }),
  );
  const plan = planUploads(located.flat(), await planQuestion(services, account));
  const overflow = await overflowOf(services, plan, refusedUploads(plan));
  return overflow === undefined ? plan : { ...plan, overflow };
}

async function groupByProvider(
  services: Services,
  workflows: readonly ScannedWorkflow[],
): Promise<ReadonlyMap<ProviderId, readonly ScannedWorkflow[]> | undefined> {
  const { settings, connections } = services;
  const { defaultProvider } = settings;
  const isUsable = (provider: ProviderId): boolean => connections.has(provider);
  const decided = new Map<ScannedWorkflow, ProviderId>();
  for (const workflow of workflows) {
    const provider = workflow.provider ?? providerOfDocument(workflow.scan, defaultProvider, isUsable);
    if (provider !== undefined) {
      decided.set(workflow, provider);
    }
  }
  let wanted = defaultProvider;
  for (let left = undecided(); left.length > 0; left = undecided()) {
    const refusing = wanted === undefined ? undefined : providerById(wanted);
    const reason =
      refusing && left.every((workflow) => isRefused(workflow, refusing)) ? apiFormatReason(refusing) : undefined;
    const asked = await askForProvider(services, left, reason);
    if (!asked) {
      return undefined;
    }
    // Those that the provider takes only in another format are asked about by themselves: none of their files would fit.
    for (const workflow of left.filter((each) => !isRefused(each, asked))) {
      decided.set(workflow, asked.id);
    }
    wanted = asked.id;
  }
  return Map.groupBy(workflows, (workflow) => decided.get(workflow) as ProviderId);

  function undecided(): readonly ScannedWorkflow[] {
    return workflows.filter((workflow) => !decided.has(workflow));
  }
}

/** Whether a provider takes such a workflow only in API format. */
function isRefused({ scan }: ScannedWorkflow, { id }: Provider): boolean {
  const { dialect, inputs } = scan;
  return inputs.some((input) => needingApiFormat({ ...input, dialect }).some((provider) => provider.id === id));
}

async function askForProvider(
  services: Services,
  workflows: readonly ScannedWorkflow[],
  /** Why the provider that the person would have wanted isn't among them. */
  reason: ShownText | undefined,
): Promise<Provider | undefined> {
  const inputs = workflows.flatMap(({ scan }) => scan.inputs.filter(couldBeFile));
  const [first] = workflows;
  const title =
    workflows.length === 1 && first
      ? l10n.t('Upload the Files of {0}', shown(first.name))
      : l10n.t('Upload the Files of {0} Workflows', workflows.length);
  const candidates = fittingProvidersOf(inputs)
    .filter((id) => services.connections.has(id))
    .map((id) => providerById(id));
  return reason === undefined
    ? chooseProvider(services, title, candidates)
    : chooseProvider(services, { title, placeHolder: reason, first: uiFormatProvider }, candidates);
}
