import type { ExtensionContext } from 'vscode';
import { UploadError } from '../../../core/errors.ts';
import { crossesNetworkInPlain } from '../../../core/http/guards/endpointProblem.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { window } from '../../display/window.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { RememberedOrigins } from './rememberedOrigins.ts';

/** The servers that a person has agreed to send files to over plain `http`, where everybody on the network can read them. */
export class PlainHosts {
  readonly #allowed: RememberedOrigins;
  /** Questions that are open, by origin: several uploads that begin together ask once. */
  readonly #open = new Map<string, Promise<boolean>>();

  constructor({ globalState }: Pick<ExtensionContext, 'globalState'>) {
    this.#allowed = new RememberedOrigins(globalState, 'plainHosts');
  }

  /** Whether requests may be sent to an endpoint without a question; always, over `https` or within this machine. */
  isAllowed(endpoint: URL): boolean {
    return !crossesNetworkInPlain(endpoint) || this.#allowed.has(endpoint);
  }

  /** The same, after a question where it is necessary. A refusal isn't remembered. */
  async ask(endpoint: URL, connectionLabel: string): Promise<boolean> {
    const { origin } = endpoint;
    if (this.isAllowed(endpoint)) {
      return true;
    }
    const question = this.#open.get(origin) ?? this.#put(endpoint, connectionLabel);
    this.#open.set(origin, question);
    try {
      return await question;
    } finally {
      this.#open.delete(origin);
    }
  }

  /**
   * For what runs without a person who could be asked.
   * @throws UploadError `endpointInvalid` where nobody has agreed to the account's endpoint
   */
  assertAllowed({ provider, endpoint }: Pick<Account, 'provider' | 'endpoint'>): void {
    if (!this.isAllowed(endpoint)) {
      const { host } = endpoint;
      throw new UploadError(
        'endpointInvalid',
        `Nobody has agreed to send files to ${host} over plain http. Test its connection in the Providers view to be asked.`,
        { provider: provider.id, endpointProblem: 'plainHttpNotAllowed', host },
      );
    }
  }

  async #put(endpoint: URL, connectionLabel: string): Promise<boolean> {
    const allow = l10n.t('Allow Plain HTTP');
    const [name, connection] = [shown(endpoint.host), shown(connectionLabel)];
    const message = l10n.t('Send files to {0} without encryption?', name);
    const detail = l10n.t(
      "The endpoint of {0} is plain http. Anyone on the network between this computer and {1} can read and change what is sent, including any key, password or token of the connection. You won't be asked about {1} again.",
      connection,
      name,
    );
    const isAllowed = (await window.showWarningMessage(message, { modal: true, detail }, allow)) === allow;
    if (isAllowed) {
      await this.#allowed.add(endpoint);
    }
    return isAllowed;
  }
}
