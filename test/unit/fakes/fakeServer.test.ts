import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent, request as undici } from 'undici';
import { until } from '../http/loopback.ts';
import {
  checkOnce,
  form,
  json,
  picture,
  providersByHand,
  sendRaw,
  sha256,
  uploadOnce,
  withFakeProvider,
} from './support.ts';

const garbage: readonly (readonly [string, string | Buffer])[] = [
  ['nothing', ''],
  ['no HTTP at all', Buffer.from('16030100c8010000c40303', 'hex')],
  ['half a request', 'POST /api/upload/image HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'],
  ['an absurd target', 'GET http://[::bad/%%% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['a negative length', 'POST /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nabc'],
  [
    'a form without boundary',
    'POST /upload/image HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc',
  ],
  [
    'a form with a broken header',
    'POST /task/openapi/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 24\r\n\r\n--x\r\n\u0001\u0002:\u0003\r\n\r\nab\r\n--x--',
  ],
  ['a method of its own', 'BREW /v1/uploads HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an upgrade to nothing', 'GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
];

describe('Every fake server', () => {
  for (const provider of providersByHand) {
    it(`${provider}: survives garbage and works on`, () =>
      withFakeProvider(provider, {}, async (fakeProvider) => {
        for (const [, text] of garbage) {
          await sendRaw(fakeProvider, text);
        }
        assert.ok((await uploadOnce(fakeProvider)).ok);
        assert.equal(fakeProvider.files.length, 1);
      }));

    it(`${provider}: records what it was sent, without the query`, () =>
      withFakeProvider(provider, {}, async (fakeProvider) => {
        await fetch(`${fakeProvider.url}/some/path?apiKey=secret`, { method: 'POST', body: 'hello' });
        const seen = fakeProvider.requests[0];
        assert.ok(seen);
        assert.ok(seen.path.endsWith('/some/path'));
        assert.deepEqual([seen.method, seen.contentLength, seen.bytes], ['POST', 5, 5]);
        assert.equal(seen.headers['content-type'], 'text/plain;charset=UTF-8');
        assert.equal(typeof seen.status, 'number');
      }));

    it(`${provider}: counts simultaneous uploads, and not the checks`, () =>
      withFakeProvider(provider, {}, async (fakeProvider) => {
        const answer = Promise.withResolvers<void>();
        fakeProvider.inject({ what: 'stall', when: 'afterBody', step: 'upload', until: answer.promise, times: 3 });
        const uploads = [1, 2, 3].map(() => uploadOnce(fakeProvider));
        await until(() => fakeProvider.peakConcurrency === 3);
        await checkOnce(fakeProvider);
        assert.equal(fakeProvider.peakConcurrency, 3);
        answer.resolve();
        await Promise.all(uploads);
        await uploadOnce(fakeProvider);
        assert.equal(fakeProvider.peakConcurrency, 3);
        fakeProvider.reset();
        assert.equal(fakeProvider.peakConcurrency, 0);
      }));

    it(`${provider}: takes the key and the port it is given, and logs a line without either key or query`, () => {
      const lines: string[] = [];
      const key = provider === 'comfyServer' ? '' : 'my-own-key';
      return withFakeProvider(provider, { key, log: (line) => lines.push(line) }, async (fakeProvider) => {
        assert.equal(fakeProvider.key, key);
        assert.ok((await uploadOnce(fakeProvider)).ok);
        await fetch(`${fakeProvider.url}/x?apiKey=${key}1`);
        await new Promise((resolve) => setImmediate(resolve));
        assert.ok(lines.length >= 2);
        assert.ok(lines.every((line) => line.startsWith(`${provider} `) && !line.includes('?')));
        assert.equal(
          lines.some((line) => line.includes('my-own-key')),
          false,
        );
      });
    });
  }

  it('hashes a body far larger than it keeps', () =>
    withFakeProvider('comfyServer', { maxUploadBytes: Number.POSITIVE_INFINITY }, async (fakeProvider) => {
      const piece = picture(1024 * 1024);
      const head = '--x\r\nContent-Disposition: form-data; name="image"; filename="big.bin"\r\n\r\n';
      const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
      const peak = await sendPieces(`${fakeProvider.url}/upload/image`, headers, [head, piece, '\r\n--x--\r\n']);
      assert.equal(fakeProvider.files[0]?.size, pieces * piece.length);
      assert.ok(peak < (pieces * piece.length * 4) / 5, `${peak} bytes more in use`);
    }));

  it('streams base64 of any length as well', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const piece = picture(3 * 256 * 1024);
      const text = Buffer.from(piece.toString('base64'));
      const head = `[{"taskType":"mediaStorage","taskUUID":"${crypto.randomUUID()}","operation":"upload","media":"`;
      const headers = { Authorization: `Bearer ${fakeProvider.key}`, 'Content-Type': 'application/json' };
      const peak = await sendPieces(fakeProvider.url, headers, [head, text, '"}]']);
      const whole = Buffer.concat(Array.from({ length: pieces }, () => piece));
      assert.equal(fakeProvider.files[0]?.sha256, sha256(whole));
      assert.ok(peak < (pieces * text.length * 4) / 5, `${peak} bytes more in use`);
    }));

  it('serves https with a given key and certificate', () => {
    const read = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
    return withFakeProvider(
      'runway',
      { tls: { key: read('server.key'), cert: read('server.pem') } },
      async (fakeProvider) => {
        assert.match(fakeProvider.url, /^https:/);
        const dispatcher = new Agent({ connect: { ca: read('authority.pem') } });
        const headers = { Authorization: `Bearer ${fakeProvider.key}`, 'X-Runway-Version': '2024-11-06' };
        const check = () => undici(`${fakeProvider.url}/v1/organization`, { dispatcher, headers });
        assert.equal((await check()).statusCode, 200);
        fakeProvider.inject({ step: 'check', what: 'reset', when: 'afterBody' });
        await assert.rejects(check);
        await dispatcher.close();
      },
    );
  });

  it('lets a client that reads while it sends receive an early answer', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'status', status: 413, early: true });
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) {
          yield picture(100_000);
        }
      }
      const response = await undici(`${fakeProvider.url}/api/upload/image`, {
        method: 'POST',
        headers: { 'Content-Length': '100000000000' },
        body: Readable.from(endless()),
      });
      assert.equal(response.statusCode, 413);
      await response.body.dump();
    }));

  it('keeps a file name as sent', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      for (const name of ['a b (1).png', '图片.png', 'dir/sub.png', 'say "hi".png']) {
        await fetch(`${fakeProvider.url}/api/upload/image`, {
          method: 'POST',
          headers: { 'X-API-Key': fakeProvider.key },
          body: form([['image', picture()]], name),
        });
      }
      const names = fakeProvider.files.map(({ name }) => name);
      assert.deepEqual(names, ['a b (1).png', '图片.png', 'dir/sub.png', 'say %22hi%22.png']);
    }));

  it('records a request without an answer if the client gave up', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'stall', when: 'afterBody' });
      const controller = new AbortController();
      const upload = fetch(`${fakeProvider.url}/api/upload/image`, {
        method: 'POST',
        headers: { 'X-API-Key': fakeProvider.key },
        body: form([['image', picture()]]),
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 30);
      await assert.rejects(upload, { name: 'AbortError' });
      assert.equal(fakeProvider.requests[0]?.status, undefined);
      assert.equal((await json(await uploadOnce(fakeProvider))).type, 'input');
    }));
});

/** How often a piece is sent to see that the fake server does not keep all of them. */
const pieces = 120;

/**
 * Posts a head, a piece again and again, and a tail.
 * @returns how many bytes more than before were held at most while it was under way
 */
async function sendPieces(
  url: string,
  headers: Record<string, string>,
  [head, piece, tail]: readonly [string, Buffer, string],
): Promise<number> {
  const length = head.length + pieces * piece.length + tail.length;
  const upload = request(url, { method: 'POST', headers: { ...headers, 'Content-Length': length } });
  const before = bytesInUse();
  let peak = 0;
  upload.write(head);
  for (let count = 1; count <= pieces; count += 1) {
    await written(upload, piece);
    peak = Math.max(peak, count % 16 === 0 ? bytesInUse() - before : 0);
  }
  upload.end(tail);
  const [response] = await once(upload, 'response');
  response.resume();
  assert.equal(response.statusCode, 200);
  return peak;
}

/** What is still held after everything else has been thrown away. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** Resolves once a piece has left for the socket, so that the sender does not pile up what the test then measures. */
async function written(upload: ClientRequest, piece: Buffer): Promise<void> {
  if (!upload.write(piece)) {
    await once(upload, 'drain');
  }
}
