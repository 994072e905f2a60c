import { type buildConnector, Client } from './undici.ts';

/** Milliseconds an unused connection is kept: less than servers keep theirs, so that it is us who close it. */
const keepAliveTimeout = 4_000;
/** The most a server's own hint can make of it. */
const keepAliveMaxTimeout = 15_000;

/** One connection for one request at a time. */
export interface Connection {
  readonly client: Client;
  /** Whether an earlier request used it: then the server may have closed it without us knowing yet. */
  readonly isReused: boolean;
  /** Keeps it for a later request. Only after an exchange that ended properly. */
  giveBack(): void;
  /** Closes it at once, whatever it is doing. */
  discard(error?: Error): void;
}

/**
 * Connections by where they lead. undici's own pool does not tell which of its connections serves a request, nor whether
 * it has served another; both decide what may be done when it breaks.
 */
export class Connections {
  readonly #idle = new Map<string, Set<Client>>();
  readonly #all = new Set<Client>();

  /**
   * @param key equal for requests that may share a connection: same origin, same route to it
   * @param isFresh whether to make a new connection in any case
   */
  take(key: string, origin: string, connect: buildConnector.connector, isFresh: boolean): Connection {
    const waiting = this.#idle.get(key);
    const idle = isFresh ? undefined : [...(waiting ?? [])].at(-1);
    if (idle !== undefined) {
      waiting?.delete(idle);
    }
    const client = idle ?? this.#open(key, origin, connect);
    return {
      client,
      isReused: idle !== undefined,
      giveBack: () => this.#keep(key, client),
      discard: (error) => this.#destroy(client, error),
    };
  }

  /** Closes everything, also what is in use. */
  async close(): Promise<void> {
    const clients = [...this.#all];
    this.#all.clear();
    this.#idle.clear();
    await Promise.all(clients.map((client) => client.destroy()));
  }

  #open(key: string, origin: string, connect: buildConnector.connector): Client {
    const client = new Client(origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout,
      keepAliveMaxTimeout,
      // Silence is measured around the request: undici's timers run out while the system's send buffer drains.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#all.add(client);
    client.on('disconnect', () => {
      // One in use looks after itself: undici reports the loss to its request, or connects anew before that has begun.
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

  #destroy(client: Client, error?: Error): void {
    this.#all.delete(client);
    // `null` is what undici takes for "no particular reason".
    void client.destroy(error ?? null).catch(() => {});
  }
}
