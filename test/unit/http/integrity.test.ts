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
import { png } from '../asset/samples.ts';
import { Loopback, noProxy } from './loopback.ts';

const fixturePath = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const fixture = (name: string): string => readFileSync(fixturePath(name), 'utf8');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a file that was sent', () => {
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
    const url = await loopback.http(readingSlowly);
    const body = multipartBody([{ name: 'file', asset }]);
    const { text } = await loopback.client().send({ method: 'POST', url, body, signal });
    assert.equal(text, sha256(content));
  });

  it('has arrived through TLS', async () => {
    const identity = { key: fixture('server.key'), cert: fixture('server.pem') };
    const url = await loopback.https(identity, readingSlowly);
    const client = loopback.client({
      proxy: () => ({ ...noProxy, environment: { NODE_EXTRA_CA_CERTS: fixturePath('authority.pem') } }),
    });
    const body = multipartBody([{ name: 'file', asset }]);
    assert.equal((await client.send({ method: 'POST', url, body, signal })).text, sha256(content));
  });

  it('has arrived through a proxy', async () => {
    const url = await loopback.http(readingSlowly);
    const proxy = await loopback.listen(createProxy(), 'http');
    const settings = { ...noProxy, proxy: proxy.href, noProxy: ['<-loopback>'] };
    const client = loopback.client({ proxy: () => settings });
    const body = multipartBody([{ name: 'file', asset }]);
    assert.equal((await client.send({ method: 'POST', url, body, signal })).text, sha256(content));
  });

  it('has arrived in base64', async () => {
    const url = await loopback.http(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const [task] = JSON.parse(Buffer.concat(chunks).toString());
      response.end(sha256(Buffer.from(task.media, 'base64')));
    });
    const body = base64JsonBody('[{"media":"', asset, '"}]');
    assert.equal((await loopback.client().send({ method: 'POST', url, body, signal })).text, sha256(content));
  });

  it('has not arrived if it changed on the way: no server got all of it', async () => {
    let whole = 0;
    const url = await loopback.http(async (request, response) => {
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
    const sending = loopback.client().send({
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
