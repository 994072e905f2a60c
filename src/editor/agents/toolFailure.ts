import { CancellationError } from 'vscode';
import type { UploadErrorCode } from '../../core/errorCodes.ts';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { labelOf } from '../outcome/failureReasons.ts';
import { stackOf } from '../promises.ts';
import { explainFailedUpload } from '../text/failures.ts';

/**
 * A failure as a language model can act on it: a stable code, what happened in the sentence that people read, and what to do
 * next. Never a stack, an address or a key.
 * @param isCancelled whether whoever called the tool has called it off
 */
export function toolFailure(error: unknown, isCancelled: boolean, log: Log): Error {
  if (isCancelled) {
    return new CancellationError();
  }
  if (CancelledError.is(error)) {
    return new Error(
      'declined: The person closed or declined a question. Only call this tool again if they ask for it.',
    );
  }
  if (!UploadError.is(error)) {
    log.error(stackOf(error));
    return new Error('unexpected: Something unexpected went wrong; the log of Workflow Assets has the details.');
  }
  const { message } = explainFailedUpload(error, labelOf(error));
  const next = steps[error.code] ?? (error.retryable ? 'Call this tool again in a minute.' : undefined);
  return new Error([`${error.code}: ${message}`, ...(next === undefined ? [] : [`What to do: ${next}`])].join(' '));
}

const setApiKey = 'Ask the person to run the command "Workflow Assets: Set API Key...", then call this tool again.';
const otherFile =
  'Convert the file, or use a provider that takes it. Calling this tool again with the same file and provider fails again.';

/** English, since models read it. */
const steps: Readonly<Partial<Record<UploadErrorCode, string>>> = {
  fileMissing: 'Check the path: it is absolute, or relative to a workspace folder.',
  notAFile: 'Name a file. Folders have to be uploaded by the person.',
  outsideWorkspace:
    'Tools only reach files in the open workspace folders. Ask the person to copy the file there, or to upload it with the command "Workflow Assets: Upload Files...".',
  workspaceUntrusted: 'Ask the person whether they trust this workspace; nothing is sent from it until they do.',
  connectionNotChosen: 'Ask the person to choose a connection in the Providers view, then call this tool again.',
  connectionMissing: 'Ask the person to add a connection in the Providers view, or use another provider.',
  keyMissing: setApiKey,
  keyRejected: setApiKey,
  credentialsExpired: setApiKey,
  endpointInvalid: "Ask the person to correct the provider's address in the settings. Tools can't change it.",
  typeUnsupported: otherFile,
  fileTooLarge: otherFile,
  fileTooSmall: otherFile,
  imageTooLarge: otherFile,
  changedWhileReading: 'Call this tool again once nothing writes to the file.',
};
