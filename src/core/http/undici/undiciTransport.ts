import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { publicLookup } from '../guards/uploadUrl.ts';
import type { HttpRequest } from '../httpClient.ts';
import { readReply } from '../readReply.ts';
import type { ConnectOptions, Exchange, ExchangeOptions, Transport } from '../transport.ts';
import { type ConnectionRoute, Connections } from './connections.ts';
import { buildConnector, sendOver } from './undici.ts';

/** A connection to a server through a proxy. */
export interface Tunnel {
  /** Equal for tunnels that may share connections. May contain a password. */
  readonly key: string;
  /** Host and port of the proxy. */
  readonly proxy: string;
  readonly connect: buildConnector.connector;
}

export interface UndiciTransportOptions extends ConnectOptions {
  /** Replaces the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/** Connections over undici, which VS Code doesn't patch: directly to a server, or through a tunnel. */
export class UndiciTransport implements Transport {
  readonly #options: UndiciTransportOptions;
  readonly #connections = new Connections();

  constructor(options: UndiciTransportOptions) {
    this.#options = options;
  }

  begin(request: HttpRequest, options: ExchangeOptions, tunnel?: Tunnel): Exchange {
    const { client, isReused, giveBack, discard } = this.#connections.take(this.#routeOf(request, tunnel), {
      isFresh: options.isFresh,
    });
    const { headers, sender, onInterim, onAnswer } = options;
    const { method, url } = request;
    return {
      isReused,
      proxy: tunnel?.proxy,
      giveBack,
      discard,
      perform: async () => {
        const {
          statusCode,
          headers: fields,
          body,
        } = await sendOver(client, {
          method,
          path: url.pathname + url.search,
          headers,
          // Typed for streams only; any iterable of chunks is documented.
          ...(sender && { body: sender as unknown as Uint8Array }),
          onInfo: onInterim,
        });
        onAnswer();
        return readReply({ status: statusCode, headers: fields, body }, request, onAnswer);
      },
    };
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }

  #routeOf({ url: { origin }, publicAddressOnly = false }: HttpRequest, tunnel: Tunnel | undefined): ConnectionRoute {
    if (tunnel !== undefined) {
      // A digest, so that a proxy's password isn't kept in plain text as the key of a map.
      const key = createHash('sha256')
        .update(JSON.stringify([origin, tunnel.key]))
        .digest('hex');
      return { key, origin, connect: tunnel.connect };
    }
    const { connectTimeout, lookup: own } = this.#options;
    const lookup = publicAddressOnly ? publicLookup(own) : own;
    return {
      key: `${origin} ${publicAddressOnly}`,
      origin,
      connect: buildConnector({ timeout: connectTimeout, ...(lookup === undefined ? {} : { lookup }) }),
    };
  }
}
