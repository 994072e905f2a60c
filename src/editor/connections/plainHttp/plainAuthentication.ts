import type { ExtensionContext } from 'vscode';
import { crossesNetworkInPlain } from '../../../core/http/guards/endpointProblem.ts';
import { window } from '../../display/window.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { RememberedOrigins } from './rememberedOrigins.ts';

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
  const allowed = new RememberedOrigins(globalState, 'plainAuthentication');
  if (!crossesNetworkInPlain(endpoint) || allowed.has(endpoint)) {
    return true;
  }
  const send = l10n.t('Send Unencrypted');
  const [name, label] = [shown(endpoint.host), shown(connectionLabel)];
  const message = l10n.t('Send the authentication for {0} to {1} without encryption?', label, name);
  const detail = l10n.t(
    "The endpoint is plain http. Anyone on the network between this computer and {0} can read the password or token, and use it themselves. You won't be asked about {0} again.",
    name,
  );
  if ((await window.showWarningMessage(message, { modal: true, detail }, send)) !== send) {
    return false;
  }
  await allowed.add(endpoint);
  return true;
}
