import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import busboy from 'busboy';
import { createProxy } from 'proxy';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { UploadError } from '../../../src/core/errors.ts';
import { base64JsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import { multipartBody } from '../../../src/core/http/bodies/multipartBody.ts';
import type { HttpClient } from '../../../src/core/http/httpClient.ts';
import { png } from '../asset/samples.ts';
import { Loopback, plainSettings } from './loopback.ts';
import { patchHttps } from './proxy/patchedHttps.ts';

const fixture = (name: string): URL => new URL(`../../fixtures/tls/${name}`, import.meta.url);
const identity = { key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) };
const trusting = { ...plainSettings, extraCertificates: fileURLToPath(fixture('authority.pem')) };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Way {
  readonly client: HttpClient;
  readonly url: URL;
}

/** Every way a file can take to a server, which behaves as `listener` says. */
const ways: Readonly<Record<string, (loopback: Loopback, listener: RequestListener) => Promise<Way>>> = {
  'by undici': async (loopback, listener) => ({
    client: loopback.client({ transport: 'undici' }),
    url: await loopback.http(listener),
  }),
  'by node:http': async (loopback, listener) => ({
    client: loopback.client({ transport: 'node' }),
    url: await loopback.http(listener),
  }),
  'by node:https': async (loopback, listener) => ({
    client: loopback.client({ settings: () => trusting }),
    url: await loopback.https(identity, listener),
  }),
  "through a proxy's tunnel": async (loopback, listener) => {
    const server = createProxy();
    server.authenticate = ({ headers }) => headers['proxy-authorization'] === 'Bearer proxy';
    const { host } = await loopback.listen(server, 'http');
    loopback.onClose(patchHttps(`PROXY ${host}`));
    return {
      client: loopback.client({ settings: () => ({ ...trusting, proxyAuthorization: 'Bearer proxy' }) }),
      url: await loopback.https(identity, listener),
    };
  },
};

for (const [name, way] of Object.entries(ways)) {
  describe(`a file that was sent ${name}`, () => {
    const signal = new AbortController().signal;
    const content = Buffer.concat([png(1, 1), randomBytes(6_000_000)]);
    let loopback: Loopback;
    let folder: string;
    let path: string;
    let asset: Asset;

    beforeEach(async () => {
      loopback = new Loopback();
      folder = await mkdtemp(join(tmpdir(), 'integrity-'));
      path = join(folder, 'photo.png');
      await writeFile(path, content);
      asset = await openFileAsset(path, `file://${path}`, { signal });
    });

    afterEach(async () => {
      await asset.close();
      await loopback.close();
      await rm(folder, { recursive: true });
    });

    /** Reads a form in fits and starts and answers with the hash of its file. */
    const readingSlowly: RequestListener = (request, response) => {
      const hash = createHash('sha256');
      const parser = busboy({ headers: request.headers });
      parser.on('file', (_name, file) => file.on('data', (chunk) => hash.update(chunk)));
      parser.on('close', () => response.end(hash.digest('hex')));
      let pieces = 0;
      request.on('data', (chunk) => {
        parser.write(chunk);
        if (++pieces % 16 === 0) {
          request.pause();
          setTimeout(() => request.resume(), 1);
        }
      });
      request.on('end', () => parser.end());
    };

    it('has arrived unchanged', async () => {
      const { client, url } = await way(loopback, readingSlowly);
      const body = multipartBody([{ name: 'file', asset }]);
      assert.equal((await client.send({ method: 'POST', url, body, signal })).text, sha256(content));
    });

    it('has arrived in base64', async () => {
      const { client, url } = await way(loopback, async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
          chunks.push(chunk);
        }
        const [task] = JSON.parse(Buffer.concat(chunks).toString());
        response.end(sha256(Buffer.from(task.media, 'base64')));
      });
      const body = base64JsonBody('[{"media":"', asset, '"}]');
      assert.equal((await client.send({ method: 'POST', url, body, signal })).text, sha256(content));
    });

    it('has not arrived if it changed on the way: no server got all of it', async () => {
      let whole = 0;
      const { client, url } = await way(loopback, async (request, response) => {
        try {
          for await (const _chunk of request) {
            // everything it can get
          }
          whole++;
          response.end('ok');
        } catch {
          // cut off, as it should be
        }
      });
      let isChanged = false;
      const body = multipartBody([{ name: 'file', asset }]);
      const sending = client.send({
        method: 'POST',
        url,
        body,
        signal,
        onBytesSent: () => {
          if (!isChanged) {
            isChanged = true;
            void appendFile(path, 'more');
          }
        },
      });
      await assert.rejects(sending, (error) => UploadError.is(error, 'changedWhileReading'));
      assert.equal(whole, 0);
    });
  });
}
