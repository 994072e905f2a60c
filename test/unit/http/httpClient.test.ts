import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { jsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import type { RequestBody } from '../../../src/core/http/httpClient.ts';
import { bodyOf, isFailure, Loopback, lengthOf, transports, until } from './loopback.ts';

const megabyte = 1_048_576;

for (const transport of transports) {
  describe(`the HTTP client over ${transport}`, () => {
    let loopback: Loopback;
    const signal = new AbortController().signal;

    beforeEach(() => {
      loopback = new Loopback(transport);
    });

    afterEach(() => loopback.close());

    it('sends method, path, query, headers and body, with the exact length and never chunked', async () => {
      let seen: IncomingMessage | undefined;
      const url = await loopback.http(async (request, response) => {
        seen = request;
        response.setHeader('X-Twice', ['a', 'b']).end(`${await lengthOf(request)} ü`);
      });
      const reply = await loopback.client().send({
        method: 'POST',
        url: new URL('/v1/uploads?x=1', url),
        headers: { authorization: 'Bearer key' },
        body: bodyOf(3 * megabyte + 1),
        signal,
      });
      assert.equal(reply.status, 200);
      assert.equal(reply.text, `${3 * megabyte + 1} ü`);
      assert.equal(reply.headers['x-twice'], 'a, b');
      assert.equal(seen?.method, 'POST');
      assert.equal(seen?.url, '/v1/uploads?x=1');
      assert.equal(seen?.headers.authorization, 'Bearer key');
      assert.equal(seen?.headers['content-length'], String(3 * megabyte + 1));
      assert.equal(seen?.headers['transfer-encoding'], undefined);
      assert.equal(seen?.headers['content-type'], 'application/octet-stream');
    });

    it('sends requests without a body, and bodies without a byte', async () => {
      const url = await loopback.http((request, response) => {
        response.end(`${request.method} ${request.headers['content-length']}`);
      });
      const client = loopback.client();
      assert.equal((await client.send({ method: 'GET', url, signal })).text, 'GET undefined');
      assert.equal((await client.send({ method: 'DELETE', url, signal })).text, 'DELETE undefined');
      assert.equal((await client.send({ method: 'POST', url, body: bodyOf(0), signal })).text, 'POST 0');
    });

    it("doesn't wait for a body in the answer to HEAD, whatever length it announces", async () => {
      const url = await loopback.http((_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).end();
      });
      const client = loopback.client();
      for (const _request of [1, 2]) {
        const reply = await client.send({ method: 'HEAD', url, signal });
        assert.equal(reply.headers['content-length'], '100');
        assert.equal(reply.text, '');
      }
    });

    it('returns a reply of any status except a redirect', async () => {
      const url = await loopback.http((request, response) => {
        response.writeHead(Number(request.url?.slice(1))).end('said');
      });
      const client = loopback.client();
      for (const status of [200, 201, 204, 400, 401, 404, 413, 429, 500, 503]) {
        const reply = await client.send({ method: 'GET', url: new URL(`/${status}`, url), signal });
        assert.equal(reply.status, status);
      }
    });

    it("doesn't follow a redirect, and names only the host it leads to", async () => {
      let requests = 0;
      const url = await loopback.http((request, response) => {
        requests++;
        request.resume();
        response.writeHead(Number(request.url?.slice(1)), { location: 'https://elsewhere.example/x?token=abc' }).end();
      });
      const client = loopback.client();
      for (const status of [301, 302, 303, 307, 308]) {
        const sending = client.send({ method: 'POST', url: new URL(`/${status}`, url), body: bodyOf(10), signal });
        await assert.rejects(sending, (error) => {
          assert.ok(UploadError.is(error, 'redirected'));
          assert.equal(error.details.host, 'elsewhere.example');
          assert.equal(error.details.status, status);
          assert.ok(!error.message.includes('abc'));
          return true;
        });
      }
      assert.equal(requests, 5);
    });

    it('returns a redirect that is asked for, without following it', async () => {
      const paths: string[] = [];
      const url = await loopback.http((request, response) => {
        paths.push(`${request.method} ${request.url}`);
        request.resume().on('end', () => response.writeHead(301, { location: '/elsewhere' }).end('why'));
      });
      const client = loopback.client();
      const reply = await client.send({ method: 'PUT', url, body: bodyOf(10), readsRedirects: true, signal });
      assert.deepEqual([reply.status, reply.headers.location, reply.text], [301, '/elsewhere', 'why']);
      assert.deepEqual(paths, ['PUT /']);
    });

    it('reads no reply longer than a mebibyte', async () => {
      const url = await loopback.http((_request, response) => {
        const piece = Buffer.alloc(65_536, 'x');
        const write = (): void => {
          while (!response.destroyed && response.write(piece)) {
            // until the client has had enough
          }
        };
        response.on('drain', write);
        write();
      });
      await assert.rejects(loopback.client().send({ method: 'GET', url, signal }), isFailure('unexpectedReply', false));
    });

    it('returns a refusal that arrives while the body is still being sent', async () => {
      const url = await loopback.http((_request, response) => {
        response.writeHead(413).end('too large');
      });
      let isReleased = false;
      const body = bodyOf(64 * megabyte, {
        onEnd: () => {
          isReleased = true;
        },
      });
      const reply = await loopback.client().send({ method: 'POST', url, body, signal });
      assert.equal(reply.status, 413);
      assert.equal(reply.text, 'too large');
      await until(() => isReleased);
    });

    it("doesn't accept a success that arrives before the whole body was sent", async () => {
      const url = await loopback.http((_request, response) => {
        response.end('{"code":0}');
      });
      const sending = loopback.client().send({ method: 'POST', url, body: bodyOf(64 * megabyte), signal });
      await assert.rejects(sending, isFailure('unexpectedReply', false));
    });

    describe('reports progress', () => {
      it('that never decreases, and reaches the total only with the answer', async () => {
        let answer: (() => void) | undefined;
        const url = await loopback.http(async (request, response) => {
          await lengthOf(request);
          answer = () => response.end('done');
        });
        const reports: number[] = [];
        const length = 2 * megabyte;
        const sending = loopback.client().send({
          method: 'POST',
          url,
          body: bodyOf(length),
          signal,
          onBytesSent: (bytes) => reports.push(bytes),
        });
        await until(() => answer !== undefined);
        assert.ok(reports.length > 10);
        assert.deepEqual(
          reports,
          reports.toSorted((a, b) => a - b),
        );
        assert.ok(reports.every((bytes) => bytes < length));
        answer?.();
        await sending;
        assert.equal(reports.at(-1), length);
      });

      it("of what the socket took, no more than the system buffers for a server that doesn't read", async () => {
        const url = await loopback.tcp((socket) => socket.pause());
        const reading = await loopback.http(async (request, response) => response.end(String(await lengthOf(request))));
        let sent = 0;
        const controller = new AbortController();
        const client = loopback.client();
        const sending = client.send({
          method: 'POST',
          url,
          body: bodyOf(256 * megabyte),
          signal: controller.signal,
          onBytesSent: (bytes) => {
            sent = bytes;
          },
        });
        await until(() => sent > 0);
        // A server that reads takes more than the limit in the meantime.
        await client.send({ method: 'POST', url: reading, body: bodyOf(64 * megabyte), signal });
        assert.ok(sent < 32 * megabyte, `${sent} bytes`);
        controller.abort();
        await assert.rejects(sending, CancelledError.is);
      });
    });

    describe('when nothing moves', () => {
      const timeouts = { idle: 80 };

      it('gives up on a server that stops reading', async () => {
        const url = await loopback.tcp((socket) => socket.pause());
        let isReleased = false;
        const body = bodyOf(64 * megabyte, {
          onEnd: () => {
            isReleased = true;
          },
        });
        const sending = loopback.client({ timeouts }).send({ method: 'POST', url, body, signal });
        await assert.rejects(sending, (error) => {
          assert.ok(UploadError.is(error, 'idleTimeout'));
          assert.equal(error.details.host, url.host);
          return isFailure('idleTimeout', true)(error);
        });
        await until(() => isReleased);
      });

      it('gives up on a server that never answers', async () => {
        const url = await loopback.http((request) => request.resume());
        const client = loopback.client({ timeouts });
        const body = jsonBody({ a: 1 });
        await assert.rejects(client.send({ method: 'POST', url, body, signal }), isFailure('idleTimeout', true));
        await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('idleTimeout', true));
      });

      it('gives up on an answer that stops in the middle', async () => {
        const url = await loopback.http((_request, response) => {
          response.writeHead(200, { 'content-length': '10' });
          response.write('half');
        });
        const sending = loopback.client({ timeouts }).send({ method: 'GET', url, signal });
        await assert.rejects(sending, isFailure('idleTimeout', true));
      });

      it('gives up on a body that stops producing bytes', async () => {
        const url = await loopback.http((request) => request.resume());
        const body: RequestBody = {
          contentType: 'text/plain',
          contentLength: 10,
          async *bytes() {
            yield Buffer.from('five.');
            await new Promise(() => {});
          },
        };
        const sending = loopback.client({ timeouts }).send({ method: 'POST', url, body, signal });
        await assert.rejects(sending, isFailure('idleTimeout', true));
      });

      it('keeps waiting as long as anything moves, however long it takes in total', async () => {
        // Twenty pieces, ten in each direction, that together take longer than the limit; each pause is far below it.
        const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
        const url = await loopback.http(async (request, response) => {
          await lengthOf(request);
          response.writeHead(200, { 'content-length': '10' });
          for (let piece = 0; piece < 10; piece++) {
            response.write('x');
            await pause();
          }
          response.end();
        });
        const body: RequestBody = {
          contentType: 'text/plain',
          contentLength: 10,
          async *bytes() {
            for (let piece = 0; piece < 10; piece++) {
              yield Buffer.from('x');
              await pause();
            }
          },
        };
        const client = loopback.client({ timeouts: { idle: 1_000 } });
        const reply = await client.send({ method: 'POST', url, body, signal });
        assert.equal(reply.text.length, 10);
      });

      it('counts interim responses as a sign of life, and not as the answer', async () => {
        const url = await loopback.tcp((socket) => {
          socket.once('data', () => {
            let left = 12;
            const timer = setInterval(() => {
              socket.write(
                left-- > 0 ? 'HTTP/1.1 102 Processing\r\n\r\n' : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone',
              );
              if (left < 0) {
                clearInterval(timer);
              }
            }, 100);
          });
        });
        // All of them together take longer than either limit; each pause is far below it.
        const client = loopback.client({ timeouts: { idle: 800, reply: 600 } });
        const reply = await client.send({ method: 'GET', url, signal });
        assert.deepEqual([reply.status, reply.text], [200, 'done']);
      });

      it('gives up on a reply that never ends, although something arrives all the time', async () => {
        const url = await loopback.http((request, response) => {
          request.resume();
          const drip = setInterval(() => response.write(' '), 10);
          response.on('close', () => clearInterval(drip));
        });
        const client = loopback.client({ timeouts: { reply: 200 } });
        await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('idleTimeout', false));
        const body = jsonBody({ a: 1 });
        await assert.rejects(client.send({ method: 'POST', url, body, signal }), isFailure('idleTimeout', false));
      });

      it('gives a reply that begins early its whole time after the request was sent', async () => {
        const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
        const url = await loopback.http(async (request, response) => {
          response.writeHead(200, { 'content-length': '4' });
          response.write('ea');
          await lengthOf(request);
          response.end('ly');
        });
        const body: RequestBody = {
          contentType: 'text/plain',
          contentLength: 20,
          async *bytes() {
            for (let piece = 0; piece < 20; piece++) {
              yield Buffer.from('x');
              await pause();
            }
          },
        };
        // Sending takes longer than the reply may; no pause does.
        const client = loopback.client({ timeouts: { reply: 1_000 } });
        assert.equal((await client.send({ method: 'POST', url, body, signal })).text, 'ealy');
      });

      it('waits longer once everything is handed over, because the system may still be sending what it buffered', async () => {
        const url = await loopback.http(async (request, response) => {
          await lengthOf(request);
          setTimeout(() => response.end('done'), 1_500);
        });
        const client = loopback.client({ timeouts: { idle: 1_000 } });
        const reply = await client.send({ method: 'POST', url, body: bodyOf(8 * megabyte), signal });
        assert.equal(reply.text, 'done');
        const small = client.send({ method: 'POST', url, body: bodyOf(1_000), signal });
        await assert.rejects(small, isFailure('idleTimeout', true));
      });
    });
  });
}
