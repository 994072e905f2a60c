import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { jsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import type { HttpReply, RequestBody } from '../../../src/core/http/httpClient.ts';
import { bodyOf, isFailure, Loopback, lengthOf, transports } from './loopback.ts';

const megabyte = 1_048_576;

for (const transport of transports) {
  describe(`the HTTP client over ${transport}`, () => {
    let loopback: Loopback;
    const signal = new AbortController().signal;

    beforeEach(() => {
      loopback = new Loopback(transport);
    });

    afterEach(() => loopback.close());

    describe('keeps a connection', () => {
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

      /** Answers the first request of each connection and then does `afterwards` with what comes next. */
      async function server(afterwards: (socket: Socket) => void): Promise<{ url: URL; connections: () => number }> {
        let connections = 0;
        const url = await loopback.tcp((socket) => {
          connections++;
          let head = '';
          let left = Number.NaN;
          socket.on('data', (chunk) => {
            if (left === 0) {
              afterwards(socket);
              return;
            }
            if (Number.isNaN(left)) {
              head += chunk.toString('latin1');
              const [fields = '', rest] = head.split('\r\n\r\n', 2);
              if (rest === undefined) {
                return;
              }
              left = Number(/content-length: (\d+)/i.exec(fields)?.[1] ?? 0) - rest.length;
            } else {
              left -= chunk.length;
            }
            if (left === 0) {
              socket.write(answer);
            }
          });
        });
        return { url, connections: () => connections };
      }

      it('and uses it for the next request', async () => {
        const { url, connections } = await server((socket) => socket.write(answer));
        const client = loopback.client();
        for (const _request of [1, 2, 3]) {
          assert.equal((await client.send({ method: 'GET', url, signal })).text, 'ok');
        }
        assert.equal(connections(), 1);
      });

      it('for one request at a time', async () => {
        const waiting: ServerResponse[] = [];
        const sockets = new Set<Socket>();
        const url = await loopback.http((request, response) => {
          sockets.add(request.socket);
          waiting.push(response);
          // None is answered before all are there: over a shared connection the second would never arrive.
          if (waiting.length === 3) {
            for (const each of waiting) {
              each.end('ok');
            }
          }
        });
        const client = loopback.client();
        await Promise.all([1, 2, 3].map(() => client.send({ method: 'GET', url, signal })));
        assert.equal(sockets.size, 3);
      });

      it('and sends again over a new one if it was closed in the meantime and little was sent', async () => {
        const { url, connections } = await server((socket) => socket.resetAndDestroy());
        const client = loopback.client();
        await client.send({ method: 'GET', url, signal });
        let attempts = 0;
        const body: RequestBody = {
          ...bodyOf(16 * megabyte),
          bytes: () => {
            attempts++;
            return bodyOf(16 * megabyte).bytes();
          },
        };
        const reply = await client.send({ method: 'POST', url, body, signal });
        assert.equal(reply.text, 'ok');
        assert.equal(attempts, 2);
        assert.equal(connections(), 2);
      });

      it('and repeats no request that a server may have acted on', async () => {
        let requests = 0;
        const { url } = await server((socket) => {
          requests++;
          socket.resetAndDestroy();
        });
        const client = loopback.client();
        await client.send({ method: 'GET', url, signal });
        const sending = client.send({ method: 'POST', url, body: jsonBody({ slot: 1 }), signal });
        await assert.rejects(sending, isFailure('connectionLost', true));
        assert.equal(requests, 1);
      });

      it("and doesn't repeat a request that failed on a new one", async () => {
        let connections = 0;
        const url = await loopback.tcp((socket) => {
          connections++;
          socket.once('data', () => socket.resetAndDestroy());
        });
        const sending = loopback.client().send({ method: 'POST', url, body: bodyOf(16 * megabyte), signal });
        await assert.rejects(sending, isFailure('connectionLost', true));
        assert.equal(connections, 1);
      });

      it('and notices that an idle one was closed', async () => {
        const replies: HttpReply[] = [];
        let requests = 0;
        const url = await loopback.http(
          async (request, response) => {
            requests++;
            await lengthOf(request);
            response.end('ok');
            setTimeout(() => request.socket.destroy(), 5);
          },
          { keepAliveTimeout: 5 },
        );
        const client = loopback.client();
        for (let round = 0; round < 8; round++) {
          replies.push(await client.send({ method: 'POST', url, body: bodyOf(100), signal }));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.equal(replies.length, 8);
        assert.equal(requests, 8);
      });

      it('not after a request that failed', async () => {
        let connections = 0;
        const url = await loopback.tcp((socket) => {
          connections++;
          socket.on('data', () => socket.write('HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n'));
        });
        const client = loopback.client();
        await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('redirected', false));
        await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('redirected', false));
        assert.equal(connections, 2);
      });
    });

    describe('asked to connect to public addresses only', () => {
      const lookup = (addresses: readonly string[]) => ({
        lookup: ((_name: string, options: { all?: boolean }, callback: (...found: unknown[]) => void) => {
          const found = addresses.map((address) => ({ address, family: 4 }));
          setImmediate(() => (options.all ? callback(null, found) : callback(null, addresses[0], 4)));
        }) as never,
      });

      it('refuses a name that resolves to this machine or network', async () => {
        let requests = 0;
        const url = await loopback.http((_request, response) => {
          requests++;
          response.end('secret');
        });
        const named = new URL(url);
        named.hostname = 'storage.example';
        for (const addresses of [['127.0.0.1'], ['203.0.113.7', '10.0.0.1'], ['169.254.169.254']]) {
          const sending = loopback
            .client(lookup(addresses))
            .send({ method: 'POST', url: named, body: bodyOf(10), signal, publicAddressOnly: true });
          await assert.rejects(sending, isFailure('unsafeUploadUrl', false));
        }
        assert.equal(requests, 0);
        const unasked = await loopback.client(lookup(['127.0.0.1'])).send({ method: 'GET', url: named, signal });
        assert.equal(unasked.text, 'secret');
      });

      it("doesn't use a connection that was opened without that check", async () => {
        const url = await loopback.http((_request, response) => response.end('ok'));
        const named = new URL(url);
        named.hostname = 'storage.example';
        const client = loopback.client(lookup(['127.0.0.1']));
        await client.send({ method: 'GET', url: named, signal });
        const sending = client.send({ method: 'GET', url: named, signal, publicAddressOnly: true });
        await assert.rejects(sending, isFailure('unsafeUploadUrl', false));
      });
    });
  });
}
