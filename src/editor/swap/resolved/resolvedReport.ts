import type { Uri } from 'vscode';
import { window } from '../../display/window.ts';
import { type MessageButton, showWithButtons } from '../../outcome/messageButtons.ts';
import type { Operation } from '../../outcome/operationText.ts';
import { outcomeText } from '../../outcome/outcomeText.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, type ShownText, withIcon } from '../../text/shown.ts';
import type { PlacesOutcome } from '../report/placesOutcome.ts';
import { fileNameAt, leftOutText } from '../report/placesText.ts';
import { showMediaButton } from '../report/swapReport.ts';

/** What a workflow with references is made for. */
export type ResolvedOperation = Extract<Operation, 'copyWorkflow' | 'openWorkflow' | 'copyAsCurl'>;

/** What is said of a workflow with references beside what it holds. */
export interface Delivered {
  /** Sentences that a person has to read. */
  readonly notes?: readonly ShownText[];
  /** What can be done with it. A message that isn't to be cut at its first line needs one. */
  readonly buttons?: readonly MessageButton[];
}

/** A workflow with references that was copied or opened. */
interface ResolvedReport {
  readonly operation: ResolvedOperation;
  readonly delivered: Delivered;
  readonly outcome: PlacesOutcome;
  readonly provider: ShownText;
  /** The document it was made from. */
  readonly source: Uri;
}

/** Says what a workflow with references holds: in the status bar where that is everything, else in a message. */
export function reportResolved(
  services: Services,
  { operation, delivered, outcome, provider, source }: ResolvedReport,
): void {
  const text = outcomeText({
    operation,
    outcome,
    provider,
    nameOf: fileNameAt,
    leftOutText: (reason, places) => leftOutText(reason, places, provider),
  });
  const { notes = [], buttons = [] } = delivered;
  const message = joined([text?.message ?? withoutFiles(operation), ...notes], ' ');
  const isIncomplete = outcome.count('leftOut') > 0;
  if (isIncomplete || notes.length > 0) {
    const show = isIncomplete ? window.showWarningMessage : window.showInformationMessage;
    const all = [...(isIncomplete ? [showMediaButton(source)] : []), ...buttons];
    inBackground(services.log, showWithButtons(show, message, all));
  } else {
    window.setStatusBarMessage(withIcon('check', message), 5000);
  }
}

/** What was done with a workflow that names no files. */
function withoutFiles(operation: ResolvedOperation): ShownText {
  switch (operation) {
    case 'copyWorkflow':
      return l10n.t('Workflow copied.');
    case 'openWorkflow':
      return l10n.t('Workflow opened.');
    case 'copyAsCurl':
      return l10n.t('Copied as cURL.');
  }
}
