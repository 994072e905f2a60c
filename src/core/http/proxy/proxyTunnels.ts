import type { NetworkSettings } from '../networkSettings.ts';
import type { Authorities } from '../node/authorities.ts';
import type { ChosenProxy } from '../node/chosenProxy.ts';
import type { ConnectOptions } from '../transport.ts';
import type { Tunnel } from '../undici/undiciTransport.ts';
import { connectorThrough } from './tunnel.ts';

export interface ProxyTunnelsOptions extends ConnectOptions {
  readonly authorities: Authorities;
}

/**
 * Tunnels of our own through proxies that require `http.proxyAuthorization`, which VS Code applies to its own requests but
 * not to those of extensions. VS Code still chooses the proxy.
 */
export class ProxyTunnels {
  readonly #options: ProxyTunnelsOptions;
  /** Proxies that have refused a connection without authorization, by the server's origin and the proxy rules. */
  readonly #proxies = new Map<string, ChosenProxy>();

  constructor(options: ProxyTunnelsOptions) {
    this.#options = options;
  }

  /** Notes that a proxy requires authorization. */
  add(origin: string, settings: NetworkSettings, proxy: ChosenProxy): void {
    this.#proxies.set(keyOf(origin, settings), proxy);
  }

  /** Lets VS Code choose again; its choice may have changed. */
  remove(origin: string, settings: NetworkSettings): void {
    this.#proxies.delete(keyOf(origin, settings));
  }

  /** The tunnel to a server; `undefined` if none is needed or there is no authorization to send. */
  to(origin: string, settings: NetworkSettings): Tunnel | undefined {
    const proxy = this.#proxies.get(keyOf(origin, settings));
    const { proxyAuthorization: authorization = '', strictSSL } = settings;
    if (proxy?.url === undefined || authorization === '') {
      return undefined;
    }
    const { authorities, connectTimeout } = this.#options;
    return {
      key: JSON.stringify([proxy.url.href, settings]),
      proxy: proxy.host,
      connect: connectorThrough({
        proxy: proxy.url,
        authorization,
        rejectUnauthorized: strictSSL,
        secureContext: authorities.context(settings),
        connectTimeout,
      }),
    };
  }
}

function keyOf(origin: string, { proxyRules = '' }: NetworkSettings): string {
  return `${origin} ${proxyRules}`;
}
