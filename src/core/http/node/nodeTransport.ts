import type { LookupFunction } from 'node:net';
import type { HttpRequest } from '../httpClient.ts';
import type { NetworkSettings } from '../networkSettings.ts';
import type { ConnectOptions, Exchange, ExchangeOptions, Transport } from '../transport.ts';
import type { Authorities } from './authorities.ts';
import { NodeExchange } from './nodeExchange.ts';

export interface NodeTransportOptions extends ConnectOptions {
  /** Read for each request, so that a changed setting takes effect with the next one. */
  readonly settings: () => NetworkSettings;
  readonly authorities: Authorities;
  /** Replaces the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/**
 * Requests over `node:http` and `node:https`, whose `request` VS Code replaces in the extension host (@vscode/proxy-agent).
 * The replacement honours the proxy of the settings, the environment and the operating system, PAC scripts, SOCKS and
 * Kerberos, asks for a proxy's password, and trusts the operating system's certificates. It brings its own agent for each
 * request; passing ours would turn it off where `http.proxySupport` is `on`. Therefore Node's global agents keep the direct
 * connections, and there is no way to demand a new one.
 */
export class NodeTransport implements Transport {
  readonly #options: NodeTransportOptions;
  readonly #running = new Set<Exchange>();

  constructor(options: NodeTransportOptions) {
    this.#options = options;
  }

  begin(request: HttpRequest, options: ExchangeOptions): NodeExchange {
    const { settings, authorities, connectTimeout, lookup } = this.#options;
    const network = settings();
    const exchange = new NodeExchange(request, {
      ...options,
      connectTimeout,
      lookup,
      rejectUnauthorized: network.strictSSL,
      secureContext: authorities.contextIfIncomplete(network),
      onEnd: () => this.#running.delete(exchange),
    });
    this.#running.add(exchange);
    return exchange;
  }

  async close(): Promise<void> {
    for (const exchange of this.#running) {
      exchange.discard();
    }
  }
}
