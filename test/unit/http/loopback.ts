import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import { UploadError } from '../../../src/core/errors.ts';
import { createHttpClient, type HttpClientOptions } from '../../../src/core/http/createHttpClient.ts';
import type { HttpClient, RequestBody } from '../../../src/core/http/httpClient.ts';
import type { NetworkSettings } from '../../../src/core/http/networkSettings.ts';
import { Authorities } from '../../../src/core/http/node/authorities.ts';
import { NodeTransport } from '../../../src/core/http/node/nodeTransport.ts';
import { TransportClient } from '../../../src/core/http/transportClient.ts';
import { UndiciTransport } from '../../../src/core/http/undici/undiciTransport.ts';
import type { Log } from '../../../src/core/log.ts';

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const plainSettings: NetworkSettings = { strictSSL: true, systemCertificates: false };

/** Everything a client promises holds over each of them. */
export const transports = ['undici', 'node'] as const;
export type TransportName = (typeof transports)[number];

/** A client that sends everything by one transport, whatever the URL. */
export function clientOver(name: TransportName, options: Partial<HttpClientOptions> = {}): HttpClient {
  const { settings = () => plainSettings, log = silentLog, lookup, userAgent } = options;
  const timeouts = { connect: 15_000, idle: 90_000, reply: 300_000, ...options.timeouts };
  const connecting = { connectTimeout: timeouts.connect, lookup };
  const transport =
    name === 'undici'
      ? new UndiciTransport(connecting)
      : new NodeTransport({ ...connecting, settings, authorities: new Authorities(log) });
  return new TransportClient({ transport, timeouts, log, userAgent });
}

/** Servers and clients of one test, ended together. */
export class Loopback {
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();
  readonly #clients: HttpClient[] = [];
  readonly #onClose: (() => void)[] = [];
  readonly #transport: TransportName | undefined;

  /** @param transport the only one its clients use, unless they are given another */
  constructor(transport?: TransportName) {
    this.#transport = transport;
  }

  /** @param options.transport the only one it uses; without it, the client chooses by the URL */
  client(options: Partial<HttpClientOptions> & { readonly transport?: TransportName } = {}): HttpClient {
    const { transport = this.#transport, ...others } = options;
    const client =
      transport === undefined
        ? createHttpClient({ settings: () => plainSettings, log: silentLog, ...others })
        : clientOver(transport, others);
    this.#clients.push(client);
    return client;
  }

  async http(listener: http.RequestListener, options: http.ServerOptions = {}): Promise<URL> {
    return this.listen(http.createServer(options, listener), 'http');
  }

  async https(options: https.ServerOptions, listener: http.RequestListener): Promise<URL> {
    return this.listen(https.createServer(options, listener), 'https');
  }

  async tcp(listener: (socket: net.Socket) => void): Promise<URL> {
    return this.listen(net.createServer(listener), 'http');
  }

  async listen(server: net.Server, scheme: string): Promise<URL> {
    this.#servers.push(server);
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The server has no port');
    }
    return new URL(`${scheme}://127.0.0.1:${address.port}/`);
  }

  /** Has something undone when everything is ended, the last first. */
  onClose(undo: () => void): void {
    this.#onClose.push(undo);
  }

  async close(): Promise<void> {
    for (const undo of this.#onClose.splice(0).reverse()) {
      undo();
    }
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await Promise.all(this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A body of `length` bytes in chunks; `onEnd` is called when it is released, whether read to its end or not. */
export function bodyOf(length: number, options: { chunk?: number; onEnd?: () => void } = {}): RequestBody {
  const { chunk = 65_536, onEnd } = options;
  return {
    contentType: 'application/octet-stream',
    contentLength: length,
    async *bytes() {
      try {
        for (let position = 0; position < length; position += chunk) {
          yield Buffer.alloc(Math.min(chunk, length - position), 0x61);
        }
      } finally {
        onEnd?.();
      }
    },
  };
}

export async function textOf(body: RequestBody): Promise<string> {
  return (await bytesOf(body)).toString();
}

/** All bytes of a body, copied because their memory may be used again. */
export async function bytesOf(body: RequestBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body.bytes()) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** Resolves as soon as something is true. The test's own time limit is the only one. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Length of a request's body, read to its end. */
export async function lengthOf(request: http.IncomingMessage): Promise<number> {
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
  }
  return length;
}

/** For `assert.rejects`: a failure with this code. */
export function isFailure(code: UploadErrorCode, retryable: boolean): (error: unknown) => true {
  return (error) => {
    assert.ok(UploadError.is(error, code), `${code} expected, got ${error}`);
    assert.equal(error.retryable, retryable);
    return true;
  };
}
