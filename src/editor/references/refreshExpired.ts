import { l10n, type QuickPickItem, type TextDocument, window } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Analysis } from '../documents/analysis.ts';
import { documentOf, subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { explainFailure } from '../text/failures.ts';
import { formatDuration } from '../text/figures.ts';
import { nameOf } from '../text/names.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { type Renewal, type RenewalFailure, type RenewalOutcome, renewReferences } from './renewReferences.ts';

/** More reasons than this in one notification are not read; the log has them all. */
const reasonsShown = 3;

/** "Refresh Expired References": uploads again what has expired in a document, and what is about to where that is wanted. */
export async function refreshExpired(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const document = await documentOf(argument);
  if (!document) {
    return;
  }
  const analysis = await documents.analyse(document);
  const { expired, expiring } = endingReferences(analysis, services.settings.expiryWarning);
  const chosen = await choose(services, document, expired, expiring);
  if (chosen.length > 0) {
    await renew(services, documents, document, chosen);
  }
}

/** Renews one reference, wherever it stands in the document. */
export async function renewReference(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { document, analysis, found } = await subjectOf(documents, argument as InputRequest);
  const renewals = found ? renewalsOf(analysis).filter(({ input }) => input.value === found.input.value) : [];
  if (renewals.length === 0) {
    void window.showWarningMessage(l10n.t('This string changed meanwhile. Nothing was uploaded.'));
    return;
  }
  await renew(services, documents, document, renewals);
}

function renewalsOf({ inputs }: Analysis): readonly Renewal[] {
  return inputs.flatMap(({ input, target }) => (target.type === 'reference' ? [{ input, target }] : []));
}

function endingReferences(
  analysis: Analysis,
  expiryWarning: number,
): { readonly expired: readonly Renewal[]; readonly expiring: readonly Renewal[] } {
  const now = Date.now();
  const byState = Map.groupBy(renewalsOf(analysis), ({ target }) =>
    lifetimeState(target.reference, now, expiryWarning),
  );
  return { expired: byState.get('expired') ?? [], expiring: byState.get('expiring') ?? [] };
}

/** Expired ones need no question. Those about to expire still work, so the person says whether they are meant too. */
async function choose(
  services: Services,
  document: TextDocument,
  expired: readonly Renewal[],
  expiring: readonly Renewal[],
): Promise<readonly Renewal[]> {
  if (expiring.length === 0) {
    if (expired.length === 0) {
      void window.showInformationMessage(l10n.t('No reference in {0} has expired.', nameOf(document.uri)));
    }
    return expired;
  }
  const soon = l10n.t('they end within {0}', formatDuration(services.settings.expiryWarning));
  const both = {
    label: l10n.t('Renew {0} expired and {1} expiring references', expired.length, expiring.length),
    description: soon,
    renewals: [...expired, ...expiring],
  };
  const items: (QuickPickItem & { readonly renewals: readonly Renewal[] })[] =
    expired.length === 0
      ? [{ label: l10n.t('Renew {0} expiring references', expiring.length), description: soon, renewals: expiring }]
      : [{ label: l10n.t('Renew {0} expired references', expired.length), renewals: expired }, both];
  const placeHolder =
    expired.length === 0 ? l10n.t('No reference has expired yet') : l10n.t('Which references are to be renewed?');
  const title = l10n.t('Refresh Expired References');
  return (await window.showQuickPick(items, { title, placeHolder }))?.renewals ?? [];
}

async function renew(
  services: Services,
  documents: WorkflowDocuments,
  document: TextDocument,
  renewals: readonly Renewal[],
): Promise<void> {
  const outcome = await renewReferences(services, document, renewals);
  // Not awaited: whoever called the command must not wait until the person has read the message.
  void report(services, document, outcome, async () => {
    // By value, because the places may have moved while the message stood there.
    const failed = new Set(outcome.failures.flatMap((each) => each.renewals.map(({ input }) => input.value)));
    const again = renewalsOf(await documents.analyse(document)).filter(({ input }) => failed.has(input.value));
    if (again.length > 0) {
      await renew(services, documents, document, again);
    }
  }).catch((error: unknown) => showFailure(services, error));
}

async function report(
  services: Services,
  document: TextDocument,
  { renewed, failures, skipped, refused }: RenewalOutcome,
  retry: () => Promise<void>,
): Promise<void> {
  const [only] = failures;
  if (refused) {
    void window.showWarningMessage(
      l10n.t('{0} cannot be edited. The new references are in the Uploads view.', nameOf(document.uri)),
    );
    return;
  }
  const left = skipped > 0 ? [l10n.t('{0} were left alone, because they changed meanwhile.', skipped)] : [];
  if (!only) {
    const done =
      renewed.length === 1 && renewed[0]
        ? l10n.t('The reference of {0} was renewed.', renewed[0].record.fileName)
        : l10n.t('{0} references were renewed.', renewed.length);
    void window.showInformationMessage([done, ...left].join(' '));
    return;
  }
  if (failures.length === 1 && renewed.length === 0 && UploadError.is(only.error) && only.error.retryable) {
    await showFailure(services, only.error, retry);
    return;
  }
  const total = renewed.length + failures.reduce((sum, each) => sum + each.renewals.length, 0);
  const reasons = failures.map((failure) => reasonOf(services, failure));
  const more = reasons.length - reasonsShown;
  const message = [
    renewed.length > 0
      ? l10n.t('{0} of {1} references were renewed.', renewed.length, total)
      : l10n.t('No reference could be renewed.'),
    ...left,
    ...new Set(reasons.slice(0, reasonsShown)),
    ...(more > 0 ? [l10n.t('And {0} more.', more)] : []),
  ].join(' ');
  const again = l10n.t('Retry');
  const showLog = l10n.t('Show Log');
  const chosen = await window.showWarningMessage(message, again, showLog);
  if (chosen === again) {
    await retry();
  } else if (chosen === showLog) {
    services.log.show();
  }
}

function reasonOf(services: Services, { fileName, renewals, error }: RenewalFailure): string {
  services.log.error(`${fileName}: ${error instanceof Error ? error.message : String(error)}`);
  const provider = renewals[0]?.target.record.provider;
  return UploadError.is(error)
    ? explainFailure(error, provider && providerById(provider).label).message
    : l10n.t('{0} met an unexpected problem.', fileName);
}
