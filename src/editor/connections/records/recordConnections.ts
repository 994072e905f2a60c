import { type Disposable, type Event, EventEmitter } from 'vscode';
import type { AccountScope } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import { providerById } from '../../../core/providers/registry.ts';
import {
  type Connection,
  connectionLabel,
  isDefault,
  isPlaceholder,
} from '../../../core/uploads/accounts/connection.ts';
import { Disposables } from '../../disposables.ts';
import { inBackground } from '../../promises.ts';
import type { Settings } from '../../services/settings.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { type ConnectionScopes, isOfScopes } from '../connectionScopes.ts';
import type { ApiKeys } from '../credentials/apiKeys.ts';
import type { OwnConnections } from '../ownConnections.ts';
import type { FormerConnections } from './formerConnections.ts';

/** Characters; a hint has 43 in all, and the time and the file come first. */
const maxShortName = 14;

/** Which connection an upload was made with, as far as it is known. */
export interface RecordConnection {
  /** `Runware` where there is one connection; `Runware (Studio)` where there are several. */
  readonly label: ShownText;
  /**
   * `only`: nothing to tell apart. `inUse` and `other`: whether this workspace uses it. `removed`: it isn't there any more.
   * `unknown`: of several, it is none as they are now.
   */
  readonly state: 'only' | 'inUse' | 'other' | 'removed' | 'unknown';
  /** What the connection is called that this workspace uses. */
  readonly inUse: ShownText;
  /** Of the connection, where it is one of several as they are now. */
  readonly id?: string;
  /** What tells it from those, short enough for a hint. */
  readonly shortName?: ShownText;
}

/** The connections of a provider at one moment. */
interface ProviderState {
  readonly inUse: Connection;
  readonly all: readonly Connection[];
  /** By the ids of those that were looked up and can be used. */
  readonly scopes: ReadonlyMap<string, AccountScope>;
  readonly areAllKnown: boolean;
}

interface RecordConnectionsOptions {
  readonly connections: OwnConnections;
  readonly scopes: Pick<ConnectionScopes, 'of' | 'known'>;
  readonly former: FormerConnections;
  readonly settings: Pick<Settings, 'onDidChange'>;
  readonly apiKeys: Pick<ApiKeys, 'onDidChange'>;
  readonly log: Log;
}

/**
 * Resolves which connection each past upload was made with, for everything that shows one. Where a provider has only its
 * default connection, nothing is looked up: its name says it all.
 */
export class RecordConnections implements Disposable {
  readonly #options: RecordConnectionsOptions;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables = new Disposables();
  /** Whether a provider that was asked about had several connections. */
  #hadSeveral = false;
  #isLookingUp = false;
  #wasAskedMeanwhile = false;

