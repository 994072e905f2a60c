import { randomBytes } from 'node:crypto';
import { UploadError } from '../../core/errors.ts';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { type Account, needsKey } from '../../core/uploads/accounts/account.ts';
import { authenticationHeaders } from '../../core/uploads/accounts/authentication.ts';
import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import { secretsOf } from '../../core/uploads/accounts/secrets.ts';
import { askForAuthentication } from '../connections/authenticationPrompt.ts';
import { CheckBeforeSaving } from '../connections/checkBeforeSaving.ts';
import { updateConnections } from '../connections/connectionSettings.ts';
import { askForKey } from '../connections/keyPrompt.ts';
import { mayAuthenticate } from '../connections/plainAuthentication.ts';
import { askForText, type PromptMessage, type PromptStep } from '../display/textPrompt.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { asksToSignIn } from '../text/replyText.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { nameProblem } from './connectionName.ts';
import { readEndpointInput } from './endpointInput.ts';
import { savingProblem } from './savingProblem.ts';

/**
 * A connection while it is being added: name, endpoint, and a key or an authentication where the server wants one. The last
 * box saves all of it once its test has succeeded; until then nothing is kept.
 */
export class NewConnection {
  readonly #services: Services;
  readonly #id: string;
  readonly #provider: Provider;
  #name = '';
  #endpointText = '';
  #isSaved = false;

  constructor(services: Services, provider: Provider) {
    this.#services = services;
    this.#provider = provider;
    this.#id = `${provider.id}-${randomBytes(4).toString('hex')}`;
  }

  /**
   * Asks for everything, one box after the other.
   * @param hasBack whether there was a question before the first box
   */
  async ask(hasBack: boolean): Promise<Connection | 'back' | 'closed'> {
    const total = this.#provider.keyUrl === undefined ? 2 : 3;
    const boxes = [
      () => this.#askForName(hasBack, { number: 1, total }),
      () => this.#askForEndpoint({ number: 2, total }),
      () => (this.#provider.isSelfHosted ? this.#askForAuthentication() : this.#askForKey({ number: 3, total })),
    ];
    for (let at = 0; !this.#isSaved; ) {
      const result = await boxes[at]?.();
      if (result !== 'accepted' && (result !== 'back' || at === 0)) {
        return result ?? 'closed';
      }
      at += result === 'back' ? -1 : 1;
    }
    return this.#connection;
  }

  get #connection(): Connection {
    return { id: this.#id, provider: this.#provider, name: this.#name, endpointText: this.#endpointText };
  }

  get #title(): ShownText {
    return l10n.t('Add Connection to {0}', shown(this.#provider.label));
  }

  #askForName(hasBack: boolean, step: PromptStep): Promise<'accepted' | 'back' | 'closed'> {
    const problemOf = (text: string) =>
      nameProblem(text, { connections: this.#services.connections, provider: this.#provider });
    return askForText({
      title: this.#title,
      prompt: l10n.t('Sets it apart from your other connections, for example the name of an account or a computer.'),
      placeholder: l10n.t('Name of the connection'),
      value: this.#name,
      ignoreFocusOut: true,
      step,
      hasBack,
      log: this.#services.log,
      validate: (text) => (text.trim() === '' ? undefined : problemOf(text)),
      accept: async (text) => {
        const problem = problemOf(text);
        this.#name = problem === undefined ? text.trim() : this.#name;
        return problem ?? true;
      },
    });
  }

  #askForEndpoint(step: PromptStep): Promise<'accepted' | 'back' | 'closed'> {
    const { log, plainHosts } = this.#services;
    const provider = this.#provider;
    const checking = new CheckBeforeSaving({ label: connectionLabel(this.#connection), of: 'connection' });
    return askForText({
      title: l10n.t('Endpoint of {0}', shown(connectionLabel(this.#connection))),
      prompt: l10n.t('Leave it empty for the default, {0}.', shown(provider.defaultEndpoint)),
      placeholder: shown(provider.defaultEndpoint),
      value: this.#endpointText,
      ignoreFocusOut: true,
      step,
      hasBack: true,
      log,
      validate: (text) => readEndpointInput(text, provider).message,
      accept: async (text, signal) => {
        const { endpoint: written, message } = readEndpointInput(text, provider);
        if (written === undefined) {
          return message ?? false;
        }
        this.#endpointText = written || provider.defaultEndpoint;
        if (!(await plainHosts.ask(this.#endpoint, connectionLabel(this.#connection)))) {
          return false;
        }
        if (needsKey(provider, this.#endpoint)) {
          return true;
        }
        let asks = false;
        const problem = await checking.problem(this.#endpointText, async () => {
          asks = await this.#asksForCredentials(signal);
        });
        return problem ?? (asks || ((await this.#save()) ?? true));
      },
    });
  }

  #askForKey(step: PromptStep): Promise<'accepted' | 'back' | 'closed'> {
    const { log } = this.#services;
    return askForKey({
      connection: this.#connection,
      endpoint: this.#endpoint,
      step,
      log,
      check: (key, signal) => this.#check({ ...this.#account, key }, signal),
      save: (key) => this.#save(key),
    });
  }

  async #askForAuthentication(): Promise<'accepted' | 'back' | 'closed'> {
    const { context, log } = this.#services;
    const connection = this.#connection;
    if (!(await mayAuthenticate(context, this.#endpoint, connectionLabel(connection)))) {
      return 'back';
    }
    return askForAuthentication({
      connection,
      log,
      check: (found, signal) => this.#check({ ...this.#account, headers: authenticationHeaders(found) }, signal),
      save: (found) => this.#save(JSON.stringify(found)),
    });
  }

  /** Whether the server lets nobody in without a key or the like; tested without one. @throws UploadError */
  async #asksForCredentials(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#check(this.#account, signal);
      return false;
    } catch (error) {
      if (UploadError.is(error, 'keyRejected') || (UploadError.is(error) && asksToSignIn(error))) {
        return true;
      }
      throw error;
    }
  }

  get #endpoint(): URL {
    return parseEndpoint(this.#endpointText, this.#provider);
  }

  get #account(): Account {
    const options = this.#services.settings.providerOptions(this.#provider);
    return { provider: this.#provider, connection: this.#connection, endpoint: this.#endpoint, key: '', options };
  }

  async #check(account: Account, signal: AbortSignal): Promise<void> {
    const { connectionResults, log, uploads } = this.#services;
    log.hide(secretsOf(account));
    const { accountCalls } = await uploads();
    connectionResults.succeeded(account, await accountCalls.checkConnection(account, signal));
  }

  /** @param secret a key, or an authentication as secret storage holds it */
  async #save(secret?: string): Promise<PromptMessage | undefined> {
    const { apiKeys, connections, milestones, settings } = this.#services;
    // Another window may have added one meanwhile.
    const taken = nameProblem(this.#name, { connections, provider: this.#provider });
    if (taken !== undefined) {
      return taken;
    }
    const added = { id: this.#id, provider: this.#provider.id, name: this.#name, endpoint: this.#endpointText };
    const problem = await savingProblem(() => updateConnections(settings, (all) => [...all, added]));
    if (problem !== undefined) {
      return problem;
    }
    if (secret !== undefined) {
      await apiKeys.store(this.#id, this.#endpoint.origin, secret);
      milestones.reach('keySaved');
    }
    this.#isSaved = true;
    return undefined;
  }
}
