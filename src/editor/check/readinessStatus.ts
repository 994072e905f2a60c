import { Disposable, LanguageStatusSeverity, type TextDocument } from 'vscode';
import { providerToCheck } from '../../core/check/checkedProvider.ts';
import { checkInputs } from '../../core/check/checkInputs.ts';
import type { Readiness } from '../../core/check/finding.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { stepsInTurns } from '../../core/timeSlice.ts';
import type { Countdown } from '../countdown.ts';
import { createLanguageStatusItem, type ShownLanguageStatusItem } from '../display/languageStatus.ts';
import { window } from '../display/window.ts';
import type { Analysis } from '../documents/analysis.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { commandId, idPrefix } from '../ids/commandIds.ts';
import { inBackground } from '../promises.ts';
import { nextStateChange } from '../references/renewal/freshDocuments.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { joined, shown } from '../text/shown.ts';
import { accountInUse, maxTurn, usableProviders } from './documentCheck.ts';
import { readinessText } from './findingText.ts';

type StatusServices = Pick<Services, 'log' | 'settings' | 'connections' | 'connectionScopes' | 'recordConnections'>;

interface StatusOptions {
  readonly documents: WorkflowDocuments;
  readonly countdown: Countdown;
}

/** What is known of a workflow without asking anybody. */
interface KnownReadiness {
  readonly readiness: Readiness;
  readonly provider: ProviderId | undefined;
}

/**
 * Shows beside the language of a workflow whether it is ready to run, as far as it is known without asking a provider. It
 * follows the analysis that hints and problems need anyway, and looks up nothing by itself.
 */
export function showReadiness(services: StatusServices, { documents, countdown }: StatusOptions): Disposable {
  let item: ShownLanguageStatusItem | undefined;
  let shownFor: TextDocument | undefined;
  /** Number of the latest update: the result of an older one is dropped. */
  let generation = 0;

  function refresh(): void {
    const own = ++generation;
    const document = window.activeTextEditor?.document;
    const analysis = document && documents.known(document);
    if (!document || !isWorkflow(analysis)) {
      // While somebody types there is no analysis for a moment. What is shown stays until there is one again.
      if (document === undefined || document !== shownFor || analysis !== undefined) {
        hide();
      }
      return;
    }
    const known = readinessOf(services, analysis, () => own !== generation).then((found) => {
      if (own === generation) {
        show(document, found);
      }
    });
    inBackground(services.log, known);
  }

  function show(document: TextDocument, { readiness, provider }: KnownReadiness): void {
    const title = l10n.t('Check Workflow');
    const text = readinessText(readiness);
    item ??= createLanguageStatusItem(`${idPrefix}.readiness`);
    shownFor = document;
    item.name = l10n.t('Workflow Readiness');
    item.text = text;
    item.detail = provider === undefined ? title : shown(providerById(provider).label);
    item.severity = severityOf(readiness);
    item.command = { title, command: commandId('checkWorkflow'), arguments: [document.uri] };
    item.accessibilityInformation = { label: joined([l10n.t('Workflow Readiness'), text], ': ') };
    registration.changed();
  }

  function hide(): void {
    item?.dispose();
    item = undefined;
    shownFor = undefined;
  }

  const registration = countdown.add({
    nextChange: (now) => {
      const analysis = shownFor && documents.known(shownFor);
      const next = analysis && nextStateChange(analysis, now, services.settings.expiryWarning);
      return next !== undefined && Number.isFinite(next) ? next : undefined;
    },
    refresh,
  });
  refresh();
  return Disposable.from(
    registration,
    documents.onDidAnalyse((document) => document === window.activeTextEditor?.document && refresh()),
    window.onDidChangeActiveTextEditor(refresh),
    services.recordConnections.onDidChange(refresh),
    { dispose: hide },
  );
}

/** Other JSON that names media isn't run by anybody we know. */
function isWorkflow(analysis: Analysis | undefined): analysis is Analysis {
  const dialect = analysis?.scan.dialect;
  return dialect !== undefined && dialect !== 'generic';
}

/** @throws CancelledError */
async function readinessOf(
  services: StatusServices,
  { scan, inputs }: Analysis,
  isCancelled: () => boolean,
): Promise<KnownReadiness> {
  const usable = usableProviders(services);
  const provider = providerToCheck(scan, inputs, usable);
  // The account matters only to references, and without any the history may not even be open.
  const hasReferences = inputs.some(({ target }) => target.type === 'reference');
  const account = provider && hasReferences ? await accountInUse(services, provider) : undefined;
  const now = Date.now();
  const until = now + services.settings.expiryWarning;
  const steps = checkInputs({ dialect: scan.dialect, inputs, provider, account, now, until, ...usable });
  return { provider, readiness: await stepsInTurns(steps, { isCancelled }, maxTurn) };
}

/** Files to upload and references that end soon are the everyday state of a workflow; the rest is in the way of running it. */
function severityOf({ findings }: Readiness): LanguageStatusSeverity {
  const isWarning = findings.some(
    ({ isBlocking, problem }) => isBlocking && problem !== 'local' && problem !== 'endsBefore',
  );
  return isWarning ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}
