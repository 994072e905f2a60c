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
 * Chooses the transport for each request. Plain http, which is allowed only to this machine and the local network, goes
 * straight there over undici: VS Code would send it through a configured proxy in the clear, exposing key and file.
 * Everything else goes over VS Code's stack, private addresses included, because a company may route those through a proxy.
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
      // Safe, because the proxy refused before there was a connection to send anything over.
      return found && undici.begin(request, options, found);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.undici.close(), this.#options.node.close()]);
  }
}

/** An exchange that can be replaced by another if it fails before anything has been sent. */
class RescuedExchange implements Exchange {
  #exchange: Exchange;
  readonly #replacementFor: (error: unknown) => Exchange | undefined;

  constructor(exchange: Exchange, replacementFor: (error: unknown) => Exchange | undefined) {
    this.#exchange = exchange;
    this.#replacementFor = replacementFor;
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
      const replacement = this.#replacementFor(error);
      if (replacement === undefined) {
        throw error;
      }
      this.#exchange.discard();
      this.#exchange = replacement;
      return replacement.perform();
    }
  }

  giveBack(): void {
    this.#exchange.giveBack();
  }

  discard(): void {
    this.#exchange.discard();
  }
}
