import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CertificateProblem, UploadError } from '../../../src/core/errors.ts';
import { networkFailure } from '../../../src/core/http/networkErrors.ts';
import type { NetworkSettings } from '../../../src/core/http/networkSettings.ts';
import { bodyOf, isFailure, Loopback, plainSettings, silentLog } from './loopback.ts';

const fixture = (name: string): URL => new URL(`../../fixtures/tls/${name}`, import.meta.url);
/** Under these settings the certificates of the fixtures are valid. */
const trusting = { extraCertificates: fileURLToPath(fixture('authority.pem')) };
const identity = { key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) };

const isUntrusted = (problem: CertificateProblem) => (error: unknown) => {
  isFailure('tlsFailed', false)(error);
  assert.equal(UploadError.is(error) && error.details.certificateProblem, problem);
  return true;
};

describe('certificates', () => {
  let loopback: Loopback;
  let url: URL;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    loopback = new Loopback();
    url = await loopback.https(identity, (request, response) => {
      request.resume().on('end', () => response.end('secure'));
    });
  });

  afterEach(() => loopback.close());

  const send = (settings: Partial<NetworkSettings>, to = url) =>
    loopback
      .client({ settings: () => ({ ...plainSettings, ...settings }) })
      .send({ method: 'POST', url: to, body: bodyOf(2_000_000), signal });

  it("of an unknown authority are refused, which repeating doesn't change", async () => {
    await assert.rejects(send({}), isUntrusted('unknownIssuer'));
  });

  it('of an authority in NODE_EXTRA_CA_CERTS are accepted', async () => {
    assert.equal((await send(trusting)).text, 'secure');
  });

  it('in a file that is missing cause a warning and no failure', async () => {
    const warnings: string[] = [];
    const client = loopback.client({
      log: { ...silentLog, warn: (message) => warnings.push(message) },
      settings: () => ({ ...plainSettings, extraCertificates: '/nowhere/ca.pem' }),
    });
    await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('tlsFailed', false));
    assert.equal(warnings.length, 1);
    assert.ok(!warnings[0]?.includes('nowhere'));
  });

  it("that can't be read leave the default ones in effect", async () => {
    await assert.rejects(send({ extraCertificates: fileURLToPath(import.meta.url) }), isFailure('tlsFailed', false));
  });

  it('of the system are added to the default ones', async () => {
    await assert.rejects(send({ systemCertificates: true }), isFailure('tlsFailed', false));
    assert.equal((await send({ systemCertificates: true, ...trusting })).text, 'secure');
  });

  it('for another name are refused', async () => {
    const named = new URL(url);
    named.hostname = 'other.example';
    const client = loopback.client({
      settings: () => ({ ...plainSettings, ...trusting }),
      lookup: (_name, options, callback) =>
        options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4),
    });
    await assert.rejects(client.send({ method: 'GET', url: named, signal }), isUntrusted('otherHost'));
    named.hostname = 'upload.example.com';
    assert.equal((await client.send({ method: 'GET', url: named, signal })).text, 'secure');
  });

  it("don't matter if checking them is switched off", async () => {
    assert.equal((await send({ strictSSL: false })).text, 'secure');
  });

  it('matter again, on a new connection, once checking is switched on', async () => {
    let strictSSL = false;
    const client = loopback.client({ settings: () => ({ ...plainSettings, strictSSL }) });
    assert.equal((await client.send({ method: 'GET', url, signal })).text, 'secure');
    strictSSL = true;
    await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('tlsFailed', false));
  });

  for (const [systemCode, problem] of [
    ['CERT_HAS_EXPIRED', 'expired'],
    ['CERT_NOT_YET_VALID', 'notYetValid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknownIssuer'],
  ] as const) {
    it(`are called ${problem} where OpenSSL says ${systemCode}`, () => {
      const error = Object.assign(new Error(), { code: systemCode });
      isUntrusted(problem)(networkFailure(error, { host: 'gpu-box.local:8188', proxy: undefined }));
    });
  }

  it("can't be checked for a server that speaks plain http", async () => {
    const plain = await loopback.http((_request, response) => response.end());
    plain.protocol = 'https:';
    await assert.rejects(send({}, plain), isUntrusted('noTls'));
  });
});
