import { randomBytes } from 'node:crypto';
import { UploadError } from '../../../core/errors.ts';
import { parseEndpoint } from '../../../core/http/guards/endpointUrl.ts';
import type { ConnectionPreset, Provider } from '../../../core/providers/provider.ts';
import type { ProviderOptions } from '../../../core/providers/providerSetting.ts';
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
  readonly #placeholders = new Map<string, string>();
  #preset: ConnectionPreset | undefined;
  #endpointText = '';
  #options: ProviderOptions = {};
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
    const { endpointText, name, options, provider } = this;
    return { id: this.#id, provider, name, endpointText, ...(hasEntries(options) && { options }) };
  }

  /** The service that was chosen, where the provider has several to choose from. */
  get preset(): ConnectionPreset | undefined {
    return this.#preset;
  }

  /** Takes over what a service needs, unless it is the one that was chosen already. */
  choosePreset(preset: ConnectionPreset): void {
    if (preset === this.#preset) {
      return;
    }
    this.#preset = preset;
    this.#placeholders.clear();
    this.#options = { ...preset.options };
    this.#endpointText = URL.canParse(preset.endpoint) ? preset.endpoint : '';
  }

  /** As written, or the service's own with what was entered in the place of the names in it. */
  get endpointText(): string {
    const { asks = [], endpoint = '' } = this.#preset ?? {};
    return this.#preset === undefined || asks.includes('endpoint')
      ? this.#endpointText
      : endpoint.replace(/\{(\w+)\}/g, (_whole, name) => this.#options[name] ?? this.placeholder(name));
  }

  set endpointText(text: string) {
    this.#endpointText = text;
  }

  /** The service's own name, unless another connection has it. */
  get suggestedName(): string {
    const { documentationUrl, label = '' } = this.#preset ?? {};
    return documentationUrl === undefined || this.nameProblem(label) !== undefined ? '' : label;
  }

  /** What was entered for a name in the service's endpoint. */
  placeholder(name: string): string {
    return this.#placeholders.get(name) ?? '';
  }

  setPlaceholder(name: string, text: string): void {
    this.#placeholders.set(name, text);
  }

  /** What is written for the provider's `connectionOptions`. */
  get options(): ProviderOptions {
    return this.#options;
  }

  /** @param text empty for the default */
  setOption(name: string, text: string): void {
    const { [name]: _former, ...others } = this.#options;
    this.#options = text === '' ? others : { ...others, [name]: text };
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
    const options = { ...settings.providerOptions(provider), ...this.#options };
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
    const { endpointText, name, options, provider } = this;
    const entry = { id: this.#id, provider: provider.id, name, endpoint: endpointText };
    const added = { ...entry, ...(hasEntries(options) && { options }) };
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

function hasEntries(options: ProviderOptions): boolean {
  return Object.keys(options).length > 0;
}
