import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { ConnectError } from '../networkErrors.ts';
import { buildConnector, Client, connectThrough } from '../undici/undici.ts';

export interface TunnelOptions {
  readonly proxy: URL;
  /** Value of the header `Proxy-Authorization`. */
  readonly authorization: string;
  /** For the proxy's TLS and the server's. */
  readonly rejectUnauthorized: boolean;
  readonly secureContext: SecureContext | undefined;
  /** Milliseconds each hop may take: the proxy, its tunnel, TLS. */
  readonly connectTimeout: number;
}

/** How undici opens its sockets through a proxy. */
export function connectorThrough(options: TunnelOptions): buildConnector.connector {
  const toTarget = buildConnector(tlsOptions(options));
  return (target, callback) => {
    openTunnel(options, target).then(
      (socket) => {
        toTarget({ ...target, httpSocket: socket }, callback);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new ConnectError('PROXY_LOST', 'The proxy failed'), null);
      },
    );
  };
}

function tlsOptions({ rejectUnauthorized, secureContext, connectTimeout }: TunnelOptions): buildConnector.BuildOptions {
  return { rejectUnauthorized, timeout: connectTimeout, ...(secureContext && { secureContext }) };
}

/**
 * A tunnel made with CONNECT. undici's ProxyAgent isn't used, because it reconnects endlessly to a proxy that hangs up
 * before it answers and waits five minutes for one that doesn't respond.
 * @throws ConnectError
 */
async function openTunnel(options: TunnelOptions, target: buildConnector.Options): Promise<Socket> {
  const { proxy, authorization, connectTimeout } = options;
  const host = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${target.port || '443'}`;
  const client = new Client(proxy.origin, {
    connect: tlsOptions(options),
    headersTimeout: connectTimeout,
    bodyTimeout: 0,
  });
  let status: number;
  let socket: Socket;
  try {
    const answer = await connectThrough(client, {
      path: host,
      headers: { host, 'proxy-authorization': authorization },
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
