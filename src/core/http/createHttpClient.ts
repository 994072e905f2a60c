import type { LookupFunction } from 'node:net';
import type { Log } from '../log.ts';
import type { HttpClient } from './httpClient.ts';
import type { NetworkSettings } from './networkSettings.ts';
import { Authorities } from './node/authorities.ts';
import { NodeTransport } from './node/nodeTransport.ts';
import { ProxyTunnels } from './proxy/proxyTunnels.ts';
import { RoutedTransport } from './routedTransport.ts';
import { type TransferTimeouts, TransportClient } from './transportClient.ts';
import { UndiciTransport } from './undici/undiciTransport.ts';

/** All in milliseconds. */
export interface HttpTimeouts extends TransferTimeouts {
  /** For each hop of connecting: the server or proxy, the tunnel, TLS. */
  readonly connect: number;
}

export interface HttpClientOptions {
  /** Read for each request, so that a changed setting takes effect with the next one. */
  readonly settings: () => NetworkSettings;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly log: Log;
  readonly userAgent?: string;
  /** Replaces the system's name lookup. */
  readonly lookup?: LookupFunction;
}

/** In five minutes the longest reply that is read, 1 MiB, arrives over a line of 3.5 kB/s. */
const defaultTimeouts: HttpTimeouts = { connect: 15_000, idle: 90_000, reply: 300_000 };

/** An HTTP client that enters the network as VS Code does, or as Node.js does outside VS Code. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { settings, log, lookup, userAgent } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const connecting = { connectTimeout: timeouts.connect, lookup };
  const authorities = new Authorities(log);
  const transport = new RoutedTransport({
    undici: new UndiciTransport(connecting),
    node: new NodeTransport({ ...connecting, settings, authorities }),
    tunnels: new ProxyTunnels({ ...connecting, authorities }),
    settings,
  });
  return new TransportClient({ transport, timeouts, log, userAgent });
}
