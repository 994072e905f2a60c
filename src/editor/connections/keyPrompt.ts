import { env, type QuickInputButton, ThemeIcon, Uri } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { providersOfKey } from '../../core/providers/keyForms.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import { type ShownInputBox, window } from '../display/window.ts';
import { inBackground } from '../promises.ts';
import { explainFailure } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { type KeyReason, keyPromptText, keyringDocumentation } from './keyReason.ts';

interface KeyPromptOptions {
  readonly connection: Connection;
  readonly endpoint: URL;
  /** `undefined` where no key was saved before. */
  readonly reason: KeyReason | undefined;
  /** What the box holds at first; empty for nothing. */
  readonly found: string;
  readonly log: Log;
  /** One free call with the candidate key. @throws UploadError */
  check(key: string, signal: AbortSignal): Promise<unknown>;
}

/**
 * Asks for an API key, checks it with the provider's free call and returns it; `undefined` when the person closed the
 * box. Where the check fails for another reason than the key (no network, say), a second Enter accepts it unchecked.
 */
export async function askForKey(options: KeyPromptOptions): Promise<string | undefined> {
  const { connection, endpoint, reason, found, log, check } = options;
  const { keyUrl } = connection.provider;
  const label = connectionLabel(connection);
  const box = window.createInputBox();
  const closed = new AbortController();
  const whereToGet: QuickInputButton = {
    iconPath: new ThemeIcon('link-external'),
    tooltip: l10n.t('Where to get a key'),
  };
  const aboutKeyrings: QuickInputButton = {
    iconPath: new ThemeIcon('question'),
    tooltip: l10n.t('How VS Code keeps secrets'),
  };
  box.title = l10n.t('API Key for {0}', shown(label));
  box.prompt = keyPromptText(label, endpoint, reason);
  box.placeholder = l10n.t('Paste the key and press Enter');
  box.password = true;
  box.value = found;
  // People leave this box to fetch the key from a web page.
  box.ignoreFocusOut = true;
  box.buttons = [...(reason?.type === 'notKept' ? [aboutKeyrings] : []), ...(keyUrl === undefined ? [] : [whereToGet])];
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      let unchecked: string | undefined;
      /** The key that looked like one of another provider; a second Enter sends it all the same. */
      let doubtful: string | undefined;
      box.onDidTriggerButton((button) => {
        const page = button === aboutKeyrings ? keyringDocumentation : keyUrl;
        if (page !== undefined) {
          inBackground(log, env.openExternal(Uri.parse(page)));
        }
      });
      box.onDidChangeValue(() => {
        box.validationMessage = undefined;
        unchecked = undefined;
        doubtful = undefined;
      });
      box.onDidHide(() => {
        closed.abort();
        resolve(undefined);
      });
      box.onDidAccept(async () => {
        const key = box.value.trim();
        const problem = keyProblem(key);
        if (problem) {
          box.validationMessage = problem;
          return;
        }
        if (key === unchecked) {
          resolve(key);
          return;
        }
        const doubt = key === doubtful ? undefined : otherOwner(key, connection);
        if (doubt) {
          doubtful = key;
          box.validationMessage = doubt;
          return;
        }
        setBusy(box, true);
        try {
          await check(key, closed.signal);
          resolve(key);
        } catch (error) {
          if (CancelledError.is(error)) {
            return;
          }
          if (!UploadError.is(error)) {
            reject(error);
            return;
          }
          const { message } = explainFailure(error, label);
          if (UploadError.is(error, 'keyRejected')) {
            box.validationMessage = message;
          } else {
            unchecked = key;
            box.validationMessage = l10n.t(
              "The key couldn't be checked. {0} Press Enter again to save it anyway.",
              message,
            );
          }
        } finally {
          setBusy(box, false);
        }
      });
      box.show();
    });
  } finally {
    closed.abort();
    box.dispose();
  }
}

function setBusy(box: ShownInputBox, busy: boolean): void {
  box.busy = busy;
  box.enabled = !busy;
}

/** A key goes into an HTTP header: anything but visible ASCII must have been pasted by mistake. */
function keyProblem(key: string): ShownText | undefined {
  if (key === '') {
    return l10n.t('Paste the API key first.');
  }
  return /^[\x21-\x7e]+$/.test(key)
    ? undefined
    : l10n.t("An API key can't contain spaces or special characters. Paste only the key.");
}

/** A key that was pasted at the wrong provider mustn't be sent there only to be rejected. */
function otherOwner(key: string, connection: Connection): ShownText | undefined {
  const owners = providersOfKey(key);
  return owners.length === 0 || owners.includes(connection.provider.id)
    ? undefined
    : l10n.t(
        "This looks like a key of {0}, so it wasn't sent to {1}. Press Enter again to use it all the same.",
        formatList(
          owners.map((id) => shown(providerById(id).label)),
          { style: 'long' },
        ),
        shown(connectionLabel(connection)),
      );
}
