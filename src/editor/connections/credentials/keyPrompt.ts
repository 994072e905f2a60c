import type { Log } from '../../../core/log.ts';
import { providersOfKey } from '../../../core/providers/keyForms.ts';
import { providerById } from '../../../core/providers/registry.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import type { BoxResult, PromptStep } from '../../display/boxes.ts';
import { linkButton } from '../../display/linkButton.ts';
import { askForText, type PromptMessage } from '../../display/textPrompt.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { CheckBeforeSaving } from './checkBeforeSaving.ts';
import { type KeyReason, keyPromptText, keyringDocumentation } from './keyReason.ts';

interface KeyPromptOptions {
  readonly connection: Connection;
  readonly endpoint: URL;
  /** `undefined` where no key was saved before. */
  readonly reason?: KeyReason | undefined;
  /** What the box holds at first. */
  readonly found?: string;
  /** The environment variable that `found` was read from. */
  readonly variable?: string | undefined;
  /** Where the box follows others that can be returned to. */
  readonly step?: PromptStep;
  readonly log: Log;
  /** One free call with the candidate key. @throws UploadError */
  check(key: string, signal: AbortSignal): Promise<unknown>;
  /** @returns what prevents that, as a sentence; the box stays open then */
  save(key: string): Promise<PromptMessage | undefined>;
}

/**
 * Asks for an API key, checks it with the provider's free call and saves it. Where the check fails for another reason than
 * the key (no network, say), a second Enter saves it unchecked.
 */
export async function askForKey(options: KeyPromptOptions): Promise<BoxResult> {
  const { connection, endpoint, reason, found, variable, step, log, check, save } = options;
  const { keyUrl } = connection.provider;
  const label = connectionLabel(connection);
  const checking = new CheckBeforeSaving({ label, of: 'key' });
  /** The key that looked like one of another provider; a second Enter sends it anyway. */
  let doubtful: string | undefined;
  return askForText({
    title: l10n.t('API Key for {0}', shown(label)),
    prompt: keyPromptText(label, { endpoint, reason, variable }),
    placeholder: l10n.t('Paste the key and press Enter'),
    value: found,
    isSecret: true,
    // People leave this box to fetch the key from a web page.
    ignoreFocusOut: true,
    step,
    hasBack: step !== undefined,
    buttons: [
      ...(reason?.type === 'notKept'
        ? [linkButton('question', l10n.t('How VS Code keeps secrets'), keyringDocumentation)]
        : []),
      ...(keyUrl === undefined ? [] : [linkButton('link-external', l10n.t('Where to get a key'), keyUrl)]),
    ],
    log,
    accept: async (text, signal) => {
      const key = text.trim();
      const problem = keyProblem(key);
      if (problem) {
        return problem;
      }
      const doubt = key === doubtful ? undefined : otherOwner(key, connection);
      if (doubt) {
        doubtful = key;
        return doubt;
      }
      const failure = await checking.problem(key, signal, () => check(key, signal));
      return failure ?? (await save(key)) ?? true;
    },
  });
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
        "This looks like a key of {0}, so it wasn't sent to {1}. Press Enter again to use it anyway.",
        formatList(
          owners.map((id) => shown(providerById(id).label)),
          { style: 'long' },
        ),
        shown(connectionLabel(connection)),
      );
}
