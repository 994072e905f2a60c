import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { Log } from '../../log.ts';
import { publicLookup } from '../guards/uploadUrl.ts';
import { type Trust, trustOf } from './certificates.ts';
import { connectorFor } from './connector.ts';
import { type ProxySettings, proxyFor } from './proxySettings.ts';

/** A way to a server, and a key that is equal for equal ways. */
export interface RouteTo {
  readonly key: string;
  readonly connect: buildConnector.connector;
}

export interface RoutesOptions {
  readonly connectTimeout: number;
  readonly log: Log;
  /** Stands in for the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/** Finds the way to a server under the settings of the moment, and remembers what is costly to make. */
export class Routes {
  readonly #options: RoutesOptions;
  readonly #connectors = new Map<string, buildConnector.connector>();
  readonly #trusts = new Map<string, Trust>();

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  /**
   * @param publicAddressOnly whether names that lead to private addresses are refused
   * @throws UploadError `unreachable` for a proxy that cannot be used
   */
  to(url: URL, settings: ProxySettings, publicAddressOnly: boolean): RouteTo {
    const { connectTimeout, lookup, log } = this.#options;
    const proxy = proxyFor(url, settings);
    const trustKey = keyOf([settings.strictSSL, settings.systemCertificates, settings.environment.NODE_EXTRA_CA_CERTS]);
    const routeKey = keyOf([trustKey, proxy?.url.href, proxy?.authorization, publicAddressOnly]);
    let connect = this.#connectors.get(routeKey);
    if (connect === undefined) {
      const trust = this.#trusts.get(trustKey) ?? trustOf(settings, log);
      this.#trusts.set(trustKey, trust);
      const names = publicAddressOnly ? publicLookup(lookup) : lookup;
      connect = connectorFor({ proxy, trust, connectTimeout, lookup: names });
      this.#connectors.set(routeKey, connect);
      log.debug(proxy === undefined ? 'Connecting directly' : `Connecting through the proxy ${proxy.url.host}`);
    }
    return { key: `${routeKey} ${url.origin}`, connect };
  }
}

/** A digest, so that no password of a proxy lies about as the key of a table. */
function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
