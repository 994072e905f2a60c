import assert from 'node:assert/strict';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import type { ReplyProblem } from '../../../src/core/errors.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import type { FaultKind } from '../../fakes/fault.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

interface Reply {
  readonly what: string;
  readonly fault: FaultKind;
  readonly code: UploadErrorCode;
  readonly problem: ReplyProblem | undefined;
  readonly server?: string;
}

const page = '<!DOCTYPE html><html><body>Sign in</body></html>';
const nginx = { Server: 'nginx/1.24.0 (Ubuntu)' };
const status = (code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FaultKind => ({
  what: 'status',
  status: code,
  body,
  headers,
});

const replies: readonly Reply[] = [
  {
    what: 'a sign-in page',
    fault: status(200, page, nginx),
    code: 'unexpectedReply',
    problem: 'webPage',
    server: 'nginx',
  },
  {
    what: 'a page that begins with text',
    fault: status(200, 'Welcome', { 'Content-Type': 'text/html' }),
    code: 'unexpectedReply',
    problem: 'webPage',
  },
  {
    what: 'the JSON of another server',
    fault: status(200, { ok: true }),
    code: 'unexpectedReply',
    problem: 'otherServer',
  },
  { what: 'a list', fault: status(200, []), code: 'unexpectedReply', problem: 'otherServer' },
  { what: 'plain text', fault: status(200, 'It works!'), code: 'unexpectedReply', problem: 'otherServer' },
  { what: 'nothing', fault: { what: 'emptyBody' }, code: 'unexpectedReply', problem: undefined },
  { what: 'half of its reply', fault: { what: 'truncatedJson' }, code: 'unexpectedReply', problem: undefined },
  {
    what: 'a proxy that asks for a password',
    fault: status(401, page, { ...nginx, 'WWW-Authenticate': 'Basic realm="GPU"' }),
    code: 'rejected',
    problem: 'passwordRequired',
    server: 'nginx',
  },
  {
    what: 'a proxy that asks for a token',
    fault: status(403, '', { 'WWW-Authenticate': 'Bearer realm="GPU"' }),
    code: 'rejected',
    problem: 'tokenRequired',
  },
  {
    what: 'a proxy that denies access',
    fault: status(403, page, nginx),
    code: 'rejected',
    problem: 'accessDenied',
    server: 'nginx',
  },
  {
    what: 'its rule about other web sites, through a proxy',
    fault: status(403, '', nginx),
    code: 'rejected',
    problem: 'originRule',
    server: 'nginx',
  },
  { what: 'its rule about other web sites', fault: status(403, ''), code: 'rejected', problem: 'originRule' },
  {
    what: 'its rule about other web sites, with the name of aiohttp',
    fault: status(403, '', { Server: 'Python/3.12 aiohttp/3.11.8' }),
    code: 'rejected',
    problem: 'originRule',
  },
  {
    what: 'the refusal of another proxy, without a page',
    fault: status(403, '', { Server: 'Caddy' }),
    code: 'rejected',
    problem: 'accessDenied',
    server: 'Caddy',
  },
  { what: 'no such path', fault: status(404, '404: Not Found'), code: 'rejected', problem: 'wrongPath' },
  { what: 'no such method', fault: status(405, '405: Method Not Allowed'), code: 'rejected', problem: 'wrongPath' },
  {
    what: 'a port for https',
    fault: status(400, '<html><center>The plain HTTP request was sent to HTTPS port</center></html>', nginx),
    code: 'rejected',
    problem: 'httpsRequired',
    server: 'nginx',
  },
  { what: 'a refusal of its own', fault: status(400, ''), code: 'rejected', problem: undefined },
  {
    what: 'the limit of a proxy',
    fault: status(413, '<html><body>413 Request Entity Too Large</body></html>', nginx),
    code: 'tooLargeForServer',
    problem: 'proxyLimit',
    server: 'nginx',
  },
  {
    what: 'its own limit',
    fault: status(413, 'Maximum request body size 104857600 exceeded, actual body size 104857601'),
    code: 'tooLargeForServer',
    problem: undefined,
  },
  {
    what: 'its own limit, through a proxy',
    fault: status(413, 'Maximum request body size 104857600 exceeded, actual body size 104857601', nginx),
    code: 'tooLargeForServer',
    problem: undefined,
    server: 'nginx',
  },
  {
    what: 'a gateway without a server behind it',
    fault: status(502, page, nginx),
    code: 'serverError',
    problem: undefined,
    server: 'nginx',
  },
  {
    what: 'an error of its own',
    fault: status(500, '500 Internal Server Error\n\nServer got itself in trouble'),
    code: 'serverError',
    problem: undefined,
  },
];

describe('What answers in place of a self-hosted ComfyUI', () => {
  const world = useWorld('comfyServer');
  const check = () => createAccountCalls(world()).checkConnection(world().account(), new AbortController().signal);

  for (const { what, fault, code, problem, server } of replies) {
    it(`is recognised by an upload and by a connection test: ${what}`, async () => {
      world().fakeProvider.inject({ ...fault, step: 'upload', times: 9 });
      const ofUpload = await failureOf(world().upload(await world().file('cat.png', png())));
      world().fakeProvider.inject({ ...fault, step: 'check' });
      for (const error of [ofUpload, await failureOf(check())]) {
        assert.deepEqual([error.code, error.details.replyProblem, error.details.server], [code, problem, server]);
      }
    });
  }

  it('is named by letters alone, so that a reply can quote no secret there', async () => {
    for (const Server of ['Basic c2VjcmV0Cg==', 'a1b2c3d4e5f6', 'x'.repeat(64), '<b>', '']) {
      world().fakeProvider.inject({ ...status(200, page, { Server }), step: 'check' });
      const { server } = (await failureOf(check())).details;
      assert.ok(server === undefined || server === 'Basic', server);
    }
  });

  it('may be where a redirect leads, which is named and not followed', async () => {
    world().fakeProvider.inject({ what: 'redirect', status: 302, to: 'otherOrigin', step: 'check' });
    const { code, details } = await failureOf(check());
    assert.equal(code, 'redirected');
    assert.match(details.host ?? '', /^127\.0\.0\.1:\d+$/);
    assert.notEqual(details.host, new URL(world().fakeProvider.url).host);
    assert.deepEqual(world().fakeProvider.strayRequests, []);
  });

  it('lacks what only ComfyUI reports about its system', async () => {
    for (const set of [{ system: undefined }, { devices: 'none' }]) {
      world().fakeProvider.inject({ what: 'alter', set, step: 'check' });
      assert.equal((await failureOf(check())).details.replyProblem, 'otherServer');
    }
  });
});
