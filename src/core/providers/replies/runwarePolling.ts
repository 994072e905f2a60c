import { UploadError } from '../../errors.ts';
import type { ProviderSession } from '../provider.ts';
import { type JsonObject, objectOf } from './replyFields.ts';
import { errorsOf } from './runwareErrors.ts';
import { findResult, type TaskReply } from './runwareReply.ts';

/** The `mediaUUID` the media storage returns while it is still processing. */
const stillProcessing = '1';
/** Milliseconds between two polls, as in Runware's own node. */
const pollInterval = 2_000;
const maxPolls = 100;
/**
 * Consecutive failures after which polling gives up. A failed poll isn't a failed upload, and giving up means
 * sending the whole file again.
 */
const maxPollFailures = 5;

export function isProcessing({ mediaUUID }: JsonObject): boolean {
  return String(mediaUUID) === stillProcessing;
}

/**
 * Asks for the result of an upload until the media storage has processed it.
 * @param ask sends one poll
 * @throws UploadError, CancelledError
 */
export async function pollUntilStored(ask: () => Promise<TaskReply>, session: ProviderSession): Promise<JsonObject> {
  let failures = 0;
  for (let poll = 0; poll < maxPolls; poll++) {
    await session.clock.sleep(pollInterval, session.signal);
    try {
      const task = await ask();
      assertKnown(task);
      const result = findResult(task, session);
      failures = 0;
      if (result?.mediaUUID !== undefined && !isProcessing(result)) {
        return result;
      }
    } catch (error) {
      failures++;
      if (!UploadError.is(error) || failures >= maxPollFailures || !mayPass(error)) {
        throw error;
      }
      session.warn(`Polling Runware for the upload failed (${error.code}); polling again`);
    }
  }
  throw new UploadError('serverError', `Runware was still processing the file after ${maxPolls} polls`);
}

/** Like a broken connection, a gateway's error page says nothing about the upload itself. */
function mayPass({ retryable, code }: UploadError): boolean {
  return retryable || code === 'unexpectedReply';
}

/**
 * `taskNotFound` for a task that was accepted says nothing about the file: the server that answers may not know of the
 * task yet, or has lost its result together with an earlier answer. In the latter case only a new upload helps.
 * @throws UploadError
 */
function assertKnown({ reply }: TaskReply): void {
  if (errorsOf(objectOf(reply)).some(({ code }) => /NotFound$/i.test(String(code)))) {
    const { status } = reply;
    throw new UploadError('serverError', "Runware doesn't know of the upload it accepted", { status, retryable: true });
  }
}
