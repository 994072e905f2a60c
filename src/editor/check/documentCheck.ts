import type { Uri } from 'vscode';
import { providerToCheck, type UsableProviders } from '../../core/check/checkedProvider.ts';
import { checkInputs } from '../../core/check/checkInputs.ts';
import type { CheckedInput, CheckedTarget, Readiness } from '../../core/check/finding.ts';
import type { AccountScope } from '../../core/history/historyStore.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { stepsInTurns } from '../../core/timeSlice.ts';
import { lookupPlaces, type PathContext } from '../../core/workflow/paths/resolvePath.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { analyse } from '../documents/analyse.ts';
import type { AnalysedInput } from '../documents/analysis.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import type { Services } from '../services/services.ts';
import type { ProviderQuestions } from './providerQuestions.ts';

/** Milliseconds of work before other work gets a turn. */
export const maxTurn = 4;

/** A workflow as text, and where it is or would be. */
export interface WorkflowText {
  readonly uri: Uri;
  readonly text: string;
}

export interface DocumentCheckOptions {
  /** The provider it is to run at; by default what the workflow itself says. */
  readonly provider?: ProviderId | undefined;
  /** Until when every reference has to work, in milliseconds since the epoch. */
  readonly until: number;
  /** Asks providers, too. Left out, only what is known here counts. */
  readonly questions?: ProviderQuestions | undefined;
  /** Looks up nothing outside the workspace, whether it exists or not. */
  readonly insideOnly?: boolean;
  readonly signal: AbortSignal;
}

/** A workflow that was checked. */
export interface CheckedDocument extends WorkflowText {
  readonly provider: ProviderId | undefined;
  readonly readiness: Readiness;
  readonly inputs: readonly AnalysedInput[];
  /** How many values a provider has, or may have, but couldn't be asked about. */
  readonly unasked: number;
}

type CheckServices = Pick<Services, 'settings' | 'folderNames' | 'history' | 'connections' | 'connectionScopes'>;

/** Looks up what a workflow names, as it is at this moment, and says what keeps it from running. @throws CancelledError */
export async function checkText(
  services: CheckServices,
  { uri, text }: WorkflowText,
  { provider: requested, until, questions, insideOnly = false, signal }: DocumentCheckOptions,
): Promise<CheckedDocument> {
  const scan = await scanWorkflowInSlices(text, { signal });
  const context: PathContext = { ...(await pathContextOf(uri, services)), ...(insideOnly && { insideOnly }) };
  const lookUp = async (): Promise<readonly AnalysedInput[]> => {
    const { history } = services;
    const isCancelled = (): boolean => signal.aborted;
    return (await analyse(scan, { version: 0, keys: [], context, history, isCancelled })).inputs;
  };
  let inputs = await lookUp();
  const provider = requested ?? providerToCheck(scan, inputs, usableProviders(services));
  const asked = await questions?.askAbout(inputs, { dialect: scan.dialect, provider });
  if (asked?.hasChangedHistory) {
    inputs = await lookUp();
  }
  const steps = checkInputs({
    dialect: scan.dialect,
    inputs: insideOnly ? inputs.map((input) => withoutOutside(input, context)) : inputs,
    provider,
    account: provider && (await accountInUse(services, provider)),
    now: Date.now(),
    until,
    ...usableProviders(services),
    ...(asked && { answers: asked.answers }),
  });
  const readiness = await stepsInTurns(steps, { signal }, maxTurn);
  return { uri, text, provider, readiness, inputs, unasked: asked?.unasked ?? 0 };
}

/** Where the person could send files. */
export function usableProviders({
  settings,
  connections,
}: Pick<Services, 'settings' | 'connections'>): UsableProviders {
  return { defaultProvider: settings.defaultProvider, isUsable: (provider) => connections.has(provider) };
}

/** The account that this workspace uses at a provider; `undefined` where none of several is chosen, or it has no key. */
export async function accountInUse(
  { connections, connectionScopes }: Pick<Services, 'connections' | 'connectionScopes'>,
  provider: ProviderId,
): Promise<AccountScope | undefined> {
  return connections.needsChoice(provider) || !connections.has(provider)
    ? undefined
    : connectionScopes.of(connections.current(provider));
}

/** Treats every path that leads outside the workspace the same, links included, so that nobody learns whether it exists. */
function withoutOutside({ input, target }: AnalysedInput, context: PathContext): CheckedInput {
  const refused: CheckedTarget = { type: 'refused' };
  switch (target.type) {
    case 'missing':
      return { input, target: lookupPlaces(input.value, context).length === 0 ? refused : target };
    case 'file':
      return { input, target: target.resolved.containment === 'outside' ? refused : target };
    default:
      return { input, target };
  }
}
