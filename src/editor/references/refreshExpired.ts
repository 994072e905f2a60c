import type { TextDocument } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import type { Analysis } from '../documents/analysis.ts';
import { analysedFor, documentOf, subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { explainFailure } from '../text/failures.ts';
import { formatDuration } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { type Renewal, type RenewalFailure, type RenewalOutcome, renewReferences } from './renewReferences.ts';

/** Reasons shown in one notification; the log has all of them. */
const maxReasons = 3;

/** A document whose references are renewed, and what it takes. */
interface RenewalContext {
  readonly services: Services;
  readonly documents: WorkflowDocuments;
  readonly document: TextDocument;
}

/** The references of a document that have expired, and those that will soon. */
interface EndingReferences {
  readonly expired: readonly Renewal[];
  readonly expiring: readonly Renewal[];
}

/** "Renew Expired References": renews what has expired in a document, and on request what is about to. */
export async function refreshExpired(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const document = await documentOf(services.log, argument);
  if (!document) {
    return;
  }
  const { expiryWarning } = services.settings;
  const ending = endingReferences(await analysedFor(documents, document), expiryWarning);
  const chosen = await choose(ending, document, expiryWarning);
  if (chosen.length > 0) {
    await renew({ services, documents, document }, chosen);
  }
}

/** Renews one reference, wherever it occurs in the document. */
export async function renewReference(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { document, analysis, found } = await subjectOf(documents, argument as InputRequest);
  const renewals = found ? renewalsOf(analysis).filter(({ input }) => input.value === found.input.value) : [];
  if (renewals.length === 0) {
    void window.showWarningMessage(l10n.t('This string has been changed. Nothing was uploaded.'));
    return;
  }
  await renew({ services, documents, document }, renewals);
}

function renewalsOf({ inputs }: Analysis): readonly Renewal[] {
  return inputs.flatMap(({ input, target }) => (target.type === 'reference' ? [{ input, target }] : []));
}

function endingReferences(analysis: Analysis, expiryWarning: number): EndingReferences {
  const now = Date.now();
  const byState = Map.groupBy(renewalsOf(analysis), ({ target }) =>
    lifetimeState(target.reference, now, expiryWarning),
  );
  return { expired: byState.get('expired') ?? [], expiring: byState.get('expiring') ?? [] };
}

/** Expired references are renewed without a question. Those about to expire still work, so the person decides. */
async function choose(
  { expired, expiring }: EndingReferences,
  document: TextDocument,
  expiryWarning: number,
): Promise<readonly Renewal[]> {
  if (expiring.length === 0) {
    if (expired.length === 0) {
      void window.showInformationMessage(l10n.t('No reference in {0} has expired.', shown(nameOf(document.uri))));
    }
    return expired;
  }
  const description = l10n.t('within {0}', formatDuration(expiryWarning));
  const items: (ShownQuickPickItem & { readonly renewals: readonly Renewal[] })[] =
    expired.length === 0
      ? [{ label: l10n.t('Renew expiring references ({0})', expiring.length), description, renewals: expiring }]
      : [
          { label: l10n.t('Renew expired references ({0})', expired.length), renewals: expired },
          {
            label: l10n.t('Renew expired ({0}) and expiring ({1}) references', expired.length, expiring.length),
            description,
            renewals: [...expired, ...expiring],
          },
        ];
  const placeHolder =
    expired.length === 0 ? l10n.t('No reference has expired yet') : l10n.t('Which references should be renewed?');
  const title = l10n.t('Renew Expired References');
  return (await window.showQuickPick(items, { title, placeHolder }))?.renewals ?? [];
}

async function renew(context: RenewalContext, renewals: readonly Renewal[]): Promise<void> {
  const { services, documents, document } = context;
  const outcome = await renewReferences(services, document, renewals);
  const retry = async (): Promise<void> => {
    // Identified by value, because the places may have moved while the message was shown.
    const failed = new Set(outcome.failures.flatMap((each) => each.renewals.map(({ input }) => input.value)));
    const again = renewalsOf(await analysedFor(documents, document)).filter(({ input }) => failed.has(input.value));
    if (again.length > 0) {
      await renew(context, again);
    }
  };
  // Not awaited: the command is over, and the message may be shown for minutes.
  const reported = report(context, outcome, retry).catch((error: unknown) => showFailure(services, error));
  inBackground(services.log, reported);
}

async function report(
  { services, document }: RenewalContext,
  { renewed, failures, skipped, refused }: RenewalOutcome,
  retry: () => Promise<void>,
): Promise<void> {
  const [onlyFailure] = failures;
  if (refused) {
    void window.showWarningMessage(
      l10n.t("{0} can't be edited. The new references are in the Uploads view.", shown(nameOf(document.uri))),
    );
    return;
  }
  const left =
    skipped === 0
      ? []
      : [
          skipped === 1
            ? l10n.t('1 string had been changed, so it was left alone.')
            : l10n.t('{0} strings had been changed, so they were left alone.', skipped),
        ];
  if (!onlyFailure) {
    const done =
      renewed.length === 1 && renewed[0]
        ? l10n.t('The reference of {0} was renewed.', shown(renewed[0].record.fileName))
        : l10n.t('{0} references were renewed.', renewed.length);
    void window.showInformationMessage(joined([done, ...left], ' '));
    return;
  }
  const { error } = onlyFailure;
  if (failures.length === 1 && renewed.length === 0 && UploadError.is(error) && error.retryable) {
    await showFailure(services, error, retry);
    return;
  }
  const total = renewed.length + failures.reduce((sum, each) => sum + each.renewals.length, 0);
  const reasons = failures.map((failure) => reasonOf(services, failure));
  const more = reasons.length - maxReasons;
  const message = joined(
    [
      renewed.length > 0
        ? l10n.t('{0} of {1} references were renewed.', renewed.length, total)
        : l10n.t('No reference could be renewed.'),
      ...left,
      ...new Set(reasons.slice(0, maxReasons)),
      ...(more > 0 ? [l10n.t('And {0} more.', more)] : []),
    ],
    ' ',
  );
  const again = l10n.t('Retry');
  const showLog = l10n.t('Show Log');
  const chosen = await window.showWarningMessage(message, again, showLog);
  if (chosen === again) {
    await retry();
  } else if (chosen === showLog) {
    services.log.show();
  }
}

function reasonOf(services: Services, { fileName, renewals, error }: RenewalFailure): ShownText {
  services.log.error(`${fileName}: ${error instanceof Error ? error.message : String(error)}`);
  const provider = renewals[0]?.target.record.provider;
  return UploadError.is(error)
    ? explainFailure(error, provider && providerById(provider).label).message
    : l10n.t('{0} ran into an unexpected problem.', shown(fileName));
}
