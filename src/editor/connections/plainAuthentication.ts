import type { ExtensionContext } from 'vscode';
import { crossesNetworkInPlain } from '../../core/http/guards/endpointProblem.ts';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';

const storageKey = 'plainAuthentication';

/**
 * Whether a password or token may be stored for an endpoint. It's sent with every request from then on: over plain `http`
 * beyond this machine everybody on the network can read it, which is worse than reading files and so has a question of its
 * own. A refusal isn't remembered.
 */
export async function mayAuthenticate(
  { globalState }: Pick<ExtensionContext, 'globalState'>,
  endpoint: URL,
  connectionLabel: string,
): Promise<boolean> {
  const { host, origin } = endpoint;
  // Another version of the extension may have written it.
  const remembered: unknown = globalState.get(storageKey);
  const origins: readonly unknown[] = Array.isArray(remembered) ? remembered : [];
  if (!crossesNetworkInPlain(endpoint) || origins.includes(origin)) {
    return true;
  }
  const send = l10n.t('Send Unencrypted');
  const [name, label] = [shown(host), shown(connectionLabel)];
  const message = l10n.t('Send the authentication for {0} to {1} without encryption?', label, name);
  const detail = l10n.t(
    "The endpoint is plain http. Anyone on the network between this computer and {0} can read the password or token, and use it themselves. You won't be asked about {0} again.",
    name,
  );
  if ((await window.showWarningMessage(message, { modal: true, detail }, send)) !== send) {
    return false;
  }
  await globalState.update(storageKey, [...origins, origin]);
  return true;
}
