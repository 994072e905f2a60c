import { randomBytes } from 'node:crypto';
import { UploadError } from '../../../core/errors.ts';
import { parseEndpoint } from '../../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import { secretsOf } from '../../../core/uploads/accounts/secrets.ts';
import { updateConnections } from '../../connections/connectionSettings.ts';
import { stackOf } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { mayRequireAuthentication } from '../../text/failures.ts';
import { l10n } from '../../text/l10n.ts';
import { asksToSignIn } from '../../text/replyText.ts';
import type { ShownText } from '../../text/shown.ts';
import { nameProblem } from '../connectionName.ts';
import { savingProblem } from '../savingProblem.ts';

/** A connection that nobody has saved yet. */
export class ConnectionDraft {
  readonly provider: Provider;
  name = '';
  endpointText = '';
  readonly #services: Services;
  readonly #id: string;
  #isSaved = false;
  #needsCredentials: 'no' | 'maybe' | 'yes' = 'no';

  constructor(services: Services, provider: Provider) {
    this.#services = services;
    this.provider = provider;
    this.#id = `${provider.id}-${randomBytes(4).toString('hex')}`;
  }

  get connection(): Connection {
    return { id: this.#id, provider: this.provider, name: this.name, endpointText: this.endpointText };
  }

  /** What people see it called. */
  get label(): string {
    return connectionLabel(this.connection);
  }

  /** @throws UploadError `endpointInvalid` */
  get endpoint(): URL {
    return parseEndpoint(this.endpointText, this.provider);
  }

  get isSaved(): boolean {
    return this.#isSaved;
  }

  /**
   * Whether the server let nobody in without a key or the like when it was last tested without any. `maybe`: what answered
   * may be a sign-in page in front of it, and another server as well.
   */
  get needsCredentials(): 'no' | 'maybe' | 'yes' {
    return this.#needsCredentials;
  }

  /** Why it can't be called this; `undefined` where it can. */
  nameProblem(name: string): ShownText | undefined {
    return nameProblem(name, { connections: this.#services.connections, provider: this.provider });
  }

  /** Makes the provider's free call. @throws UploadError, CancelledError */
  async check(credentials: Partial<Pick<Account, 'key' | 'headers'>>, signal: AbortSignal): Promise<void> {
    const { connectionResults, log, settings, uploads } = this.#services;
    const { connection, endpoint, provider } = this;
    const options = settings.providerOptions(provider);
    const account: Account = { provider, connection, endpoint, key: '', options, ...credentials };
    log.hide(secretsOf(account));
    const { accountCalls } = await uploads();
    connectionResults.succeeded(account, await accountCalls.checkConnection(account, signal));
  }

  /** Finds out whether it needs credentials. @throws UploadError where that isn't certain, CancelledError */
  async checkWithoutCredentials(signal: AbortSignal): Promise<void> {
    this.#needsCredentials = 'no';
    try {
      await this.check({}, signal);
    } catch (error) {
      if (UploadError.is(error, 'keyRejected') || (UploadError.is(error) && asksToSignIn(error))) {
        this.#needsCredentials = 'yes';
        return;
      }
      if (UploadError.is(error) && mayRequireAuthentication(error)) {
        this.#needsCredentials = 'maybe';
      }
      throw error;
    }
  }

  /**
   * Saves what it is used with, and then itself in the settings: a key that no connection names would be found by nobody.
   * @param secret a key, or an authentication as secret storage holds it
   * @returns what prevents that, as a sentence; nothing is saved then
   */
  async save(secret?: string): Promise<ShownText | undefined> {
    const { milestones, settings } = this.#services;
    const { endpointText, name, provider } = this;
    const added = { id: this.#id, provider: provider.id, name, endpoint: endpointText };
    const problem =
      // Another window may have added one of this name meanwhile.
      this.nameProblem(name) ??
      (secret === undefined ? undefined : await this.#storingProblem(secret)) ??
      (await savingProblem(() => updateConnections(settings, (all) => [...all, added])));
    if (problem !== undefined) {
      await this.#removeSecret();
      return problem;
    }
    if (secret !== undefined) {
      milestones.reach('keySaved');
    }
    this.#isSaved = true;
    return undefined;
  }

  async #storingProblem(secret: string): Promise<ShownText | undefined> {
    const { apiKeys, log } = this.#services;
    try {
      await apiKeys.store(this.#id, this.endpoint.origin, secret);
      return undefined;
    } catch (error) {
      log.error(stackOf(error));
      return l10n.t("VS Code's secret storage failed, so nothing was saved. The log has the details.");
    }
  }

  /** Where that fails, the commands that remove keys still find it. */
  async #removeSecret(): Promise<void> {
    const { apiKeys, log } = this.#services;
    try {
      await apiKeys.removeAll(this.#id, []);
    } catch (error) {
      log.error(stackOf(error));
    }
  }
}
