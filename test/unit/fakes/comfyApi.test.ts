import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { assetForm, blake3Of, call, uploadAsset } from './comfyApiCalls.ts';
import { json, picture, withFakeProvider } from './support.ts';

interface Uploaded {
  readonly id: string;
  readonly hash: string;
  readonly created_new: boolean;
  readonly expires_at: string | null;
  readonly url: string;
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

async function assertRefused(response: Response, status: number, code: string): Promise<void> {
  assert.equal(response.status, status);
  assert.equal((await json<Refusal>(response)).error.code, code);
}

const known = (fakeProvider: FakeProvider, hash: string): Promise<Response> =>
  call(fakeProvider, 'HEAD', `/assets/by-hash/${hash}`);
const mint = (fakeProvider: FakeProvider, body: unknown): Promise<Response> =>
  call(fakeProvider, 'POST', '/assets/from-hash', { body: JSON.stringify(body) });
const submit = (fakeProvider: FakeProvider, body: unknown): Promise<Response> =>
  call(fakeProvider, 'POST', '/jobs', { body: JSON.stringify(body) });

const workflowOf = (image: unknown): unknown => ({ '1': { class_type: 'LoadImage', inputs: { image } } });
const assetObject = (id: unknown): unknown => ({ __type: 'core/ASSET', info: { id } });

/** Each request is made by `fetch` or `node:http`, never by our own client. */
describe('Comfy API v2 fake server', () => {
  const bytes = picture();

  it('stores new content with 201, and known content once more with 200 and an asset of its own', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const first = await uploadAsset(fakeProvider, bytes);
      assert.equal(first.status, 201);
      const one = await json<Uploaded>(first);
      assert.deepEqual([one.created_new, one.hash, one.expires_at], [true, await blake3Of(bytes), null]);
      const second = await uploadAsset(fakeProvider, bytes);
      assert.equal(second.status, 200);
      const two = await json<Uploaded>(second);
      assert.equal(two.created_new, false);
      assert.notEqual(two.id, one.id);
    }));

