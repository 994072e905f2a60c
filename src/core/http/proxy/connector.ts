import type { LookupFunction, Socket } from 'node:net';
import { ConnectError } from '../networkErrors.ts';
import { buildConnector, Client, connectThrough } from '../undici.ts';
import type { Trust } from './certificates.ts';
import type { ProxyServer } from './proxySettings.ts';

export interface Route {
  readonly proxy: ProxyServer | undefined;
  readonly trust: Trust;
  /** Milliseconds for name lookup, TCP, the proxy's part and TLS; each hop has that long. */
  readonly connectTimeout: number;
  /** Name lookup for direct connections. */
  readonly lookup?: LookupFunction;
}

/** How undici gets its sockets: directly, or through a proxy's tunnel. */
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
 * A tunnel made with CONNECT. Also for plain http: a proxy that sees only a tunnel cannot answer in the server's name.
 * Not undici's ProxyAgent: a proxy that hangs up before it answers makes that one connect again and again without end,
 * and it gives a silent proxy five minutes.
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
    // Over TCP or TLS it is one, whatever more general type undici declares.
    socket = answer.socket as Socket;
  } catch (error) {
    throw asConnectError(error);
  } finally {
    // The tunnel's socket is no longer the client's; what is left of it can go.
    void client.destroy();
  }
  if (status === 200) {
    return socket;
  }
  // Its errors are nobody's any more, and one without a listener would end the extension host.
  socket.on('error', () => {}).destroy();
  const code = status >= 500 ? 'PROXY_LOST' : 'PROXY_REFUSED';
  throw new ConnectError(code, `The proxy answered with HTTP ${status}`, { status });
}

/**
 * A broken connection to the proxy under a code of ours: undici takes its own code for such losses as a reason to
 * connect once more, without end. Failures to connect or to trust keep their codes.
 */
function asConnectError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_INFO'
    ? new ConnectError('PROXY_LOST', 'The proxy does not answer', { cause: error })
    : error;
}

function portOf({ port, protocol }: buildConnector.Options): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}
