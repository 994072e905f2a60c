import type { HttpReply, HttpRequest } from './httpClient.ts';
import { ConnectError } from './networkErrors.ts';
import type { NetworkSettings } from './networkSettings.ts';
import type { NodeTransport } from './node/nodeTransport.ts';
import type { ProxyTunnels } from './proxy/proxyTunnels.ts';
import type { Exchange, ExchangeOptions, Transport } from './transport.ts';
import type { UndiciTransport } from './undici/undiciTransport.ts';

export interface RoutedTransportOptions {
  readonly undici: UndiciTransport;
  readonly node: NodeTransport;
  readonly tunnels: ProxyTunnels;
  readonly settings: () => NetworkSettings;
}

/**
 * Chooses the transport for each request. Plain http, which is allowed to this machine and the local network only, goes
 * straight there by undici: VS Code would send it to a proxy of the settings as it is, key and file readable. Everything
 * else goes by VS Code's stack, private addresses included, because a company's rules may lead those through a proxy too.
 */
export class RoutedTransport implements Transport {
  readonly #options: RoutedTransportOptions;

  constructor(options: RoutedTransportOptions) {
    this.#options = options;
  }

  begin(request: HttpRequest, options: ExchangeOptions): Exchange {
    const { undici, node, tunnels } = this.#options;
    const { url } = request;
    const settings = this.#options.settings();
    if (url.protocol === 'http:') {
      return undici.begin(request, options);
    }
    const tunnel = tunnels.to(url.origin, settings);
    if (tunnel !== undefined) {
      const exchange = undici.begin(request, options, tunnel);
      return new RescuedExchange(exchange, (error) => {
        if (error instanceof ConnectError) {
          tunnels.remove(url.origin, settings);
        }
        return undefined;
      });
    }
    const exchange = node.begin(request, options);
    return new RescuedExchange(exchange, (error) => {
      const proxy = exchange.chosenProxy;
      if (!(error instanceof ConnectError) || error.status !== 407 || proxy === undefined) {
        return undefined;
      }
      tunnels.add(url.origin, settings, proxy);
      const found = tunnels.to(url.origin, settings);
      // Nothing has been sent: the proxy refused before there was a connection to send it over.
      return found && undici.begin(request, options, found);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.undici.close(), this.#options.node.close()]);
  }
}

/** An exchange in whose place another may be made where it fails before anything was sent. */
class RescuedExchange implements Exchange {
  #exchange: Exchange;
  readonly #otherAfter: (error: unknown) => Exchange | undefined;

  constructor(exchange: Exchange, otherAfter: (error: unknown) => Exchange | undefined) {
    this.#exchange = exchange;
    this.#otherAfter = otherAfter;
  }

  get isReused(): boolean {
    return this.#exchange.isReused;
  }

  get proxy(): string | undefined {
    return this.#exchange.proxy;
  }

  async perform(): Promise<HttpReply> {
    try {
      return await this.#exchange.perform();
    } catch (error) {
      const other = this.#otherAfter(error);
      if (other === undefined) {
        throw error;
      }
      this.#exchange.discard();
      this.#exchange = other;
      return other.perform();
    }
  }

  giveBack(): void {
    this.#exchange.giveBack();
  }

  discard(): void {
    this.#exchange.discard();
  }
}
