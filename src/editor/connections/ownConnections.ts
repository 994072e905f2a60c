import { type Disposable, type Event, EventEmitter, type Memento } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import { type Connection, connectionLabel, isPlaceholder } from '../../core/uploads/accounts/connection.ts';
import type { Settings } from '../services/settings.ts';
import { l10n } from '../text/l10n.ts';
import { readConnections } from './connectionSettings.ts';

/** The choices of this workspace, by provider. */
const storageKey = 'connections';

interface OwnConnectionsOptions {
  readonly settings: Settings;
  readonly workspaceState: Memento;
}

/**
 * The connections of this person, and which of them this workspace uses. Nothing is cached: the settings say at each moment
 * what there is.
 */
export class OwnConnections implements Disposable {
  readonly #settings: Settings;
  readonly #workspaceState: Memento;
  readonly #changed = new EventEmitter<void>();

  /** Fires when this workspace changes its choice; what the settings hold has an event of its own. */
  readonly onDidChoose: Event<void> = this.#changed.event;

  constructor({ settings, workspaceState }: OwnConnectionsOptions) {
    this.#settings = settings;
    this.#workspaceState = workspaceState;
  }

  /** All of a provider, its default one first; a placeholder where it has none yet. */
  of(provider: Provider): readonly [Connection, ...Connection[]] {
    const nameOfDefault = l10n.t('default');
    const added = readConnections(this.#settings.connections).filter((each) => each.provider === provider.id);
    const ofSetting: Connection = {
      id: provider.id,
      provider,
      name: added.length === 0 ? undefined : nameOfDefault,
      endpointText: this.#settings.endpointText(provider.id),
    };
    const own = added.map(({ id, name, endpoint, options }) => ({
      id,
      provider,
      name: isSameName(name, nameOfDefault) ? numbered(name, added) : name,
      endpointText: endpoint === '' ? (provider.defaultEndpoint ?? '') : endpoint,
      ...(options && { options }),
    }));
    const [firstOwn, ...others] = own;
    return isPlaceholder(ofSetting) && firstOwn !== undefined ? [firstOwn, ...others] : [ofSetting, ...own];
  }

  all(): readonly Connection[] {
    return providers.flatMap((provider) => this.of(provider)).filter((each) => !isPlaceholder(each));
  }

  /** Providers that have a connection: nobody is offered one that they would have to set up first. */
  providers(): readonly Provider[] {
    return providers.filter(({ id }) => this.has(id));
  }

  /** Whether a provider has a connection, be it one that lacks a key. */
  has(provider: ProviderId): boolean {
    return !isPlaceholder(this.of(providerById(provider))[0]);
  }

  byId(id: string): Connection | undefined {
    return this.all().find((each) => each.id === id);
  }

  /** The one this workspace uses; the default one where it hasn't chosen, or what it had chosen was removed. */
  current(provider: ProviderId): Connection {
    const { chosen, first } = this.#candidates(provider);
    return chosen ?? first;
  }

  /** Whether there are several to choose from and this workspace hasn't. */
  needsChoice(provider: ProviderId): boolean {
    const { chosen, count } = this.#candidates(provider);
    return chosen === undefined && count > 1;
  }

  /** What the one is called that this workspace uses; the provider's name alone where it is yet to be chosen. */
  labelInUse(provider: Provider): string {
    const { chosen, first, count } = this.#candidates(provider.id);
    return chosen === undefined && count > 1 ? provider.label : connectionLabel(chosen ?? first);
  }

  /** Whether this workspace has chosen it among several. */
  isInUse({ id, provider }: Connection): boolean {
    const { chosen, count } = this.#candidates(provider.id);
    return count > 1 && chosen?.id === id;
  }

  /** Has this workspace use a connection from now on. */
  async choose({ id, provider }: Connection): Promise<void> {
    await this.#workspaceState.update(storageKey, { ...this.#choices(), [provider.id]: id });
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #candidates(id: ProviderId): { chosen: Connection | undefined; first: Connection; count: number } {
    const all = this.of(providerById(id));
    const choice = this.#choices()[id];
    return { chosen: all.find((each) => each.id === choice), first: all[0], count: all.length };
  }

  /** Another version may have written them. */
  #choices(): Readonly<Partial<Record<ProviderId, unknown>>> {
    const choices: unknown = this.#workspaceState.get(storageKey);
    return typeof choices === 'object' && choices !== null ? choices : {};
  }
}

/** A name of its own for an entry that was written by hand, or in another display language, with the default one's name. */
function numbered(name: string, others: readonly { readonly name: string }[]): string {
  for (let number = 2; ; number++) {
    const candidate = `${name} ${number}`;
    if (!others.some((other) => isSameName(other.name, candidate))) {
      return candidate;
    }
  }
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