  it('refuses a missing or wrong key with 401, and takes anybody if started without one', async () => {
    await withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const wrong: Record<string, string>[] = [{}, { Authorization: 'Bearer nope' }, { 'X-API-Key': fakeProvider.key }];
      for (const headers of wrong) {
        await assertRefused(await call(fakeProvider, 'GET', '/assets/x', { headers }), 401, 'unauthorized');
      }
    });
    await withFakeProvider('comfyApi', { key: '' }, async (fakeProvider) => {
      await assertRefused(await call(fakeProvider, 'GET', '/assets/x', { headers: {} }), 404, 'not_found');
    });
  });

  // §4.7: "content_type is required and must be sent before the file field"
  for (const late of ['content_type', 'file_path', 'expected_hash', 'tags', 'expires_in']) {
    it(`refuses a form with ${late} behind the file with 422`, () =>
      withFakeProvider('comfyApi', {}, async (fakeProvider) => {
        const values: Record<string, string> = {
          content_type: 'image/png',
          file_path: 'a.png',
          expected_hash: await blake3Of(bytes),
          tags: 'input',
          expires_in: '60',
        };
        const before = Object.entries(values).filter(([name]) => name !== late);
        const body = assetForm([...before, ['file', bytes], [late, values[late] ?? '']]);
        const response = await call(fakeProvider, 'POST', '/assets', { body });
        assert.equal(response.status, 422);
        const { error } = await json<Refusal>(response);
        assert.deepEqual(error, {
          code: 'invalid_body',
          message: `${late} is required and must be sent before the file field`,
        });
        assert.deepEqual(fakeProvider.files, []);
      }));
  }

  it('refuses a form without a file, and anything but a form', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const noFile = assetForm([
        ['content_type', 'image/png'],
        ['file_path', 'a.png'],
      ]);
      for (const body of [noFile, 'x']) {
        await assertRefused(await call(fakeProvider, 'POST', '/assets', { body }), 422, 'invalid_body');
      }
    }));

  it('refuses content whose hash is not the expected one with 409, and keeps nothing of it', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const expected = await blake3Of(picture(4096));
      await assertRefused(await uploadAsset(fakeProvider, bytes, { expected_hash: expected }), 409, 'hash_mismatch');
      await assertRefused(await uploadAsset(fakeProvider, bytes, { expected_hash: 'blake3:abc' }), 422, 'invalid_body');
      assert.equal((await known(fakeProvider, await blake3Of(bytes))).status, 404);
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('takes each idempotency key once, whatever became of the first request', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const options = { key: 'c0a8012e-7f2b-4c9d-9e1a-5f3d2b1c0a98' };
      assert.equal((await uploadAsset(fakeProvider, bytes, {}, options)).status, 201);
      await assertRefused(await uploadAsset(fakeProvider, bytes, {}, options), 422, 'idempotency_key_reuse');
      const refused = { key: 'd0a8012e-7f2b-4c9d-9e1a-5f3d2b1c0a98' };
      assert.equal((await uploadAsset(fakeProvider, bytes, { expires_in: '1' }, refused)).status, 422);
      await assertRefused(await uploadAsset(fakeProvider, bytes, {}, refused), 422, 'idempotency_key_reuse');
    }));

  it('keeps an upload between 60 s and 7 days where asked to, and forgets it then', async () => {
    let now = Date.UTC(2026, 9, 1);
    await withFakeProvider('comfyApi', { now: () => now }, async (fakeProvider) => {
      for (const wrong of ['59', '604801', '1.5', 'a day', '']) {
        await assertRefused(await uploadAsset(fakeProvider, bytes, { expires_in: wrong }), 422, 'invalid_body');
      }
      const { id, expires_at } = await json<Uploaded>(await uploadAsset(fakeProvider, bytes, { expires_in: '60' }));
      assert.equal(expires_at, '2026-10-01T00:01:00.000Z');
      assert.equal((await call(fakeProvider, 'GET', `/assets/${id}`)).status, 200);
      now += 60_000;
      await assertRefused(await call(fakeProvider, 'GET', `/assets/${id}`), 404, 'not_found');
    });
  });

  it('refuses a body of more than 200,000,000 bytes as a gateway does, by what it announces', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const { status, text } = await announce(fakeProvider, 200_000_001);
      assert.deepEqual([status, text], [413, 'Payload Too Large']);
    }));

  it('refuses images of more than 50 MiB that it would decode, and takes others', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const large = picture(52_428_801);
      await assertRefused(await uploadAsset(fakeProvider, large, { content_type: 'image/webp' }), 422, 'invalid_body');
      assert.equal((await uploadAsset(fakeProvider, large, { content_type: 'image/gif' })).status, 201);
    })).timeout(60_000);

  it('says by the hash whether it has content', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const hash = await blake3Of(bytes);
      assert.equal((await known(fakeProvider, hash)).status, 404);
      await uploadAsset(fakeProvider, bytes);
      assert.equal((await known(fakeProvider, hash)).status, 200);
      assert.equal((await known(fakeProvider, encodeURIComponent(hash))).status, 200);
    }));

  it('makes an asset over content it has, and returns an identical one as it is, for longer', async () => {
    const now = Date.UTC(2026, 9, 1);
    await withFakeProvider('comfyApi', { now: () => now }, async (fakeProvider) => {
      const hash = await blake3Of(bytes);
      await assertRefused(await mint(fakeProvider, { hash }), 404, 'blob_not_found');
      await uploadAsset(fakeProvider, bytes);
      const first = await mint(fakeProvider, { hash, file_path: 'b.png', expires_in: 600 });
      assert.equal(first.status, 201);
      const made = await json<Uploaded>(first);
      assert.deepEqual([made.created_new, made.expires_at], [false, '2026-10-01T00:10:00.000Z']);
      for (const [expires_in, end] of [
        [60, '2026-10-01T00:10:00.000Z'],
        [1200, '2026-10-01T00:20:00.000Z'],
        [undefined, null],
      ] as const) {
        const again = await mint(fakeProvider, { hash, file_path: 'b.png', expires_in });
        assert.equal(again.status, 200);
        assert.deepEqual(await json<Uploaded>(again), { ...made, expires_at: end });
      }
      for (const body of [{}, { hash: 7 }, { hash, tags: 'input' }, { hash, expires_in: 59 }, []]) {
        await assertRefused(await mint(fakeProvider, body), 422, 'invalid_body');
      }
    });
  });

  it('deletes an asset once, and none that a job depends on', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const [first, used] = [
        await json<Uploaded>(await uploadAsset(fakeProvider, bytes)),
        await json<Uploaded>(await uploadAsset(fakeProvider, bytes)),
      ];
      const remove = (id: string) => call(fakeProvider, 'DELETE', `/assets/${id}`);
      assert.equal((await remove(first.id)).status, 204);
      await assertRefused(await remove(first.id), 404, 'not_found');
      await submit(fakeProvider, { workflow: workflowOf(assetObject(used.id)) });
      await assertRefused(await remove(used.id), 409, 'asset_in_use');
    }));

  it('leads to the bytes by a redirect to a link that needs no key', () =>
    withFakeProvider('comfyApi', { keepBytes: true }, async (fakeProvider) => {
      const { id } = await json<Uploaded>(await uploadAsset(fakeProvider, bytes));
      const redirect = await call(fakeProvider, 'GET', `/assets/${id}/content`);
      assert.equal(redirect.status, 302);
      const link = redirect.headers.get('location') ?? '';
      assert.notEqual(new URL(link).origin, new URL(fakeProvider.url).origin);
      assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), bytes);
    }));

  it('takes a job with assets it has, and refuses others, names of no asset and other formats', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const { id } = await json<Uploaded>(await uploadAsset(fakeProvider, bytes));
      const accepted = await submit(fakeProvider, { workflow: workflowOf(assetObject(id)) });
      assert.equal(accepted.status, 201);
      const job = await json<{ id: string }>(accepted);
      assert.equal((await call(fakeProvider, 'GET', `/jobs/${job.id}`)).status, 200);
      for (const [workflow, code] of [
        [workflowOf(assetObject(crypto.randomUUID())), 'missing_asset'],
        [workflowOf(assetObject(undefined)), 'missing_asset'],
        [{ nodes: [], links: [], version: 0.4 }, 'workflow_format_ui'],
        [{ '1': { inputs: {} } }, 'invalid_workflow'],
        ['workflow', 'invalid_workflow'],
      ] as const) {
        await assertRefused(await submit(fakeProvider, { workflow }), 422, code);
      }
      const reserved = { workflow: workflowOf(assetObject(id)), webhook_url: 'https://a.example' };
      await assertRefused(await submit(fakeProvider, reserved), 422, 'invalid_workflow');
    }));

  it('answers a rate limit with its code and how long to wait', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'status', status: 429, retryAfter: 3 });
      const response = await uploadAsset(fakeProvider, bytes);
      assert.equal(response.headers.get('retry-after'), '3');
      await assertRefused(response, 429, 'rate_limited');
    }));
});

/** Sends only the head of a request, with a length. */
function announce(fakeProvider: FakeProvider, length: number): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: `Bearer ${fakeProvider.key}`,
      'Content-Type': 'multipart/form-data; boundary=x',
      'Content-Length': length,
    };
    const sent = request(`${fakeProvider.url}/api/v2/assets`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        sent.destroy();
        resolve({ status: response.statusCode, text });
      });
      response.on('error', () => {});
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });
}
