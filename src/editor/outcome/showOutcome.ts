import type { UploadErrorCode } from '../../core/errorCodes.ts';
import { UploadError } from '../../core/errors.ts';
import type { FailedItem, Outcome } from '../../core/outcome.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { canRetryHelp, explainFailure, type FailureAction } from '../text/failures.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { failureButtons, showLogButton } from './failureButtons.ts';
import { failureReasons, labelOf } from './failureReasons.ts';
import { type MessageButton, showWithButtons } from './messageButtons.ts';
import { othersLabel } from './operationText.ts';
import { type OutcomeReport, outcomeText } from './outcomeText.ts';
import { helpButton } from './troubleshooting.ts';

/** VS Code cuts the labels of more buttons than these down to a letter or two. */
const maxButtons = 4;

/** An outcome to be shown, and what its buttons lead to. */
export interface ShownOutcome<Item> extends OutcomeReport<Item> {
  /**
   * Tries items again: those that were cancelled, or that failed for a reason that may be gone. It shows the outcome of
   * both attempts (`Outcome.after`) itself.
   */
  tryAgain?(items: readonly Item[]): Promise<void>;
  /** What can be done about failures beside trying again, and comes first: sending refused files to a storage, say. */
  readonly remedies?: readonly MessageButton[];
  /** Leads to the rows in the Uploads view. */
  show?(): Promise<unknown>;
  /** What can be done with what succeeded, such as copying it again. */
  readonly buttons?: readonly MessageButton[];
}

/**
 * Shows how an operation on many items ended, with a button for whatever can be done about it, and logs every failure.
 * Shows nothing where a person knows already. Resolves once the message has gone, and what its button does has ended.
 */
export async function showOutcome<Item>(services: Services, shownOutcome: ShownOutcome<Item>): Promise<void> {
  for (const { item, error } of shownOutcome.outcome.failures) {
    const text = error instanceof Error ? error.message : String(error);
    services.log.error(`${shownOutcome.nameOf(item)}: ${text}`);
  }
  const told = outcomeText(shownOutcome);
  if (!told) {
    return;
  }
  const show = {
    information: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[told.severity];
  await showWithButtons(show, told.message, outcomeButtons(services, shownOutcome).slice(0, maxButtons));
}

/** The buttons that follow from an outcome, the most useful first. */
function outcomeButtons<Item>(
  services: Services,
  { operation, outcome, nameOf, tryAgain, remedies = [], show, buttons = [] }: ShownOutcome<Item>,
): readonly MessageButton[] {
  const others = outcome.with('cancelled', 'notTried');
  const label = others.length > 0 ? othersLabel(operation, others.length) : undefined;
  const succeeded = outcome.count('done', 'reused') > 0;
  return [
    ...remedies,
    ...(tryAgain && label ? [{ label, run: () => tryAgain(others) }] : []),
    ...(tryAgain ? retryButtons(outcome, tryAgain) : []),
    ...sharedReasonButtons(services, outcome, { nameOf, tryAgain }),
    ...(succeeded ? buttons : []),
    ...(show ? [{ label: l10n.t('Show in Uploads'), run: show }] : []),
    ...(outcome.failures.length > 0 ? [helpButton(services, sharedCode(outcome))] : []),
    ...(outcome.failures.some(isExplainedByLog) ? [showLogButton(services)] : []),
  ];
}

/** `undefined` where failures have several codes, or nobody foresaw them. */
function sharedCode({ failures }: Outcome<unknown, unknown>): UploadErrorCode | undefined {
  const codes = new Set(failures.map(({ error }) => (UploadError.is(error) ? error.code : undefined)));
  const [code] = codes;
  return codes.size === 1 ? code : undefined;
}

function retryButtons<Item>(
  { failures }: Outcome<Item, unknown>,
  tryAgain: (items: readonly Item[]) => Promise<void>,
): readonly MessageButton[] {
  const again = failures.filter(({ error }) => canRetryHelp(error)).map(({ item }) => item);
  if (again.length === 0) {
    return [];
  }
  const label = again.length === failures.length ? l10n.t('Retry') : l10n.t('Retry {0}', formatNumber(again.length));
  return [{ label, run: () => tryAgain(again) }];
}

/** What can be done about the one reason for which everything failed; several reasons have no such button. */
function sharedReasonButtons<Item>(
  services: Services,
  { failures }: Outcome<Item, unknown>,
  { nameOf, tryAgain }: Pick<ShownOutcome<Item>, 'nameOf' | 'tryAgain'>,
): readonly MessageButton[] {
  const [reason, ...others] = failureReasons(failures, nameOf);
  if (!reason || others.length > 0 || !UploadError.is(reason.error)) {
    return [];
  }
  const has: readonly FailureAction[] = ['retry', 'showLog'];
  const actions = actionsFor(reason.error).filter((action) => !has.includes(action));
  return failureButtons(services, reason.error, {
    actions,
    retry: tryAgain && (() => tryAgain(failures.map(({ item }) => item))),
  });
}

function isExplainedByLog({ error }: FailedItem<unknown>): boolean {
  return !UploadError.is(error) || actionsFor(error).includes('showLog');
}

function actionsFor(error: UploadError): readonly FailureAction[] {
  return explainFailure(error, labelOf(error)).actions;
}
