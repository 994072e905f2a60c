import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import { fileURLToPath } from 'node:url';
import { createProxy, type ProxyServer } from 'proxy';
import { type CertificateProblem, UploadError, type UploadErrorCode } from '../../../../src/core/errors.ts';
import { networkFailure } from '../../../../src/core/http/networkErrors.ts';
import type { ProxySettings } from '../../../../src/core/http/proxy/proxySettings.ts';
import { bodyOf, Loopback, noProxy, silentLog } from '../loopback.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/tls/${name}`, import.meta.url), 'utf8');
/** An environment in which the certificates of the fixtures are valid. */
const trusting = {
  NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../../../fixtures/tls/authority.pem', import.meta.url)),
};
const identity = { key: fixture('server.key'), cert: fixture('server.pem') };
const throughLoopback = { ...noProxy, noProxy: ['<-loopback>'], environment: trusting };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

const isFailure = (code: UploadErrorCode, retryable: boolean) => (error: unknown) => {
  assert.ok(UploadError.is(error, code), `${code} expected, got ${error}`);
  assert.equal(error.retryable, retryable);
  return true;
};

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

  const send = (settings: Partial<ProxySettings>, to = url) =>
    loopback
      .client({ proxy: () => ({ ...noProxy, ...settings }) })
      .send({ method: 'POST', url: to, body: bodyOf(2_000_000), signal });

  it("of an unknown authority are refused, which repeating doesn't change", async () => {
    await assert.rejects(send({}), isUntrusted('unknownIssuer'));
  });

  it('of an authority in NODE_EXTRA_CA_CERTS are accepted', async () => {
    assert.equal((await send({ environment: trusting })).text, 'secure');
  });

  it('in a file that is missing cause a warning and no failure', async () => {
    const warnings: string[] = [];
    const client = loopback.client({
      log: { ...silentLog, warn: (message) => warnings.push(message) },
      proxy: () => ({ ...noProxy, environment: { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' } }),
    });
    await assert.rejects(client.send({ method: 'GET', url, signal }), isFailure('tlsFailed', false));
    assert.equal(warnings.length, 1);
    assert.ok(!warnings[0]?.includes('nowhere'));
  });

  it("that can't be read leave the default ones in effect", async () => {
    await assert.rejects(
      send({ environment: { NODE_EXTRA_CA_CERTS: fileURLToPath(import.meta.url) } }),
      isFailure('tlsFailed', false),
    );
  });

  it('of the system are added to the default ones', async () => {
    await assert.rejects(send({ systemCertificates: true }), isFailure('tlsFailed', false));
    assert.equal((await send({ systemCertificates: true, environment: trusting })).text, 'secure');
  });

  it('for another name are refused', async () => {
    const named = new URL(url);
    named.hostname = 'other.example';
    const client = loopback.client({
      proxy: () => ({ ...noProxy, environment: trusting }),
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
    const client = loopback.client({ proxy: () => ({ ...noProxy, strictSSL }) });
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
      isUntrusted(problem)(networkFailure(error, 'gpu-box.local:8188'));
    });
  }

  it("can't be checked for a server that speaks plain http", async () => {
    const plain = await loopback.http((_request, response) => response.end());
    plain.protocol = 'https:';
    await assert.rejects(send({}, plain), isUntrusted('noTls'));
  });
});

describe('a proxy', () => {
  let loopback: Loopback;
  let target: URL;
  let secureTarget: URL;
  let tunnels: IncomingMessage[];
  const signal = new AbortController().signal;

  async function proxy(authenticate?: ProxyServer['authenticate']): Promise<URL> {
    const server = createProxy(http.createServer());
    server.authenticate = authenticate;
    server.on('connect', (request: IncomingMessage) => tunnels.push(request));
    return loopback.listen(server, 'http');
  }

  beforeEach(async () => {
    tunnels = [];
    loopback = new Loopback();
    const listener: http.RequestListener = async (request, response) => {
      let length = 0;
      for await (const chunk of request) {
        length += chunk.length;
      }
      response.end(`${length} ${request.headers['proxy-authorization']}`);
    };
    target = await loopback.http(listener);
    secureTarget = await loopback.https(identity, listener);
  });

  afterEach(() => loopback.close());

  const send = (settings: Partial<ProxySettings>, url = secureTarget, timeouts = {}) =>
    loopback
      .client({ proxy: () => ({ ...throughLoopback, ...settings }), timeouts })
      .send({ method: 'POST', url, headers: { authorization: 'Bearer key' }, body: bodyOf(1_000_000), signal });

  it('of the setting tunnels https and plain http, and sees only the host', async () => {
    const { href } = await proxy();
    assert.equal((await send({ proxy: href })).text, '1000000 undefined');
    assert.equal((await send({ proxy: href }, target)).text, '1000000 undefined');
    assert.deepEqual(
      tunnels.map(({ url }) => url),
      [secureTarget.host, target.host],
    );
    assert.ok(tunnels.every(({ headers }) => headers.authorization === undefined));
  });

  it('of the environment is used in both spellings, for its own scheme', async () => {
    const { href, host } = await proxy();
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
      await send({ environment: { ...trusting, [name]: href } });
    }
    await send({ environment: { HTTP_PROXY: host } }, target);
    assert.equal(tunnels.length, 5);
    await send({ environment: { ...trusting, HTTP_PROXY: href } });
    assert.equal(tunnels.length, 5);
  });

  it('of the setting takes precedence over the environment', async () => {
    const { href } = await proxy();
    await send({ proxy: href, environment: { ...trusting, HTTPS_PROXY: 'http://127.0.0.1:1' } });
    assert.equal(tunnels.length, 1);
  });

  it("isn't used if it is switched off or excepted, or the server is this machine", async () => {
    const { href } = await proxy();
    await send({ proxy: href, support: 'off' });
    await send({ proxy: href, noProxy: [] });
    await send({ proxy: href, noProxy: ['<-loopback>', `127.0.0.1:${secureTarget.port}`] });
    await send({ proxy: href, noProxy: ['<-loopback>', '127.0.0.0/8'] });
    await send({ proxy: href, noProxy: [], environment: { ...trusting, NO_PROXY: '<-loopback>,127.0.0.1' } });
    assert.equal(tunnels.length, 0);
  });

  it("gets the user name and password of its address, which the server doesn't", async () => {
    const url = await proxy((request) => request.headers['proxy-authorization'] === basic('ann:p@ss%word'));
    url.username = 'ann';
    url.password = 'p%40ss%25word';
    assert.equal((await send({ proxy: url.href })).text, '1000000 undefined');
  });

  it('gets the authorization of the setting instead', async () => {
    const url = await proxy((request) => request.headers['proxy-authorization'] === 'Bearer setting');
    url.username = 'ann';
    assert.equal((await send({ proxy: url.href, authorization: 'Bearer setting' })).status, 200);
  });

  it("that requires a password refuses without one, which repeating doesn't change", async () => {
    const { href } = await proxy((request) => request.headers['proxy-authorization'] === basic('ann:secret'));
    await assert.rejects(send({ proxy: href }), (error) => {
      assert.ok(UploadError.is(error));
      assert.equal(error.details.status, 407);
      return isFailure('unreachable', false)(error);
    });
  });

  it('over TLS is checked like any server', async () => {
    const server = createProxy(https.createServer(identity) as unknown as http.Server);
    const { href } = await loopback.listen(server, 'https');
    assert.equal((await send({ proxy: href })).status, 200);
    await assert.rejects(send({ proxy: href, environment: {} }, target), isFailure('tlsFailed', false));
    assert.equal((await send({ proxy: href, environment: {}, strictSSL: false }, target)).status, 200);
  });

  it("can't impersonate the server behind it", async () => {
    const { href } = await proxy();
    await assert.rejects(send({ proxy: href, environment: {} }), isFailure('tlsFailed', false));
  });

  it('is used over a connection of its own after the setting changed', async () => {
    const { href } = await proxy();
    let settings: ProxySettings = noProxy;
    const client = loopback.client({ proxy: () => settings });
    await client.send({ method: 'GET', url: target, signal });
    settings = { ...throughLoopback, proxy: href };
    await client.send({ method: 'GET', url: target, signal });
    await client.send({ method: 'GET', url: target, signal });
    assert.equal(tunnels.length, 1);
  });

  it("that isn't there makes the server unreachable", async () => {
    const gone = await proxy();
    await loopback.close();
    loopback = new Loopback();
    await assert.rejects(send({ proxy: gone.href }), isFailure('unreachable', true));
  });

  it('that hangs up is called once and not endlessly', async () => {
    let connections = 0;
    const url = await loopback.tcp((socket) => {
      connections++;
      socket.once('data', () => socket.destroy());
    });
    await assert.rejects(send({ proxy: url.href }), isFailure('unreachable', true));
    // A repetition would reach the proxy before another request that is made now.
    await assert.rejects(send({ proxy: url.href }), isFailure('unreachable', true));
    assert.equal(connections, 2);
  });

  it("that doesn't respond is given as long as connecting may take", async () => {
    const url = await loopback.tcp(() => {});
    await assert.rejects(send({ proxy: url.href }, secureTarget, { connect: 100 }), isFailure('unreachable', true));
  });

  it("that can't reach the server may reach it later", async () => {
    const { href } = await proxy();
    const other = new Loopback();
    const gone = await other.http(() => {});
    await other.close();
    await assert.rejects(send({ proxy: href }, gone), isFailure('unreachable', true));
  });

  it("with an unsupported protocol isn't bypassed", async () => {
    for (const address of ['socks5://127.0.0.1:1080', 'http://', 'ftp://proxy.example']) {
      await assert.rejects(send({ proxy: address }), isFailure('unreachable', false));
    }
  });
});
