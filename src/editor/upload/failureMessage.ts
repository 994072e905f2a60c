import { UploadError } from '../../core/errors.ts';
import { window } from '../display/window.ts';
import { failureButtons, showLogButton } from '../outcome/failureButtons.ts';
import { labelOf } from '../outcome/failureReasons.ts';
import { type MessageButton, showWithButtons } from '../outcome/messageButtons.ts';
import { helpButton } from '../outcome/troubleshooting.ts';
import { stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { explainFailedUpload } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';

interface FailureChoices {
  /** What "Retry" does; without it there is no such button. */
  readonly retry?: () => unknown;
  /** What else can be done, in front of everything that the failure itself suggests. */
  readonly buttons?: readonly MessageButton[];
}

/** Shows what went wrong where there is no outcome, with a button for whatever can be done about it. */
export async function showFailure(
  services: Services,
  error: unknown,
  { retry, buttons = [] }: FailureChoices = {},
): Promise<void> {
  if (!UploadError.is(error)) {
    await showUnexpected(services, error);
    return;
  }
  services.log.error(`${error.code}: ${error.message}`);
  const { message, actions } = explainFailedUpload(error, labelOf(error));
  const all = [...buttons, ...failureButtons(services, error, { actions, retry }), helpButton(services, error.code)];
  await showWithButtons(window.showErrorMessage, message, all);
}

/** A bug in the extension: the log gets the details, the person a short message. */
async function showUnexpected(services: Services, error: unknown): Promise<void> {
  services.log.error(stackOf(error));
  const message = l10n.t('Workflow Assets ran into an unexpected problem. The log has the details.');
  await showWithButtons(window.showErrorMessage, message, [showLogButton(services)]);
}
