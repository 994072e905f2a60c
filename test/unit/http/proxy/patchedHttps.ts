import { type ClientRequest, request as connectTo } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Socket } from 'node:net';
import { type ConnectionOptions, connect as startTls } from 'node:tls';

const https = process.getBuiltinModule('node:https');

/** What Node's agents are to a request, and what @vscode/proxy-agent makes use of. */
interface RequestOfAgent extends ClientRequest {
  onSocket(socket: Socket | null, error?: Error): void;
}

/**
 * Replaces `request` of node:https as VS Code does in the extension host (@vscode/proxy-agent), with one proxy for all
 * requests. Its agent ignores the one passed in, reports the route in a `proxy` event, hides what went wrong behind a general
 * error, and presents a proxy's refusal as though it were the server's.
 * @param route as VS Code's agent reports it, e.g. `PROXY user:password@127.0.0.1:3128`
 * @returns restores the original
 */
export function patchHttps(route: string): () => void {
  const { request } = https;
  https.request = ((url: URL, options: RequestOptions) =>
    request(url, { ...options, agent: new ProxyingAgent(route) })) as typeof request;
  return () => {
    https.request = request;
  };
}

class ProxyingAgent extends https.Agent {
  readonly #route: string;

  constructor(route: string) {
    super();
    this.#route = route;
  }

  addRequest(request: RequestOfAgent, options: ConnectionOptions): void {
    this.#connect(options).then(
      (socket) => {
        request.emit('proxy', { proxy: this.#route, socket });
        request.onSocket(socket);
      },
      (error: unknown) => {
        request.emit('proxy', { proxy: this.#route, error });
        request.onSocket(null, new Error(`Failed to establish a socket connection to proxies: ${this.#route}`));
      },
    );
  }

  async #connect(options: ConnectionOptions): Promise<Socket> {
    const { username, password, hostname, port } = new URL(`http://${this.#route.replace(/^\S+\s/, '')}`);
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    connectTo({
      host: hostname,
      port,
      method: 'CONNECT',
      path: `${options.host}:${options.port}`,
      headers: username === '' ? {} : { 'proxy-authorization': authorization },
    })
      .on('error', reject)
      .on('connect', ({ statusCode = 0 }, socket: Socket) => {
        if (statusCode === 200) {
          resolve(startTls({ ...options, path: undefined, socket, servername: options.servername ?? '' }));
          return;
        }
        socket.destroy();
        const answer = new Socket({ writable: false } as object);
        setImmediate(() => {
          answer.push(`HTTP/1.1 ${statusCode} Refused\r\nContent-Length: 99\r\n\r\n`);
          answer.push(null);
        });
        resolve(answer);
      })
      .end();
    return promise;
  }
}
