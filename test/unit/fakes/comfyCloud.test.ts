import assert from 'node:assert/strict';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { checkOnce, form, json, picture, sha256, uploadOnce, withFakeProvider } from './support.ts';

interface Uploaded {
  readonly name: string;
  readonly subfolder: string;
  readonly type: string;
}

function upload(
  fakeProvider: FakeProvider,
  parts: readonly (readonly [string, string | Buffer])[],
  headers: Record<string, string> = { 'X-API-Key': fakeProvider.key },
): Promise<Response> {
  return fetch(`${fakeProvider.url}/api/upload/image`, { method: 'POST', headers, body: form(parts, 'me.PNG') });
}

describe('Comfy Cloud fake server', () => {
  const bytes = picture();

  it('names a file by its content, echoes the subfolder and ignores "overwrite"', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      const parts = [
        ['image', bytes],
        ['type', 'input'],
        ['overwrite', 'false'],
        ['subfolder', 'people'],
      ] as const;
      const name = `${sha256(bytes)}.png`;
      for (let time = 0; time < 2; time += 1) {
        const response = await upload(fakeProvider, parts);
        assert.equal(response.status, 200);
        assert.deepEqual(await json(response), { name, subfolder: 'people', type: 'input' });
      }
      assert.deepEqual(
        fakeProvider.files.map(({ reference }) => reference),
        [name, name],
      );
    }));

  it('uses "output" as the default type: a client must send "input"', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.equal((await json<Uploaded>(await upload(fakeProvider, [['image', bytes]]))).type, 'output');
    }));

  it('accepts the key as X-API-Key or as a bearer token, and refuses any other with 401', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.equal(
        (await upload(fakeProvider, [['image', bytes]], { Authorization: `Bearer ${fakeProvider.key}` })).status,
        200,
      );
      const wrong: Record<string, string>[] = [{}, { 'X-API-Key': 'nope' }, { Authorization: fakeProvider.key }];
      for (const headers of wrong) {
        const response = await upload(fakeProvider, [['image', bytes]], headers);
        assert.equal(response.status, 401);
        assert.deepEqual(await json(response), { code: 'unauthorized', message: 'Invalid API key' });
      }
      assert.equal(fakeProvider.files.length, 1);
    }));

  it('refuses a key as a bearer token that is not of the form that works as one', () =>
    withFakeProvider('comfyCloud', { key: 'another-kind-of-key' }, async (fakeProvider) => {
      const headers = { Authorization: `Bearer ${fakeProvider.key}` };
      assert.equal((await upload(fakeProvider, [['image', bytes]], headers)).status, 401);
      assert.equal((await upload(fakeProvider, [['image', bytes]])).status, 200);
    }));

  it('answers 403 in each of the known forms', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      const message = 'Your organization requires single sign-on.';
      const expected = {
        sso_required: { code: 'sso_required', message },
        FORBIDDEN: { code: 'FORBIDDEN', message },
        accepted: { error: { type: 'forbidden', message }, accepted: false },
      } as const;
      for (const form of ['sso_required', 'FORBIDDEN', 'accepted'] as const) {
        fakeProvider.inject({ what: 'forbidden', form });
        const response = await uploadOnce(fakeProvider);
        assert.equal(response.status, 403);
        assert.deepEqual(await json(response), expected[form]);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('can return a name unrelated to the content, and finds the file by it', () =>
    withFakeProvider('comfyCloud', { keepBytes: true }, async (fakeProvider) => {
      fakeProvider.inject({ what: 'opaqueName' });
      const { name } = await json<Uploaded>(await uploadOnce(fakeProvider, bytes));
      assert.match(name, /^asset_[0-9a-f-]{36}$/);
      const view = `${fakeProvider.url}/api/view?filename=${name}`;
      assert.equal((await fetch(view, { headers: { 'X-API-Key': fakeProvider.key } })).status, 200);
    }));

  it('refuses a form without an image, and anything but a form', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.equal((await upload(fakeProvider, [['file', bytes]])).status, 400);
      const noForm = await fetch(`${fakeProvider.url}/api/upload/image`, {
        method: 'POST',
        headers: { 'X-API-Key': fakeProvider.key },
        body: 'x',
      });
      assert.equal(noForm.status, 400);
    }));

  it('refuses an image with too long an edge, too many pixels or bytes, each with 400 and its reason', () =>
    withFakeProvider('comfyCloud', { maxUploadBytes: 4096 }, async (fakeProvider) => {
      for (const [image, reason] of [
        [picture(2048, 16_385, 10), /16384 pixels per edge/],
        [picture(2048, 10, 16_385), /16384 pixels per edge/],
        [picture(2048, 8192, 8193), /67108864 pixels/],
        [picture(4097), /50 MB/],
      ] as const) {
        const response = await upload(fakeProvider, [['image', image]]);
        assert.equal(response.status, 400);
        assert.match(`${(await json(response)).message}`, reason);
      }
      assert.equal((await upload(fakeProvider, [['image', picture(4096, 8192, 8192)]])).status, 200);
      assert.equal((await upload(fakeProvider, [['image', picture(2048, 16_384, 4096)]])).status, 200);
    }));

  it('accepts files other than images', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.equal((await upload(fakeProvider, [['image', Buffer.from('no image')]])).status, 200);
    }));

  it('returns a file by a redirect to another origin that requires no key', () =>
    withFakeProvider('comfyCloud', { keepBytes: true }, async (fakeProvider) => {
      const { name } = await json<Uploaded>(await uploadOnce(fakeProvider, bytes));
      const view = `${fakeProvider.url}/api/view?filename=${name}&type=input`;
      assert.equal((await fetch(view)).status, 401);
      const headers = { 'X-API-Key': fakeProvider.key };
      const redirect = await fetch(view, { headers, redirect: 'manual' });
      assert.equal(redirect.status, 302);
      const link = redirect.headers.get('location') ?? '';
      assert.notEqual(new URL(link).origin, new URL(fakeProvider.url).origin);
      assert.deepEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), bytes);
      assert.equal((await fetch(`${fakeProvider.url}/api/view?filename=other.png`, { headers })).status, 404);
    }));

  it('answers "subscription inactive" with a 429 without a wait, and 402 for missing credits', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'status', status: 429 });
      fakeProvider.inject({ what: 'status', status: 402 });
      const inactive = await uploadOnce(fakeProvider);
      assert.equal(inactive.status, 429);
      assert.equal(inactive.headers.get('retry-after'), null);
      assert.equal((await json(inactive)).message, 'Subscription inactive');
      assert.equal((await json(await uploadOnce(fakeProvider))).code, 'insufficient_credits');
    }));

  it('checks a key', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.equal((await checkOnce(fakeProvider)).status, 200);
      assert.equal((await checkOnce(fakeProvider, 'nope')).status, 401);
    }));
});
