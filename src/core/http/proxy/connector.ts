import type { LookupFunction, Socket } from 'node:net';
import { ConnectError } from '../networkErrors.ts';
import { buildConnector, Client, connectThrough } from '../undici.ts';
import type { Trust } from './certificates.ts';
import type { ProxyServer } from './proxySettings.ts';

export interface Route {
  readonly proxy: ProxyServer | undefined;
  readonly trust: Trust;
  /** Milliseconds each hop may take: name lookup, TCP, the proxy's tunnel, TLS. */
  readonly connectTimeout: number;
  /** Name lookup for direct connections. */
  readonly lookup?: LookupFunction;
}

/** How undici opens its sockets: directly, or through a proxy's tunnel. */
export function connectorFor(route: Route): buildConnector.connector {
  const { proxy, lookup, connectTimeout } = route;
  const trust = trustOptions(route.trust);
  if (proxy === undefined) {
    return buildConnector({ ...trust, timeout: connectTimeout, ...(lookup === undefined ? {} : { lookup }) });
  }
  const toTarget = buildConnector({ ...trust, timeout: connectTimeout });
  return (options, callback) => {
    openTunnel(proxy, options, route).then(
      (socket) => {
        if (options.protocol === 'https:') {
          toTarget({ ...options, httpSocket: socket }, callback);
        } else {
          callback(null, socket);
        }
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new ConnectError('PROXY_LOST', 'The proxy failed'), null);
      },
    );
  };
}

function trustOptions({ rejectUnauthorized, secureContext }: Trust): buildConnector.BuildOptions {
  return secureContext === undefined ? { rejectUnauthorized } : { rejectUnauthorized, secureContext };
}

/**
 * A tunnel made with CONNECT, for plain http too: a proxy that sees only a tunnel can't answer on the server's behalf.
 * undici's ProxyAgent isn't used, because it reconnects endlessly to a proxy that hangs up before it answers and waits
 * five minutes for one that doesn't respond.
 * @throws ConnectError
 */
async function openTunnel(proxy: ProxyServer, target: buildConnector.Options, route: Route): Promise<Socket> {
  const { connectTimeout } = route;
  const host = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${portOf(target)}`;
  const client = new Client(proxy.url.origin, {
    connect: { ...trustOptions(route.trust), timeout: connectTimeout },
    headersTimeout: connectTimeout,
    bodyTimeout: 0,
  });
  let status: number;
  let socket: Socket;
  try {
    const answer = await connectThrough(client, {
      path: host,
      headers: proxy.authorization === undefined ? { host } : { host, 'proxy-authorization': proxy.authorization },
    });
    status = answer.statusCode;
    // undici declares a more general type; over TCP and TLS it is a socket.
    socket = answer.socket as Socket;
  } catch (error) {
    throw asConnectError(error);
  } finally {
    // The tunnel's socket no longer belongs to the client, which isn't needed any more.
    void client.destroy();
  }
  if (status === 200) {
    return socket;
  }
  // Nothing handles its errors any more, and one without a listener would end the extension host.
  socket.on('error', () => {}).destroy();
  const code = status >= 500 ? 'PROXY_LOST' : 'PROXY_REFUSED';
  throw new ConnectError(code, `The proxy answered with HTTP ${status}`, { status });
}

const codesOfLoss: readonly string[] = ['UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_INFO', 'ECONNREFUSED'];

/**
 * Gives a broken connection to the proxy a code of our own: on its own code undici would reconnect, endlessly, and a proxy
 * that isn't running would look like a server that isn't. Other failures to connect and of certificates keep their codes.
 */
function asConnectError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return codesOfLoss.includes(String(code))
    ? new ConnectError('PROXY_LOST', "The proxy doesn't respond", { cause: error })
    : error;
}

function portOf({ port, protocol }: buildConnector.Options): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}