  /** Fires when uploads may be named otherwise: another connection is used, or one was added, renamed, removed or looked up. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(options: RecordConnectionsOptions) {
    this.#options = options;
    const { connections, settings, apiKeys } = options;
    for (const each of [
      this.#changed,
      connections.onDidChoose(() => this.#changed.fire()),
      settings.onDidChange(() => this.#onChange()),
      apiKeys.onDidChange(() => this.#onChange()),
    ]) {
      this.#disposables.add(each);
    }
  }

  /** Looks up the accounts of providers whose uploads are told apart by their connections. */
  async load(ids: Iterable<ProviderId>): Promise<KnownConnections> {
    const { connections } = this.#options;
    const told = [...new Set(ids)].map((id) => connections.of(providerById(id))).filter(areToldApart);
    await Promise.all(told.flat().map((connection) => this.#lookUp(connection)));
    return this.known();
  }

  /** The same for one upload. */
  async of(record: UploadRecord): Promise<RecordConnection> {
    return (await this.load([record.provider])).of(record);
  }

  /**
   * What is known without waiting. What isn't is looked up when a record is asked about, and `onDidChange` fires once that
   * is there.
   */
  known(): KnownConnections {
    const { connections, scopes, former } = this.#options;
    const stateOf = (id: ProviderId): ProviderState => {
      const all = connections.of(providerById(id));
      const isTold = areToldApart(all);
      this.#hadSeveral ||= isTold;
      const found = isTold ? all.map((each) => [each, scopes.known(each)] as const) : [];
      const missing = found.flatMap(([connection, known]) => (known === undefined ? [connection] : []));
      this.#lookUpLater(missing);
      return {
        inUse: connections.current(id),
        all,
        scopes: new Map(found.flatMap(([{ id: its }, known]) => (known?.scope ? [[its, known.scope]] : []))),
        areAllKnown: missing.length === 0,
      };
    };
    return new KnownConnections(stateOf, former.all());
  }

  #lookUpLater(missing: readonly Connection[]): void {
    if (missing.length === 0) {
      return;
    }
    if (this.#isLookingUp) {
      // A key may have changed since that began.
      this.#wasAskedMeanwhile = true;
      return;
    }
    this.#isLookingUp = true;
    const lookUp = Promise.all(missing.map((connection) => this.#lookUp(connection))).finally(() => {
      const wasAskedMeanwhile = this.#wasAskedMeanwhile;
      this.#isLookingUp = false;
      this.#wasAskedMeanwhile = false;
      // Listeners ask again, so that a lookup that keeps failing would be repeated without end.
      const isKnown = missing.some((connection) => this.#options.scopes.known(connection) !== undefined);
      if (isKnown || wasAskedMeanwhile) {
        this.#changed.fire();
      }
    });
    inBackground(this.#options.log, lookUp);
  }

  async #lookUp(connection: Connection): Promise<void> {
    const { scopes, former } = this.#options;
    const scope = await scopes.of(connection);
    if (scope !== undefined) {
      await former.note(connection, scope);
    }
  }

  /** Where each provider has one connection, and had one when it was asked about, no name can have changed. */
  #onChange(): void {
    const { connections } = this.#options;
    if (this.#hadSeveral || connections.all().length > connections.providers().length) {
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/**
 * Whether an upload may have been made with another connection: where there are several, and where the only one was added, so
 * that it may have taken the place of one that was removed.
 */
function areToldApart(all: readonly Connection[]): boolean {
  return all.length > 1 || all.some((each) => !isDefault(each));
}

/** The connections as they are at one moment: many uploads are asked about at once, and each setting is read once. */
export class KnownConnections {
  readonly #stateOf: (provider: ProviderId) => ProviderState;
  readonly #former: ReturnType<FormerConnections['all']>;
  readonly #states = new Map<ProviderId, ProviderState>();

  constructor(stateOf: (provider: ProviderId) => ProviderState, former: ReturnType<FormerConnections['all']>) {
    this.#stateOf = stateOf;
    this.#former = former;
  }

  of(record: UploadRecord): RecordConnection {
    const provider = providerById(record.provider);
    const { inUse: current, all, scopes, areAllKnown } = this.#state(record.provider);
    const inUse = shown(connectionLabel(current));
    const found = [current, ...all].find(({ id }) => {
      const scope = scopes.get(id);
      return scope !== undefined && isOfScopes(record, [scope]);
    });
    if (found !== undefined) {
      const { id, name } = found;
      return {
        id,
        label: shown(connectionLabel(found)),
        ...(name === undefined || all.length === 1 ? {} : { shortName: shown(name, maxShortName) }),
        state: id === current.id ? 'inUse' : 'other',
        inUse,
      };
    }
    const former = this.#former.find((each) => isOfScopes(record, [each]));
    if (former !== undefined && !all.some(({ id }) => id === former.id)) {
      const label = l10n.t('{0} ({1}, removed)', shown(provider.label), shown(former.name));
      return { label, state: 'removed', inUse };
    }
    return { label: shown(provider.label), state: areToldApart(all) && areAllKnown ? 'unknown' : 'only', inUse };
  }

  /** Whether a provider has a connection now. */
  has(id: ProviderId): boolean {
    return !isPlaceholder(this.#state(id).inUse);
  }

  /** The connections of a provider, its default one first. */
  ofProvider(id: ProviderId): readonly Connection[] {
    return this.#state(id).all;
  }

  #state(id: ProviderId): ProviderState {
    const state = this.#states.get(id) ?? this.#stateOf(id);
    this.#states.set(id, state);
    return state;
  }
}
