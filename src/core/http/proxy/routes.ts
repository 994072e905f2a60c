import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { Log } from '../../log.ts';
import type { ConnectionRoute } from '../connections.ts';
import { publicLookup } from '../guards/uploadUrl.ts';
import { type Trust, trustOf } from './certificates.ts';
import { connectorFor } from './connector.ts';
import { type ProxySettings, proxyFor } from './proxySettings.ts';

export interface RoutesOptions {
  readonly connectTimeout: number;
  readonly log: Log;
  /** Replaces the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/** Finds the route to a server under the current settings, and keeps what is costly to create. */
export class Routes {
  readonly #options: RoutesOptions;
  readonly #connectors = new Map<string, buildConnector.connector>();
  readonly #trusts = new Map<string, Trust>();

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  /**
   * @param publicAddressOnly whether names that resolve to private addresses are refused
   * @throws UploadError `unreachable` for a proxy that can't be used
   */
  to(url: URL, settings: ProxySettings, publicAddressOnly: boolean): ConnectionRoute {
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
    return { key: `${routeKey} ${url.origin}`, origin: url.origin, connect };
  }
}

/** A digest, so that a proxy's password isn't kept in plain text as the key of a map. */
function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
