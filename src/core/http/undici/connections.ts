import { type buildConnector, Client } from './undici.ts';

/** Milliseconds an unused connection is kept: less than servers keep theirs, so that we are the ones who close it. */
const keepAliveTimeout = 4_000;
/** Milliseconds up to which a server's own hint can extend it. */
const keepAliveMaxTimeout = 15_000;

/** Where connections lead, and how they are made. */
export interface ConnectionRoute {
  /** Equal for requests that may share a connection: same origin, same way to it. */
  readonly key: string;
  readonly origin: string;
  readonly connect: buildConnector.connector;
}

/** One connection for one request at a time. */
export interface Connection {
  readonly client: Client;
  /** Whether an earlier request used it: the server may have closed it in the meantime. */
  readonly isReused: boolean;
  /** Keeps it for a later request. Only after an exchange that was completed. */
  giveBack(): void;
  /** Closes it at once, whatever it is doing. */
  discard(): void;
}

/**
 * Connections by route. undici's own pool doesn't tell which of its connections serves a request, nor whether that one has
 * served another before; both decide what may be done when it breaks.
 */
export class Connections {
  readonly #idle = new Map<string, Set<Client>>();
  readonly #all = new Set<Client>();

  /**
   * An idle connection over this route, or a new one.
   * @param options.isFresh whether to open a new connection in any case
   */
  take(route: ConnectionRoute, options: { readonly isFresh: boolean }): Connection {
    const { key } = route;
    const waiting = this.#idle.get(key);
    const idle = options.isFresh ? undefined : [...(waiting ?? [])].at(-1);
    if (idle !== undefined) {
      waiting?.delete(idle);
    }
    const client = idle ?? this.#open(route);
    return {
      client,
      isReused: idle !== undefined,
      giveBack: () => this.#keep(key, client),
      discard: () => this.#destroy(client),
    };
  }

  /** Closes all connections, including those in use. */
  async close(): Promise<void> {
    const clients = [...this.#all];
    this.#all.clear();
    this.#idle.clear();
    await Promise.all(clients.map((client) => client.destroy()));
  }

  #open({ key, origin, connect }: ConnectionRoute): Client {
    const client = new Client(origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout,
      keepAliveMaxTimeout,
      // Idle time is measured around the request: undici's timers would run out while the system's send buffer drains.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#all.add(client);
    client.on('disconnect', () => {
      // For one in use undici reports the loss to the request, or reconnects before the request has begun.
      if (this.#idle.get(key)?.delete(client) === true) {
        this.#destroy(client);
      }
    });
    return client;
  }

  #keep(key: string, client: Client): void {
    if (!this.#all.has(client) || client.stats.connected !== true) {
      this.#destroy(client);
      return;
    }
    const waiting = this.#idle.get(key) ?? new Set();
    this.#idle.set(key, waiting.add(client));
  }

  #destroy(client: Client): void {
    this.#all.delete(client);
    void client.destroy().catch(() => {});
  }
}
