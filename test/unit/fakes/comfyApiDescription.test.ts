import assert from 'node:assert/strict';
import type { HttpClient, HttpRequest } from '../../../src/core/http/httpClient.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { createSession } from '../../../src/core/uploads/accounts/session.ts';
import { mp4, png } from '../uploads/mediaSamples.ts';
import { failureOf, type TestFile, useWorld } from '../uploads/uploadWorld.ts';
import { blake3Of, call, uploadAsset } from './comfyApiCalls.ts';
import { comfyApiDescription, type GivenAnswer, type SentRequest } from './openApi.ts';
import { picture, withFakeProvider } from './support.ts';

const signal = new AbortController().signal;

describe('The published description of Comfy API v2', () => {
  const description = comfyApiDescription();
  if (description === undefined) {
    it.skip('is compared only where it lies next to the project; it is not part of it');
    return;
  }

  describe('allows every request of ours', () => {
    const world = useWorld('comfyApi');
    const sent: SentRequest[] = [];
    const answered: (readonly [SentRequest, GivenAnswer])[] = [];

    const http: HttpClient = {
      close: async () => {},
      async send(request) {
        const copy = await sentRequest(request);
        sent.push(copy);
        const reply = await world().http.send(request);
        answered.push([copy, reply]);
        return reply;
      },
    };
    const upload = async (file: TestFile, expiresIn = ''): Promise<string> => {
      const account = world().account({ options: { expiresIn } });
      const asset = await file.open(signal);
      const session = createSession({ ...world(), http, clock: world().clock, log: world().log }, { account, signal });
      try {
        const digest = (await blake3Of(Buffer.from(await bytesOf(asset.read())))).slice('blake3:'.length);
        return (await account.provider.upload(asset, session, digest)).reference.value;
      } finally {
        await asset.close();
      }
    };
    const calls = () => createAccountCalls({ http, clock: world().clock, log: world().log });
    const remove = (value: string) => {
      const reference = { form: 'assetId', value, lifetime: { type: 'kept' }, expiresAt: undefined } as const;
      return calls().deleteUpload(reference, world().account(), signal);
    };

    beforeEach(() => {
      sent.length = 0;
      answered.length = 0;
    });
    afterEach(() => {
      for (const request of sent) {
        assert.deepEqual(description.problemsOfRequest(request), [], `${request.method} ${request.path}`);
      }
      for (const [request, answer] of answered) {
        assert.deepEqual(description.problemsOfAnswer(request, answer), [], `${request.method} ${request.path}`);
      }
    });
    const pathsSent = () => sent.map(({ method, path }) => `${method} ${path.replace(/blake3:.*/, 'hash')}`);

    it('for content the server does not have', async () => {
      await upload(await world().file('a "strange" näme.mp4', mp4()), '36h');
      assert.deepEqual(pathsSent(), ['HEAD /api/v2/assets/by-hash/hash', 'POST /api/v2/assets']);
      assert.deepEqual(Object.keys(sent[1]?.body as object), [
        'content_type',
        'file_path',
        'expected_hash',
        'tags',
        'expires_in',
        'file',
      ]);
    });

    it('for content it has', async () => {
      const file = await world().file('cat.png', png());
      await upload(file);
      await upload(file, '3d');
      assert.deepEqual(pathsSent().slice(2), ['HEAD /api/v2/assets/by-hash/hash', 'POST /api/v2/assets/from-hash']);
    });

    it('for deleting, twice', async () => {
      const id = await upload(await world().file('cat.png', png()));
      await remove(id);
      await remove(id);
      assert.equal(sent.length, 4);
    });

    it('for the check of the connection', async () => {
      await calls().checkConnection(world().account(), signal);
      await failureOf(calls().checkConnection(world().account({ key: 'wrong' }), signal));
      assert.equal(sent.length, 2);
    });
  });

  it('has every answer of the fake server', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const bytes = picture();
      const check = async (method: string, path: string, response: Response): Promise<string> => {
        const text = await response.text();
        const headers = Object.fromEntries(response.headers);
        const { status } = response;
        const problems = description.problemsOfAnswer({ method, path: `/api/v2${path}` }, { status, headers, text });
        assert.deepEqual(problems, [], `${method} ${path} ${status} ${text}`);
        seen.push(`${method} ${path.replace(/[\da-f-]{36}|blake3:.*/, '*')} ${status}`);
        return text;
      };
      const seen: string[] = [];
      const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
        const options = body === undefined ? {} : { body: JSON.stringify(body) };
        return check(method, path, await call(fakeProvider, method, path, options));
      };
      const hash = await blake3Of(bytes);
      await ask('HEAD', `/assets/by-hash/${hash}`);
      await ask('POST', '/assets/from-hash', { hash });
      const { id } = JSON.parse(await check('POST', '/assets', await uploadAsset(fakeProvider, bytes)));
      await check('POST', '/assets', await uploadAsset(fakeProvider, bytes, { expires_in: '60' }));
      await check('POST', '/assets', await uploadAsset(fakeProvider, bytes, { expires_in: '1' }));
      await check('POST', '/assets', await uploadAsset(fakeProvider, picture(99), { expected_hash: hash }));
      await ask('HEAD', `/assets/by-hash/${hash}`);
      await ask('POST', '/assets/from-hash', { hash });
      await ask('POST', '/assets/from-hash', { hash });
      await ask('GET', `/assets/${id}`);
      await ask('GET', `/assets/${id}/content`);
      const workflow = { '1': { class_type: 'LoadImage', inputs: { image: { __type: 'core/ASSET', info: { id } } } } };
      const job = JSON.parse(await ask('POST', '/jobs', { workflow }));
      await ask('POST', '/jobs', { workflow: { nodes: [], links: [] } });
      await ask('GET', `/jobs/${job.id}`);
      await ask('GET', `/jobs/${job.id}/events`);
      await ask('GET', `/jobs/${id}`);
      await ask('DELETE', `/assets/${id}`);
      await ask('DELETE', `/assets/${crypto.randomUUID()}`);
      for (const status of [401, 403, 409, 422, 500]) {
        fakeProvider.inject({ what: 'status', status });
        await check('POST', '/assets', await uploadAsset(fakeProvider, bytes));
      }
      assert.equal(seen.length, 23);
    }));

  it('is one that finds what is wrong', () => {
    const request = {
      method: 'POST',
      path: '/api/v2/assets/from-hash',
      headers: { 'content-type': 'application/json' },
    };
    const headers = { 'content-type': 'application/json' };
    const hash = 'blake3:00';
    assert.notDeepEqual(description.problemsOfRequest({ ...request, body: { file_path: 'a.png' } }), []);
    assert.notDeepEqual(description.problemsOfRequest({ ...request, body: { hash, expires_in: 59 } }), []);
    assert.notDeepEqual(description.problemsOfRequest({ ...request, body: { hash, expires: 60 } }), []);
    assert.notDeepEqual(description.problemsOfRequest({ ...request, path: '/api/v3/assets', body: { hash } }), []);
    assert.notDeepEqual(description.problemsOfAnswer(request, { status: 201, headers, text: '{"id":"1"}' }), []);
    assert.notDeepEqual(description.problemsOfAnswer(request, { status: 418, headers, text: '{}' }), []);
  });
});

/** What goes over the wire for a request of ours, with its body taken apart. */
async function sentRequest({ method, url, headers = {}, body }: HttpRequest): Promise<SentRequest> {
  const path = url.pathname;
  if (body === undefined) {
    return { method, path, headers, body: undefined };
  }
  const bytes = await bytesOf(body.bytes());
  const response = new Response(bytes, { headers: { 'content-type': body.contentType } });
  const content = body.contentType.startsWith('multipart/')
    ? fieldsOf(await response.formData())
    : await response.json();
  return { method, path, headers: { ...headers, 'content-type': body.contentType }, body: content };
}

/** As the description sees a form: lists and numbers are written as texts. */
function fieldsOf(form: FormData): Readonly<Record<string, unknown>> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const value = form.get(name);
      return [name, name === 'tags' ? form.getAll(name) : name === 'expires_in' ? Number(value) : String(value)];
    }),
  );
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) {
    all.push(Buffer.from(chunk));
  }
  return new Uint8Array(Buffer.concat(all));
}
