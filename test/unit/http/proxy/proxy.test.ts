import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import { fileURLToPath } from 'node:url';
import { createProxy, type ProxyServer } from 'proxy';
import { UploadError } from '../../../../src/core/errors.ts';
import type { NetworkSettings } from '../../../../src/core/http/networkSettings.ts';
import { bodyOf, isFailure, Loopback, lengthOf, plainSettings, silentLog } from '../loopback.ts';
import { patchHttps } from './patchedHttps.ts';

const fixture = (name: string): URL => new URL(`../../../fixtures/tls/${name}`, import.meta.url);
const identity = { key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) };
const trusting = { ...plainSettings, extraCertificates: fileURLToPath(fixture('authority.pem')) };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a proxy VS Code has chosen', () => {
  let loopback: Loopback;
  let target: URL;
  let requests: number;
  let tunnels: IncomingMessage[];
  let unpatch = (): void => {};
  const signal = new AbortController().signal;

  async function proxy(authenticate?: ProxyServer['authenticate'], server = http.createServer()): Promise<URL> {
    const proxyServer = createProxy(server);
    proxyServer.authenticate = authenticate;
    proxyServer.on('connect', (request: IncomingMessage) => tunnels.push(request));
    return loopback.listen(proxyServer, server instanceof https.Server ? 'https' : 'http');
  }

  function choose(way: string): void {
    unpatch();
    unpatch = patchHttps(way);
  }

  beforeEach(async () => {
    tunnels = [];
    requests = 0;
    loopback = new Loopback();
    const listener: RequestListener = async (request, response) => {
      requests++;
      response.end(`${await lengthOf(request)} ${request.headers['proxy-authorization']}`);
    };
    target = await loopback.https(identity, listener);
  });

  afterEach(async () => {
    unpatch();
    unpatch = () => {};
    await loopback.close();
  });

  const client = (settings: Partial<NetworkSettings> = {}, timeouts = {}) =>
    loopback.client({ settings: () => ({ ...trusting, ...settings }), timeouts });
  const send = (over = client(), url = target) =>
    over.send({ method: 'POST', url, headers: { authorization: 'Bearer key' }, body: bodyOf(1_000_000), signal });

  /** For `assert.rejects`: a failure that names the proxy and no password. */
  const failsAt = (place: string, ...failure: Parameters<typeof isFailure>) => {
    return (error: unknown): true => {
      isFailure(...failure)(error);
      assert.ok(UploadError.is(error));
      assert.equal(error.details.proxy, place);
      assert.ok(!JSON.stringify([error.message, error.details, error.stack]).includes('secret'));
      return true;
    };
  };

  it('sees only the host, and the server nothing of the proxy', async () => {
    const { host } = await proxy();
    choose(`PROXY ${host}`);
    assert.equal((await send()).text, '1000000 undefined');
    assert.deepEqual(
      tunnels.map(({ url }) => url),
      [target.host],
    );
    assert.equal(tunnels[0]?.headers.authorization, undefined);
  });

  it('is named in the log, once, without its password', async () => {
    const { host } = await proxy();
    choose(`PROXY ann:secret@${host}`);
    const lines: string[] = [];
    const log = { ...silentLog, debug: (line: string) => lines.push(line) };
    const over = loopback.client({ settings: () => trusting, log });
    await send(over);
    await send(over);
    assert.deepEqual(lines, [`Reached ${target.host} through the proxy ${host}`]);
  });

  it("isn't used for plain http, whatever VS Code would choose: it could read key and file", async () => {
    const nodeHttp = process.getBuiltinModule('node:http');
    const { request } = nodeHttp;
    loopback.onClose(() => {
      nodeHttp.request = request;
    });
    nodeHttp.request = () => assert.fail('VS Code was asked');
    const url = await loopback.http((_request, response) => response.end('direct'));
    assert.equal((await client().send({ method: 'GET', url, signal })).text, 'direct');
  });

  it("can't impersonate the server behind it, and is named", async () => {
    const { host } = await proxy();
    choose(`PROXY ${host}`);
    const untrusting = client({ extraCertificates: undefined });
    await assert.rejects(send(untrusting), failsAt(host, 'tlsFailed', false));
    assert.equal(requests, 0);
  });

  it("that isn't there makes the server unreachable, and is named without its password", async () => {
    const gone = new Loopback();
    const { host } = await gone.http(() => {});
    await gone.close();
    choose(`PROXY ann:secret@${host}`);
    await assert.rejects(send(), failsAt(host, 'unreachable', true));
  });

  it('that hangs up makes the server unreachable', async () => {
    const { host } = await loopback.tcp((socket) => socket.once('data', () => socket.destroy()));
    choose(`PROXY ${host}`);
    await assert.rejects(send(), failsAt(host, 'unreachable', true));
  });

  it("that doesn't respond is given up", async () => {
    const { host } = await loopback.tcp(() => {});
    choose(`PROXY ${host}`);
    await assert.rejects(send(client({}, { connect: 50 })), isFailure('connectTimeout', true));
  });

  it("that can't reach the server may reach it later", async () => {
    const { host } = await proxy();
    const other = new Loopback();
    const gone = await other.https(identity, () => {});
    await other.close();
    choose(`PROXY ${host}`);
    await assert.rejects(send(client(), gone), failsAt(host, 'unreachable', true));
  });

  it("that requires a password refuses without one, which repeating doesn't change; nothing was sent", async () => {
    const { host } = await proxy((request) => request.headers['proxy-authorization'] === basic('ann:secret'));
    choose(`PROXY ${host}`);
    let read = 0;
    const body = {
      ...bodyOf(10),
      bytes: () => {
        read++;
        return bodyOf(10).bytes();
      },
    };
    await assert.rejects(client().send({ method: 'POST', url: target, body, signal }), (error) => {
      assert.ok(UploadError.is(error));
      assert.equal(error.details.status, 407);
      return failsAt(host, 'unreachable', false)(error);
    });
    assert.equal(read, 0);
    assert.equal(requests, 0);
  });

  describe('that requires http.proxyAuthorization', () => {
    const setting = { proxyAuthorization: 'Bearer secret' };
    const isAuthorized = ({ headers }: IncomingMessage): boolean => {
      return headers['proxy-authorization'] === setting.proxyAuthorization;
    };

    it("receives it, which the server doesn't, and right away from then on", async () => {
      const { host } = await proxy(isAuthorized);
      choose(`PROXY ${host}`);
      const over = client(setting);
      assert.equal((await send(over)).text, '1000000 undefined');
      assert.equal((await send(over)).text, '1000000 undefined');
      assert.deepEqual(
        tunnels.map((request) => [request.url, isAuthorized(request)]),
        [
          [target.host, false],
          [target.host, true],
        ],
      );
    });

    it('is named where it rejects it', async () => {
      const { host } = await proxy(() => false);
      choose(`PROXY ${host}`);
      await assert.rejects(send(client(setting)), failsAt(host, 'unreachable', false));
      assert.equal(tunnels.length, 2);
    });

    it('is no longer used once the proxy settings change', async () => {
      const first = await proxy(isAuthorized);
      choose(`PROXY ${first.host}`);
      let proxyRules = 'the first';
      const over = loopback.client({ settings: () => ({ ...trusting, ...setting, proxyRules }) });
      await send(over);
      const second = await proxy();
      choose(`PROXY ${second.host}`);
      proxyRules = 'the second';
      tunnels = [];
      assert.equal((await send(over)).status, 200);
      assert.deepEqual(tunnels.map(isAuthorized), [false]);
    });

    it('is no longer used once its tunnel fails', async () => {
      const first = await proxy(isAuthorized);
      const second = await proxy();
      choose(`PROXY ${first.host}`);
      let authorization = setting.proxyAuthorization;
      const over = loopback.client({ settings: () => ({ ...trusting, proxyAuthorization: authorization }) });
      await send(over);
      choose(`PROXY ${second.host}`);
      authorization = 'Bearer changed';
      await assert.rejects(send(over), failsAt(first.host, 'unreachable', false));
      assert.equal((await send(over)).status, 200);
    });
  });
});
