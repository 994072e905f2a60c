import type { TextDocument } from 'vscode';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { Outcome } from '../../../core/outcome.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import type { Analysis } from '../../documents/analysis.ts';
import { analysedFor, documentOf, subjectOf } from '../../documents/commandDocument.ts';
import { warnIfReadOnly } from '../../documents/editable.ts';
import type { InputRequest } from '../../documents/inputAt.ts';
import type { WorkflowDocuments } from '../../documents/workflowDocuments.ts';
import { changedMeanwhileText } from '../../outcome/changedMeanwhile.ts';
import { showOutcome } from '../../outcome/showOutcome.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { formatDuration, formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { nameOf } from '../../text/names.ts';
import { nameLength, type ShownText, shown } from '../../text/shown.ts';
import { showFailure } from '../../upload/failureMessage.ts';
import { type Renewal, renewReferences } from './renewReferences.ts';

/** A document whose references are renewed, and what it takes. */
export interface RenewalContext {
  readonly services: Services;
  readonly documents: WorkflowDocuments;
  readonly document: TextDocument;
}

/** The references of a document that have expired, and those that will soon. */
interface EndingReferences {
  readonly expired: readonly Renewal[];
  readonly expiring: readonly Renewal[];
  /** How many references of the document nobody here knows. */
  readonly unknown: number;
}

/** "Renew Expired References": renews what has expired in a document, and on request what is about to. */
export async function refreshExpired(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const document = await documentOf(services.log, argument);
  if (!document || warnIfReadOnly(document.uri)) {
    return;
  }
  const { expiryWarning } = services.settings;
  const ending = endingReferences(await analysedFor(documents, document), expiryWarning);
  const chosen = await choose(ending, document, expiryWarning);
  if (chosen.length > 0) {
    await renewAndReport({ services, documents, document }, chosen);
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
  await renewAndReport({ services, documents, document }, renewals);
}

function renewalsOf({ inputs }: Analysis): readonly Renewal[] {
  return inputs.flatMap(({ input, target }) => (target.type === 'reference' ? [{ input, target }] : []));
}

function endingReferences(analysis: Analysis, expiryWarning: number): EndingReferences {
  const now = Date.now();
  const byState = Map.groupBy(renewalsOf(analysis), ({ target }) =>
    lifetimeState(target.reference, now, expiryWarning),
  );
  const unknown = analysis.inputs.filter(({ target }) => target.type === 'unknownReference').length;
  return { expired: byState.get('expired') ?? [], expiring: byState.get('expiring') ?? [], unknown };
}

/** Expired references are renewed without a question. Those about to expire still work, so the person decides. */
async function choose(
  { expired, expiring, unknown }: EndingReferences,
  document: TextDocument,
  expiryWarning: number,
): Promise<readonly Renewal[]> {
  if (expiring.length === 0) {
    if (expired.length === 0) {
      void window.showInformationMessage(nothingExpiredText(shown(nameOf(document.uri), nameLength), unknown));
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

/** Says what isn't known, too: a reference nobody here knows may well have expired. */
function nothingExpiredText(name: ShownText, unknown: number): ShownText {
  switch (unknown) {
    case 0:
      return l10n.t('No reference in {0} has expired.', name);
    case 1:
      return l10n.t("No known reference in {0} has expired. 1 reference isn't in the upload history.", name);
    default:
      return l10n.t(
        "No known reference in {0} has expired. {1} references aren't in the upload history.",
        name,
        formatNumber(unknown),
      );
  }
}

/**
 * Renews references of a document and reports how it went.
 * @param before the outcome that these, which are retried, are part of
 */
export async function renewAndReport(
  context: RenewalContext,
  renewals: readonly Renewal[],
  before?: Outcome<Renewal, UploadRecord>,
): Promise<void> {
  const { services, documents, document } = context;
  const { outcome, isRefused } = await renewReferences(services, document, renewals);
  if (isRefused) {
    void window.showWarningMessage(
      l10n.t("{0} can't be edited. The new references are in the Uploads view.", shown(nameOf(document.uri))),
    );
    return;
  }
  const whole = before ? before.after(ofSameValues(before, outcome)) : outcome;
  const shownOutcome = showOutcome(services, {
    operation: 'renew',
    outcome: whole,
    nameOf: ({ target }) => target.record.fileName,
    leftOutText: (reason, { length }) => changedMeanwhileText(reason, length),
    tryAgain: async (items) => {
      // Identified by value, because the places may have moved while the message was shown.
      const values = new Set(items.map(({ input }) => input.value));
      const again = renewalsOf(await analysedFor(documents, document)).filter(({ input }) => values.has(input.value));
      if (again.length > 0) {
        await renewAndReport(context, again, whole);
      }
    },
  }).catch((error: unknown) => showFailure(services, error));
  // Not awaited: the command is over, and the message may be shown for minutes.
  inBackground(services.log, shownOutcome);
}

/** The endings of a second attempt, of the places of the first: they were found anew in the document. */
function ofSameValues(
  before: Outcome<Renewal, UploadRecord>,
  retry: Outcome<Renewal, UploadRecord>,
): Outcome<Renewal, UploadRecord> {
  const endings = new Map(retry.items.map(({ item, ending }) => [item.input.value, ending]));
  return new Outcome(
    before.items.flatMap(({ item }) => {
      const ending = endings.get(item.input.value);
      return ending ? [{ item, ending }] : [];
    }),
  );
}
