import type { Uri } from 'vscode';
import { window } from '../../display/window.ts';
import { showWithButtons } from '../../outcome/messageButtons.ts';
import { outcomeText } from '../../outcome/outcomeText.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, withIcon } from '../../text/shown.ts';
import type { PlacesOutcome } from '../report/placesOutcome.ts';
import { fileNameAt, leftOutText } from '../report/placesText.ts';
import { showMediaButton } from '../report/swapReport.ts';

/** A workflow with references that was copied or opened. */
interface ResolvedReport {
  readonly operation: 'copyWorkflow' | 'openWorkflow';
  readonly outcome: PlacesOutcome;
  readonly provider: ShownText;
  /** The document it was made from. */
  readonly source: Uri;
}

/** Says what a workflow with references holds: in the status bar where that is everything, else as a warning. */
export function reportResolved(services: Services, { operation, outcome, provider, source }: ResolvedReport): void {
  const text = outcomeText({
    operation,
    outcome,
    provider,
    nameOf: fileNameAt,
    leftOutText: (reason, places) => leftOutText(reason, places, provider),
  });
  const message =
    text?.message ?? (operation === 'copyWorkflow' ? l10n.t('Workflow copied.') : l10n.t('Workflow opened.'));
  if (outcome.count('leftOut') === 0) {
    window.setStatusBarMessage(withIcon('check', message), 5000);
  } else {
    inBackground(services.log, showWithButtons(window.showWarningMessage, message, [showMediaButton(source)]));
  }
}
