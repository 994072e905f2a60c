import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { UploadError, type UploadErrorCode } from '../../../src/core/errors.ts';
import type { HttpClient, RequestBody } from '../../../src/core/http/httpClient.ts';
import type { ProxySettings } from '../../../src/core/http/proxy/proxySettings.ts';
import type { HttpClientOptions } from '../../../src/core/http/undiciHttpClient.ts';
import { createHttpClient } from '../../../src/core/http/undiciHttpClient.ts';
import type { Log } from '../../../src/core/log.ts';

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const noProxy: ProxySettings = {
  noProxy: [],
  strictSSL: true,
  support: 'on',
  systemCertificates: false,
  environment: {},
};

/** Servers and clients of one test, ended together. */
export class Loopback {
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();
  readonly #clients: HttpClient[] = [];

  client(options: Partial<HttpClientOptions> = {}): HttpClient {
    const client = createHttpClient({ proxy: () => noProxy, log: silentLog, ...options });
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

  async close(): Promise<void> {
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
