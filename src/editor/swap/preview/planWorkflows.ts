import { Uri } from 'vscode';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { accountScope } from '../../../core/uploads/accounts/account.ts';
import { planUploads } from '../../../core/uploads/plan/planUploads.ts';
import type { UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import type { WorkflowScan } from '../../../core/workflow/mediaInput.ts';
import { couldBeFile } from '../../../core/workflow/mediaInput.ts';
import { type LocatedInput, locateFiles } from '../../../core/workflow/paths/locateFiles.ts';
import { fittingProvidersOf, providerOfDocument } from '../../../core/workflow/scan/providerOfDocument.ts';
import { cancellable } from '../../cancellable.ts';
import { pathContextOf } from '../../documents/documentPaths.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { chooseProvider } from '../../upload/providerChoice.ts';

export interface ScannedWorkflow {
  readonly uri: Uri;
  readonly name: string;
  readonly scan: WorkflowScan;
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

/** Plans the uploads of some documents for one account. @throws CancelledError */
export async function planForAccount(
  services: Services,
  { account, workflows, signal }: AccountPlanOptions,
): Promise<UploadPlan> {
  const history = await services.history();
  const located = await Promise.all(
    workflows.map(async ({ uri, scan }) => {
      const found = await locateFiles(scan.inputs, await pathContextOf(uri, services), signal);
      return found.map((each): LocatedInput & { document: string } => ({ ...each, document: uri.toString() }));
    }),
  );
  return planUploads(located.flat(), {
    account,
    scope: accountScope(account, history.accountSalt),
    history: history,
    reuse: services.settings.reuseUploads,
    now: Date.now(),
    uriOf: (file) => Uri.file(file).toString(),
  });
}

async function groupByProvider(
  services: Services,
  workflows: readonly ScannedWorkflow[],
): Promise<ReadonlyMap<ProviderId, readonly ScannedWorkflow[]> | undefined> {
  const { defaultProvider } = services.settings;
  const undecided = workflows.filter(({ scan }) => providerOfDocument(scan, defaultProvider) === undefined);
  const asked = undecided.length > 0 ? await askForProvider(services, undecided) : undefined;
  if (undecided.length > 0 && !asked) {
    return undefined;
  }
  return Map.groupBy(workflows, ({ scan }) => (providerOfDocument(scan, defaultProvider) ?? asked) as ProviderId);
}

async function askForProvider(
  services: Services,
  workflows: readonly ScannedWorkflow[],
): Promise<ProviderId | undefined> {
  const inputs = workflows.flatMap(({ scan }) => scan.inputs.filter(couldBeFile));
  const [first] = workflows;
  const title =
    workflows.length === 1 && first
      ? l10n.t('Upload the Files of {0}', shown(first.name))
      : l10n.t('Upload the Files of {0} Workflows', workflows.length);
  const candidates = fittingProvidersOf(inputs).map((id) => providerById(id));
  return (await chooseProvider(services, title, candidates))?.id;
}
