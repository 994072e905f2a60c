import assert from 'node:assert/strict';
import { UploadError } from '../../../src/core/errors.ts';
import { jsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import type { HttpClient, HttpRequest } from '../../../src/core/http/httpClient.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import { type Account, accountScope, assertHasKey } from '../../../src/core/uploads/accounts/account.ts';
import { redactorFor, withoutSecrets } from '../../../src/core/uploads/accounts/secrets.ts';
import { createSession } from '../../../src/core/uploads/accounts/session.ts';
import { FakeClock, RecordingLog } from './fakeTime.ts';
import { failureOf } from './uploadWorld.ts';

const key = 'canary-0123456789-key';

const account = (endpoint = 'https://api.example.com', changes: Partial<Account> = {}): Account => ({
  provider: providerById('comfyCloud'),
  endpoint: new URL(endpoint),
  key,
  options: {},
  ...changes,
});

function sessionOver(endpoint: string, provider = providerById('comfyCloud')) {
  const requests: HttpRequest[] = [];
  const log = new RecordingLog();
  const http: HttpClient = {
    async send(request) {
      requests.push(request);
      return { status: 200, headers: {}, text: '{}' };
    },
    close: async () => {},
  };
  const signal = new AbortController().signal;
  const session = createSession(
    { http, clock: new FakeClock(), log },
    { account: account(endpoint, { provider }), signal },
  );
  return { session, requests, log };
}

describe('a provider session', () => {
  const joined: readonly (readonly [string, string, string])[] = [
    ['https://api.example.com', 'v1/uploads', 'https://api.example.com/v1/uploads'],
    ['https://api.example.com/', 'v1/uploads', 'https://api.example.com/v1/uploads'],
    ['https://api.example.com/v1', '', 'https://api.example.com/v1'],
    ['https://api.example.com/proxy/key', 'upload/image', 'https://api.example.com/proxy/key/upload/image'],
    ['https://api.example.com/proxy/key/', 'upload/image', 'https://api.example.com/proxy/key/upload/image'],
    ['https://api.example.com:8443/a', 'b', 'https://api.example.com:8443/a/b'],
  ];
  for (const [endpoint, path, expected] of joined) {
    it(`asks ${expected} for "${path}" below ${endpoint}`, async () => {
      const { session, requests } = sessionOver(endpoint);
      await session.send({ method: 'GET', path });
      assert.equal(requests[0]?.url.href, expected);
    });
  }

  for (const path of ['../other', 'a/../../other', '%2e%2e/other', './../other']) {
    it(`refuses to climb out of the endpoint with "${path}"`, async () => {
      const { session, requests } = sessionOver('https://api.example.com/prefix');
      assert.equal((await failureOf(session.send({ method: 'GET', path }))).code, 'endpointInvalid');
      assert.equal(requests.length, 0);
    });
  }

  for (const path of ['//evil.example/x', 'https://evil.example/x', '\\\\evil.example/x', '@evil.example']) {
    it(`stays at the endpoint with the path "${path}"`, async () => {
      const { session, requests } = sessionOver('https://api.example.com');
      await session.send({ method: 'GET', path }).catch((error) => assert.ok(UploadError.is(error, 'endpointInvalid')));
      assert.ok(requests.every(({ url }) => url.host === 'api.example.com'));
    });
  }

  for (const [id, endpoint, isAllowed] of [
    ['comfyCloud', 'http://127.0.0.1:4000', true],
    ['comfyCloud', 'http://192.168.1.20:4000', false],
    ['comfyServer', 'http://192.168.1.20:4000', true],
    ['comfyServer', 'http://comfy.example.com', false],
    ['comfyServer', 'https://comfy.example.com', true],
  ] as const) {
    it(`${isAllowed ? 'sends' : 'refuses to send'} to ${endpoint} for ${id}, however it got there`, async () => {
      const { session, requests } = sessionOver(endpoint, providerById(id));
      const sent = session.send({ method: 'GET', path: 'system_stats' });
      if (isAllowed) {
        await sent;
      } else {
        assert.equal((await failureOf(sent)).code, 'endpointInvalid');
      }
      assert.equal(requests.length, isAllowed ? 1 : 0);
    });
  }

  for (const endpoint of ['https://s3.example.com', 'https://s3.example.com:9000']) {
    it(`sends to a bucket in front of the host of ${endpoint}, and to the address it has signed`, async () => {
      const { session, requests } = sessionOver(endpoint);
      const target = { path: 'folder/cat%20one.png', subdomain: 'media' };
      await session.send({ method: 'PUT', ...target });
      assert.equal(requests[0]?.url.href, `${endpoint.replace('//', '//media.')}/folder/cat%20one.png`);
      assert.equal(session.urlOf(target).href, requests[0]?.url.href);
    });
  }

  for (const subdomain of [
    '',
    'a.b',
    'evil.example/',
    'evil.example#',
    'me@evil',
    'me:1',
    'a_b',
    'A',
    '-a',
    'é',
    'a b',
    '%61',
  ]) {
    it(`refuses "${subdomain}" in front of the host`, async () => {
      const { session, requests } = sessionOver('https://s3.example.com');
      assert.throws(() => session.urlOf({ path: '', subdomain }), { code: 'endpointInvalid' });
      assert.equal((await failureOf(session.send({ method: 'GET', path: '', subdomain }))).code, 'endpointInvalid');
      assert.equal(requests.length, 0);
    });
  }

  for (const endpoint of ['https://192.168.1.20:9000', 'https://[fd7a:115c:a1e0::1]', 'http://127.0.0.1:9000']) {
    it(`refuses a bucket in front of the address ${endpoint}`, async () => {
      const { session, requests } = sessionOver(endpoint);
      const error = await failureOf(session.send({ method: 'GET', path: '', subdomain: 'media' }));
      assert.equal(error.details.endpointProblem, 'noSubdomain');
      assert.equal(requests.length, 0);
    });
  }

  it('sends nothing unencrypted to a bucket whose host may be elsewhere than the endpoint', async () => {
    const { session, requests } = sessionOver('http://nas:9000', providerById('comfyServer'));
    const error = await failureOf(session.send({ method: 'GET', path: '', subdomain: 'media' }));
    assert.equal(error.details.endpointProblem, 'publicPlainHttp');
    assert.equal(requests.length, 0);
  });

  it('sends no credentials to an upload URL', async () => {
    const { session, requests } = sessionOver('https://api.example.com');
    await session.sendToUploadUrl('https://storage.example.net/up?signature=s', jsonBody(1));
    assert.equal(requests[0]?.url.host, 'storage.example.net');
    assert.equal(requests[0]?.headers, undefined);
    assert.equal(requests[0]?.publicAddressOnly, true);
  });

  it('never sends a body to an upload URL twice', async () => {
    const { session, requests } = sessionOver('https://api.example.com');
    await session.sendToUploadUrl('https://storage.example.net/up', jsonBody('x'));
    const body = requests[0]?.body;
    assert.ok(body);
    const readAll = async (): Promise<void> => {
      for await (const _ of body.bytes());
    };
    await readAll();
    const error = await failureOf(readAll());
    assert.equal(error.code, 'connectionLost');
    assert.equal(error.retryable, true);
  });

  it('warns without the key', () => {
    const { session, log } = sessionOver('https://api.example.com');
    session.warn(`odd answer for ${key}`);
    assert.match(log.text, /^warn odd answer for/);
    assert.ok(!log.text.includes(key));
  });
});

describe('an account', () => {
  it('is known to the history by a fingerprint and never by its key', () => {
    const scope = accountScope(account(), 'salt');
    assert.equal(scope.provider, 'comfyCloud');
    assert.equal(scope.origin, 'https://api.example.com');
    assert.ok(!JSON.stringify(scope).includes(key));
    assert.deepEqual(scope, accountScope(account(), 'salt'));
  });

  it('is a different one with another key, salt, provider, origin or path', () => {
    const scopes = [
      accountScope(account(), 'salt'),
      accountScope(account(), 'pepper'),
      accountScope(account('https://api.example.com', { key: 'another-key' }), 'salt'),
      accountScope(account('https://api.example.com', { provider: providerById('runway') }), 'salt'),
      accountScope(account('https://api.example.com/prefix'), 'salt'),
    ];
    assert.equal(new Set(scopes.map((scope) => scope.account)).size, scopes.length);
  });

  it('is the same one with a trailing slash in its endpoint', () => {
    assert.deepEqual(
      accountScope(account('https://api.example.com/a'), 's'),
      accountScope(account('https://api.example.com/a/'), 's'),
    );
  });

  it('requires a key if the provider does', () => {
    assert.throws(() => assertHasKey(account(undefined, { key: '  ' })), { code: 'keyMissing' });
    assertHasKey(account(undefined, { key: '', provider: providerById('comfyServer') }));
  });
});

describe('secrets', () => {
  it('are removed from every text of an error, along with its cause', async () => {
    const cause = new Error(`Bearer ${key}`);
    const failing = async (): Promise<never> => {
      throw new UploadError('rejected', `bad key ${key} at https://x.example/a?signature=abc`, {
        providerMessage: `The key ${encodeURIComponent(key)} is bad`,
        status: 400,
        retryable: true,
        retryAfter: 5,
        cause,
      });
    };
    const error = await failureOf(withoutSecrets(account(), failing));
    const text = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.ok(!text.includes(key));
    assert.ok(!text.includes('signature=abc'));
    assert.equal(error.cause, undefined);
    assert.deepEqual(
      [error.code, error.provider, error.retryable, error.retryAfter, error.details.status],
      ['rejected', 'comfyCloud', true, 5, 400],
    );
  });

  it("leave no empty message of the provider's behind", async () => {
    for (const providerMessage of ['', ' \n', '<p></p>']) {
      const failing = async (): Promise<never> => {
        throw new UploadError('rejected', 'x', { providerMessage });
      };
      assert.equal((await failureOf(withoutSecrets(account(), failing))).details.providerMessage, undefined);
    }
  });

  it('are removed from unexpected errors', async () => {
    const bug = withoutSecrets(account(), async () => {
      throw new TypeError(`cannot read ${key}`);
    });
    await assert.rejects(bug, (error: Error) => !`${error.stack}`.includes(key) && /cannot read/.test(error.message));
  });

  it('may be parts of the endpoint’s path', () => {
    const clean = redactorFor(account('https://hub.example/proxy/0123456789abcdef0123/', { key: '' }));
    assert.ok(!clean('GET /proxy/0123456789abcdef0123/upload failed').includes('0123456789abcdef0123'));
    assert.equal(clean('uploading a proxy picture'), 'uploading a proxy picture');
  });
});
