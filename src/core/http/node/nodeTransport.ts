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
 * Connections by `node:http` and `node:https`, whose `request` VS Code replaces in the extension host: there they know the
 * proxies of its settings, of the environment, of the operating system and of its PAC script, SOCKS, Kerberos, VS Code's
 * question for a proxy's password, and the certificates of the operating system (@vscode/proxy-agent). It creates the agent
 * of each request by itself, and an agent of ours would switch that off where `http.proxySupport` is `on`. Hence connections
 * are kept by Node's global agents, and there is no way to ask for a new one.
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
