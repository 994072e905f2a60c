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
  /** Called once the exchange has ended, successfully or not. */
  readonly onEnd: () => void;
}

/**
 * What may take place before VS Code provides a socket: running a PAC script, connecting to the proxy, opening its tunnel,
 * and asking for its password.
 */
const hopsBeforeSocket = 4;

/** One request over `node:http` or `node:https`. */
export class NodeExchange implements Exchange {
  readonly #request: HttpRequest;
  readonly #options: NodeExchangeOptions;
  /** Rejected by whatever ends the request early: Node.js reports no error while its agent is still connecting. */
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

  /** Node's agent keeps the connection on its own. */
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
    return readReply({ status, headers: response.headers, body: response }, this.#request, this.#options.onAnswer);
  }

  #open(): ClientRequest {
    const { url, method, publicAddressOnly = false } = this.#request;
    const { headers, rejectUnauthorized, secureContext, onInterim } = this.#options;
    const lookup = publicAddressOnly ? publicLookup(this.#options.lookup) : this.#options.lookup;
    // VS Code modifies the module object itself, so `request` has to be looked up there at the time of the call. An `import`
    // would also load Node's WebSocket, and with it a global dispatcher for `fetch`.
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
    // Emitted by VS Code's agent once it has connected, or failed to.
    request.on('proxy', ({ proxy, error }: { readonly proxy?: unknown; readonly error?: unknown }) => {
      this.#proxy = chosenProxy(proxy);
      this.#proxyFailure = error;
    });
    request.on('information', onInterim);
    return request;
  }

  /** Resolves with a connected socket. Until then nothing is sent, not even the headers. */
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
   * A kept connection may have been opened by a request, even another extension's, whose name lookup wasn't checked. The
   * address of a proxy says nothing about where it connects to.
   */
  #checkAddress({ remoteAddress }: Socket): void {
    const { publicAddressOnly = false } = this.#request;
    if (publicAddressOnly && this.isReused && this.#proxy === undefined && isPrivateAddress(remoteAddress ?? '')) {
      throw new ConnectError('PRIVATE_ADDRESS', 'The connection leads to a private address');
    }
  }

  /**
   * When a proxy refuses a tunnel, VS Code's agent presents the proxy's response as though it were the server's, through a
   * socket without TLS.
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

/** Resolves once the socket has taken a chunk; its memory may be reused from then on. */
function taken(request: ClientRequest, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    request.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    request.once('response', (response) => {
      // At once, because an error without a listener would end the extension host.
      response.on('error', () => {});
      resolve(response);
    });
  });
}

/** A TLS socket is usable only after its handshake, for which Node.js has no documented property. */
function isConnecting(socket: Socket & { readonly secureConnecting?: boolean }): boolean {
  return socket.connecting || socket.secureConnecting === true;
}
