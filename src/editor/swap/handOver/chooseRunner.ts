import type { Provider } from '../../../core/providers/provider.ts';
import { providerById, providers } from '../../../core/providers/registry.ts';
import { type RunCall, readRunDocument } from '../../../core/providers/run/runCall.ts';
import { providerOfDocument } from '../../../core/workflow/scan/providerOfDocument.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import type { WorkflowSource } from '../../documents/workflowSources.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { nameLength, shown } from '../../text/shown.ts';
import { chooseProvider } from '../../upload/providerChoice.ts';
import type { NoCommand } from './curlTexts.ts';

/**
 * The provider that runs a document: the one its format is for, else what the settings or the person say.
 * @returns why there is none; `undefined` where the person closed the question
 */
export async function chooseRunner(
  services: Services,
  { name, scan, text = '' }: WorkflowSource,
): Promise<Provider | NoCommand | undefined> {
  const { dialect, preferredProvider } = scan;
  if (dialect === undefined || dialect === 'generic') {
    return 'unknownFormat';
  }
  if (preferredProvider !== undefined) {
    return providerById(preferredProvider);
  }
  const document = readRunDocument(text, undefined);
  if (document === undefined) {
    return 'notJson';
  }
  const plans = providers.flatMap((provider) => {
    const plan = provider.runPlan?.(document);
    return plan === undefined ? [] : [{ provider, plan }];
  });
  const running = plans.filter(({ plan }) => 'calls' in plan).map(({ provider }) => provider);
  if (running.length === 0) {
    return plans.some(({ plan }) => 'problem' in plan && plan.problem === 'uiFormat') ? 'uiFormat' : 'unknownFormat';
  }
  const { settings, connections } = services;
  const { defaultProvider } = settings;
  const decided = providerOfDocument(scan, defaultProvider, (provider) => connections.has(provider));
  return (
    running.find(({ id }) => id === decided) ??
    running.find(({ id }) => id === defaultProvider) ??
    chooseProvider(services, l10n.t('Run {0}', shown(name, nameLength)), running)
  );
}

interface CallItem extends ShownQuickPickItem {
  readonly path: string;
}

/** The path of one of a provider's calls, asked for where there are several; `undefined` where the person closed the question. */
export async function chooseCall(name: string, calls: readonly RunCall[]): Promise<string | undefined> {
  const [first, ...others] = calls.map(pathOf);
  if (others.length === 0) {
    return first;
  }
  const items = [first ?? '', ...others].map((path): CallItem => ({ label: shown(path), path }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Copy as cURL'),
    placeHolder: l10n.t('Choose the call that runs {0}', shown(name, nameLength)),
  });
  return picked?.path;
}

/** What tells a call from the provider's others. */
export function pathOf({ path }: RunCall): string {
  return path.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join('');
}
