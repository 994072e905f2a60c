import assert from 'node:assert/strict';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { jsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import type { RequestBody } from '../../../src/core/http/httpClient.ts';
import { networkFailure } from '../../../src/core/http/networkErrors.ts';
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

    describe('when the person cancels', () => {
      it("doesn't begin if already cancelled", async () => {
        const url = await loopback.http((_request, response) => response.end());
        const sending = loopback.client().send({ method: 'GET', url, signal: AbortSignal.abort() });
        await assert.rejects(sending, CancelledError.is);
      });

      it('closes the connection and releases the body while it is being sent', async () => {
        let isClosed = false;
        let received = 0;
        const url = await loopback.http((request) => {
          request.on('data', (chunk) => {
            received += chunk.length;
          });
          request.socket.on('close', () => {
            isClosed = true;
          });
        });
        let isReleased = false;
        const body = bodyOf(1024 * megabyte, {
          onEnd: () => {
            isReleased = true;
          },
        });
        const controller = new AbortController();
        const sending = loopback.client().send({ method: 'POST', url, body, signal: controller.signal });
        await until(() => received > 0);
        controller.abort();
        await assert.rejects(sending, CancelledError.is);
        await until(() => isClosed && isReleased);
      });

      it("doesn't wait for a connection that is still being opened", async () => {
        const controller = new AbortController();
        const sending = loopback.client({ lookup: () => {} }).send({
          method: 'GET',
          url: new URL('https://slow.example/'),
          signal: controller.signal,
        });
        setTimeout(() => controller.abort(), 20);
        await assert.rejects(sending, CancelledError.is);
      });

      it("doesn't wait for an answer either", async () => {
        let isClosed = false;
        const controller = new AbortController();
        const url = await loopback.http((request) => {
          request.socket.on('close', () => {
            isClosed = true;
          });
          controller.abort();
        });
        const sending = loopback.client().send({ method: 'GET', url, signal: controller.signal });
        await assert.rejects(sending, CancelledError.is);
        await until(() => isClosed);
      });

      it('counts closing the client as cancelling', async () => {
        const url = await loopback.http(() => {});
        const client = loopback.client();
        const sending = client.send({ method: 'GET', url, signal });
        setTimeout(() => void client.close(), 20);
        await assert.rejects(sending, CancelledError.is);
        await assert.rejects(client.send({ method: 'GET', url, signal }), CancelledError.is);
      });
    });

    describe('when the body fails', () => {
      it('passes on its error unchanged and closes the connection', async () => {
        let isClosed = false;
        const url = await loopback.http((request) => {
          request.resume().on('error', () => {});
          request.socket.on('close', () => {
            isClosed = true;
          });
        });
        const thrown = new UploadError('changedWhileReading', 'The file grew while it was read');
        const body: RequestBody = {
          ...bodyOf(10),
          async *bytes() {
            yield Buffer.from('half.');
            throw thrown;
          },
        };
        await assert.rejects(
          loopback.client().send({ method: 'POST', url, body, signal }),
          (error) => error === thrown,
        );
        await until(() => isClosed);
      });

      it('refuses a body whose length differs from the announced one, before a server can accept it', async () => {
        let whole = 0;
        const url = await loopback.http(async (request, response) => {
          try {
            await lengthOf(request);
            whole++;
            response.end();
          } catch {
            // cut off, as it should be
          }
        });
        const client = loopback.client();
        for (const length of [5, 15]) {
          const body: RequestBody = { ...bodyOf(10), bytes: () => bodyOf(length, { chunk: 4 }).bytes() };
          await assert.rejects(client.send({ method: 'POST', url, body, signal }), RangeError);
        }
        assert.equal(whole, 0);
      });
    });

    describe('when the connection fails', () => {
      it('reports that nothing listens there', async () => {
        const url = await loopback.http(() => {});
        await loopback.close();
        loopback = new Loopback(transport);
        await assert.rejects(loopback.client().send({ method: 'GET', url, signal }), (error) => {
          assert.ok(UploadError.is(error));
          assert.equal(error.details.host, url.host);
          return isFailure('connectionRefused', true)(error);
        });
      });

      it('reports that the name is unknown', async () => {
        const client = loopback.client({
          lookup: (_name, _options, callback) =>
            callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), ''),
        });
        const sending = client.send({ method: 'GET', url: new URL('https://nowhere.example/'), signal });
        await assert.rejects(sending, isFailure('unreachable', true));
      });

      it("reports that a link-local address can't be reached where the system asks for its interface", () => {
        // Only with several interfaces, so not on every machine. A URL has no place for the name of one.
        const error = Object.assign(new Error(), { code: 'EINVAL', syscall: 'connect' });
        isFailure('unreachable', true)(networkFailure(error, { host: '[fe80::1]:8188', proxy: undefined }));
      });

      it('reports that connecting took too long, long before the idle timeout', async () => {
        const client = loopback.client({ lookup: () => {}, timeouts: { connect: 100 } });
        const sending = client.send({ method: 'GET', url: new URL('https://slow.example/'), signal });
        await assert.rejects(sending, isFailure('connectTimeout', true));
      });

      it('reports that it was lost while the body was sent', async () => {
        const url = await loopback.tcp((socket) => {
          socket.once('data', () => socket.resetAndDestroy());
        });
        const sending = loopback.client().send({ method: 'POST', url, body: bodyOf(16 * megabyte), signal });
        await assert.rejects(sending, isFailure('connectionLost', true));
      });

      it('reports that it was lost in the middle of the answer', async () => {
        const url = await loopback.tcp((socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
        });
        const sending = loopback.client().send({ method: 'GET', url, signal });
        await assert.rejects(sending, isFailure('connectionLost', true));
      });

      it("reports a reply that isn't HTTP", async () => {
        const url = await loopback.tcp((socket) => {
          socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
        });
        await assert.rejects(
          loopback.client().send({ method: 'GET', url, signal }),
          isFailure('unexpectedReply', false),
        );
      });

      it('keeps paths, queries, headers and bodies out of the error', async () => {
        const url = await loopback.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
        const sending = loopback.client().send({
          method: 'POST',
          url: new URL('/proxy/canary-key?token=canary-key', url),
          headers: { authorization: 'Bearer canary-key' },
          body: jsonBody({ apiKey: 'canary-key' }),
          signal,
        });
        await assert.rejects(sending, (error) => {
          assert.ok(UploadError.is(error, 'connectionLost'));
          const text = JSON.stringify([error.message, error.details, String(error.cause), error.stack]);
          assert.ok(!text.includes('canary'));
          return true;
        });
      });
    });
  });
}
