import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LookupFunction, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { isPrivateAddress } from '../guards/privateAddress.ts';
import { publicLookup } from '../guards/uploadUrl.ts';
import type { HttpReply, HttpRequest } from '../httpClient.ts';
import { ConnectError } from '../networkErrors.ts';
import { readReply } from '../readReply.ts';
import type { ConnectOptions, Exchange, ExchangeOptions } from '../transport.ts';
import { type ChosenProxy, chosenProxy, failureOfProxy } from './chosenProxy.ts';

interface NodeExchangeOptions extends ExchangeOptions, ConnectOptions {
  readonly lookup: LookupFunction | undefined;
  readonly rejectUnauthorized: boolean;
  /** `undefined` for what Node.js and VS Code trust. */
  readonly secureContext: SecureContext | undefined;
  /** Called once it has ended, whichever way. */
  readonly onEnd: () => void;
}

/**
 * Hops there can be before VS Code hands over a socket: running a PAC script, reaching the proxy, its tunnel, and asking a
 * person for its password.
 */
const hopsBeforeSocket = 4;

/** One request by `node:http` or `node:https`. */
export class NodeExchange implements Exchange {
  readonly #request: HttpRequest;
  readonly #options: NodeExchangeOptions;
  /** Rejected by whatever ends it early: Node.js reports nothing about a request whose agent is still connecting. */
  readonly #failed = Promise.withResolvers<never>();
  #sent: ClientRequest | undefined;
  #proxy: ChosenProxy | undefined;
  #proxyFailure: unknown;

  constructor(request: HttpRequest, options: NodeExchangeOptions) {
    this.#request = request;
    this.#options = options;
    this.#failed.promise.catch(() => {});
  }

  get isReused(): boolean {
    return this.#sent?.reusedSocket === true;
  }

  get proxy(): string | undefined {
    return this.#proxy?.host;
  }

  /** The proxy VS Code has chosen for this request, from the moment it has been tried. */
  get chosenProxy(): ChosenProxy | undefined {
    return this.#proxy;
  }

  /** Node's agent keeps the connection by itself. */
  giveBack(): void {}

  discard(): void {
    this.#fail(new Error('The request was abandoned'));
  }

  async perform(): Promise<HttpReply> {
    try {
      return await this.#perform();
    } catch (error) {
      throw this.#proxyFailure === undefined ? error : failureOfProxy(this.#proxyFailure);
    } finally {
      this.#options.onEnd();
    }
  }

  async #perform(): Promise<HttpReply> {
    const request = this.#open();
    const { promise: failed } = this.#failed;
    const responded = responseOf(request);
    const socket = await Promise.race([this.#connect(request), failed]);
    this.#checkAddress(socket);
    if (this.#isSocketOfProxy(socket)) {
      const { statusCode: refusal = 0 } = await Promise.race([responded, failed]);
      const code = refusal >= 500 ? 'PROXY_LOST' : 'PROXY_REFUSED';
      throw new ConnectError(code, `The proxy answered with HTTP ${refusal}`, { status: refusal });
    }
    this.#send(request).catch((error: Error) => this.#fail(error));
    const response = await Promise.race([responded, failed]);
    const status = response.statusCode ?? 0;
    this.#options.onAnswer();
    return readReply({ status, headers: response.headers, body: response }, this.#request.url, this.#options.onAnswer);
  }

  #open(): ClientRequest {
    const { url, method, publicAddressOnly = false } = this.#request;
    const { headers, rejectUnauthorized, secureContext, onAnswer } = this.#options;
    const lookup = publicAddressOnly ? publicLookup(this.#options.lookup) : this.#options.lookup;
    // Looked up at the time of the call and on the module's own object, which is what VS Code changes. An `import` would
    // also load what Node.js has for WebSockets, and with it Node's own global dispatcher for `fetch`.
    const { request: open } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
    const request = open(url, {
      method,
      headers,
      rejectUnauthorized,
      ...(secureContext && { secureContext }),
      ...(lookup && { lookup }),
    });
    this.#sent = request;
    request.on('error', this.#failed.reject);
    // Sent by VS Code's agent once it has tried to connect.
    request.on('proxy', ({ proxy, error }: { readonly proxy?: unknown; readonly error?: unknown }) => {
      this.#proxy = chosenProxy(proxy);
      this.#proxyFailure = error;
    });
    request.on('information', onAnswer);
    return request;
  }

  /** Resolves with a socket that is ready to be written to. Until then nothing is sent, not even the headers. */
  #connect(request: ClientRequest): Promise<Socket> {
    const { connectTimeout } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Socket>();
    const expire = (): void => this.#fail(new ConnectError('CONNECT_TIMEOUT', "There wasn't a connection in time"));
    let timer = setTimeout(expire, connectTimeout * hopsBeforeSocket);
    request.once('socket', (socket) => {
      clearTimeout(timer);
      if (!isConnecting(socket)) {
        resolve(socket);
        return;
      }
      timer = setTimeout(expire, connectTimeout);
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        resolve(socket);
      });
    });
    request.once('close', () => clearTimeout(timer));
    return promise;
  }

  /**
   * A kept connection was made by whichever request, or extension, came first, and may not have been checked when its name
   * was looked up. A proxy's own address says nothing about where it connects to.
   */
  #checkAddress({ remoteAddress }: Socket): void {
    const { publicAddressOnly = false } = this.#request;
    if (publicAddressOnly && this.isReused && this.#proxy === undefined && isPrivateAddress(remoteAddress ?? '')) {
      throw new ConnectError('PRIVATE_ADDRESS', 'The connection leads to a private address');
    }
  }

  /**
   * Where a proxy refuses the tunnel, VS Code's agent passes its answer on as though it were the server's, by a socket
   * without TLS.
   */
  #isSocketOfProxy(socket: Socket): boolean {
    return this.#request.url.protocol === 'https:' && !('encrypted' in socket);
  }

  #fail(error: Error): void {
    this.#failed.reject(error);
    this.#sent?.destroy(error);
  }

  async #send(request: ClientRequest): Promise<void> {
    for await (const chunk of this.#options.sender ?? []) {
      await taken(request, chunk);
    }
    request.end();
  }
}

/** Resolves once the socket has taken a piece of a body, whose memory may be used again then. */
function taken(request: ClientRequest, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    request.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    request.once('response', (response) => {
      // Before anybody can wait for it: an error without a listener would end the extension host.
      response.on('error', () => {});
      resolve(response);
    });
  });
}

/** A socket of TLS is ready only after its handshake, for which Node.js has no documented property. */
function isConnecting(socket: Socket & { readonly secureConnecting?: boolean }): boolean {
  return socket.connecting || socket.secureConnecting === true;
}
