import { CancelledError, UploadError } from '../../../core/errors.ts';
import { explainFailure, mayRequireAuthentication } from '../../text/failures.ts';
import { l10n } from '../../text/l10n.ts';
import { asksToSignIn } from '../../text/replyText.ts';
import { type ShownText, shown } from '../../text/shown.ts';

interface CheckOptions {
  /** The connection's name for people. */
  readonly label: string;
  /** What somebody is about to save. */
  readonly of: 'key' | 'authentication' | 'connection';
}

/**
 * Tries out what was typed into a box before it is saved. Without a network, say, that can't succeed: then a second Enter on
 * the same text saves it as it is.
 */
export class CheckBeforeSaving {
  readonly #options: CheckOptions;
  #unchecked: string | undefined;

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  /**
   * @param signal is aborted when the box is closed: what was tested by then isn't saved any more
   * @param check one free call. @throws UploadError
   * @throws CancelledError once `signal` is aborted
   * @returns what to say instead of saving; `undefined` where it may be saved
   */
  async problem(text: string, signal: AbortSignal, check: () => Promise<unknown>): Promise<ShownText | undefined> {
    if (text === this.#unchecked) {
      return undefined;
    }
    this.#unchecked = undefined;
    try {
      await check();
      if (signal.aborted) {
        throw new CancelledError();
      }
      return undefined;
    } catch (error) {
      if (!UploadError.is(error)) {
        throw error;
      }
      const { label, of } = this.#options;
      const { message } = explainFailure(error, label);
      // A key that the provider has rejected is of no use.
      if (UploadError.is(error, 'keyRejected')) {
        return message;
      }
      this.#unchecked = text;
      if (of === 'authentication' && asksToSignIn(error)) {
        return l10n.t("{0} didn't accept this. Check it, or press Enter again to save it anyway.", shown(label));
      }
      if (of === 'connection' && mayRequireAuthentication(error)) {
        return l10n.t(
          "The connection couldn't be tested. {0} Press Enter again to set its authentication or save it without any.",
          message,
        );
      }
      return of === 'key'
        ? l10n.t("The key couldn't be checked. {0} Press Enter again to save it anyway.", message)
        : l10n.t("The connection couldn't be tested. {0} Press Enter again to save it anyway.", message);
    }
  }
}
