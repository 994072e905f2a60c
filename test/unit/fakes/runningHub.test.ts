import assert from 'node:assert/strict';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { checkOnce, form, json, picture, sha256, uploadOnce, withFakeProvider } from './support.ts';

interface Reply {
  readonly code: number | string;
  readonly msg?: string;
  readonly message?: string;
  readonly data?: Readonly<Record<string, string>> | null;
}

function uploadV1(
  fakeProvider: FakeProvider,
  parts: readonly (readonly [string, string | Buffer])[],
  fileName?: string,
) {
  return postV1(fakeProvider, form(parts, fileName), new Headers({ Authorization: `Bearer ${fakeProvider.key}` }));
}

function postV1(fakeProvider: FakeProvider, body: FormData, headers: Headers) {
  return fetch(`${fakeProvider.url}/task/openapi/upload`, { method: 'POST', headers, body });
}

describe('RunningHub fake server, older endpoint', () => {
  const bytes = picture();

  it('names a file by its content and echoes the file type', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const response = await uploadV1(
        fakeProvider,
        [
          ['apiKey', fakeProvider.key],
          ['file', bytes],
          ['fileType', 'image'],
        ],
        'My Picture.PNG',
      );
      assert.equal(response.status, 200);
      const fileName = `api/${sha256(bytes)}.png`;
      assert.deepEqual(await json(response), { code: 0, msg: 'success', data: { fileName, fileType: 'image' } });
      assert.deepEqual(fakeProvider.files, [
        { name: 'My Picture.PNG', contentType: 'image/png', size: 2048, sha256: sha256(bytes), reference: fileName },
      ]);
    }));

  it('accepts the key after the file too, and answers "input" if no file type is sent', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const reply = await json<Reply>(
        await uploadV1(fakeProvider, [
          ['file', bytes],
          ['apiKey', fakeProvider.key],
        ]),
      );
      assert.equal(reply.data?.fileType, 'input');
    }));

  it('names a ZIP by its bare hash', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const zip = Buffer.from('504b0304aabbccdd', 'hex');
      const reply = await json<Reply>(
        await uploadV1(
          fakeProvider,
          [
            ['apiKey', fakeProvider.key],
            ['file', zip],
          ],
          'many.zip',
        ),
      );
      assert.equal(reply.data?.fileName, sha256(zip));
    }));

  it('refuses a missing key with 400 and a wrong one with 401, and keeps no file', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const missing = await uploadV1(fakeProvider, [['file', bytes]]);
      assert.equal(missing.status, 400);
      assert.deepEqual(await json(missing), { code: -1, msg: 'apiKey is required', data: null });
      const wrong = await uploadV1(fakeProvider, [
        ['apiKey', 'nope'],
        ['file', bytes],
      ]);
      assert.equal(wrong.status, 401);
      assert.deepEqual(await json(wrong), { code: -1, msg: 'ApiKey verification failed', data: null });
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('refuses a key that is only in the body, or another one in the header', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const body = () =>
        form([
          ['apiKey', fakeProvider.key],
          ['file', bytes],
        ]);
      for (const authorization of [undefined, 'Bearer nope', fakeProvider.key]) {
        const headers = new Headers(authorization === undefined ? {} : { authorization });
        assert.equal((await postV1(fakeProvider, body(), headers)).status, 401);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('refuses types that are not documented', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      for (const name of ['cat.gif', 'clip.webm', 'voice.m4a', 'table.safetensors', 'cat']) {
        const parts = [
          ['apiKey', fakeProvider.key],
          ['file', bytes],
        ] as const;
        const reply = await json<Reply>(await uploadV1(fakeProvider, parts, name));
        assert.deepEqual(reply, { code: 301, msg: 'PARAMS_INVALID', data: null }, name);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('refuses a file above 30 MiB with HTTP 200 and code 809, and accepts one of exactly 30 MiB', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const limit = 30 * 1024 * 1024;
      const send = async (size: number): Promise<Reply> =>
        json<Reply>(
          await uploadV1(fakeProvider, [
            ['apiKey', fakeProvider.key],
            ['file', picture(size)],
          ]),
        );
      assert.deepEqual(await send(limit + 1), { code: 809, msg: 'APIKEY_FILE_SIZE_EXCEEDED', data: null });
      assert.equal((await send(limit)).code, 0);
      assert.deepEqual(
        fakeProvider.files.map(({ size }) => size),
        [limit],
      );
    }));

  it('answers an unknown path as if the token were wrong', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const response = await fetch(`${fakeProvider.url}/task/openapi/uplaod`, { method: 'POST' });
      assert.equal(response.status, 200);
      assert.deepEqual(await json(response), { code: 412, msg: 'TOKEN_INVALID', data: null });
    }));

  it("answers a body that isn't a form, and a truncated form, without accepting anything", () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      for (const body of [
        'no form at all',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nab',
      ]) {
        const response = await fetch(`${fakeProvider.url}/task/openapi/upload`, {
          method: 'POST',
          headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
          body,
        });
        assert.equal(response.status, 400);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));
});

describe('RunningHub fake server, newer endpoint', () => {
  it('returns a file name for nodes, a link for model APIs and the size as text', () =>
    withFakeProvider('runningHub', { keepBytes: true }, async (fakeProvider) => {
      const bytes = picture(3490);
      const reply = await json<Reply>(await uploadOnce(fakeProvider, bytes));
      assert.equal(reply.code, 0);
      assert.equal(reply.message, 'success');
      assert.equal(reply.data?.fileName, `openapi/${sha256(bytes)}.png`);
      assert.equal(reply.data?.size, '3490');
      assert.equal(reply.data?.type, 'image');
      const download = await fetch(reply.data?.download_url ?? '');
      assert.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
    }));

  it('keeps no bytes unless told to, and says so under the link', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const reply = await json<Reply>(await uploadOnce(fakeProvider));
      assert.equal((await fetch(reply.data?.download_url ?? '')).status, 410);
      assert.equal((await fetch(`${fakeProvider.url}/dl/unknown.png`)).status, 404);
    }));

  it('signs its links for exactly one day', () => {
    let now = Date.UTC(2026, 0, 1);
    return withFakeProvider('runningHub', { keepBytes: true, now: () => now }, async (fakeProvider) => {
      const link = (await json<Reply>(await uploadOnce(fakeProvider))).data?.download_url ?? '';
      const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
      assert.equal(await statusOf(link), 200);
      assert.equal(await statusOf(link.replace(/\?.*/, '')), 403);
      assert.equal(await statusOf(link.replace(/q-sign-time=\d+%3B\d+/, 'q-sign-time=1%3B9999999999')), 403);
      now += 86_400_000 - 1;
      assert.equal(await statusOf(link), 200);
      now += 1;
      assert.equal(await statusOf(link), 403);
    });
  });

  it('refuses a wrong or missing key with HTTP 200 and code 401', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      for (const headers of [new Headers(), new Headers({ Authorization: 'Bearer nope' })]) {
        const response = await fetch(`${fakeProvider.url}/openapi/v2/media/upload/binary`, {
          method: 'POST',
          headers,
          body: form([['file', picture()]]),
        });
        assert.equal(response.status, 200);
        assert.deepEqual(await json(response), { code: 401, message: 'ApiKey verification failed: API Key不存在' });
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('accepts exactly one part called "file"', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      const response = await fetch(`${fakeProvider.url}/openapi/v2/media/upload/binary`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${fakeProvider.key}` },
        body: form([
          ['fileType', 'input'],
          ['file', picture()],
        ]),
      });
      assert.equal((await json<Reply>(response)).code, 1007);
    }));
});

describe('RunningHub fake server, known variations', () => {
  it('fails with any result code and HTTP 200, by its documented name', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      for (const [code, message] of [
        [808, 'APIKEY_UPLOAD_FAILED'],
        [421, 'TASK_QUEUE_MAXED'],
        [412, 'TOKEN_INVALID'],
        ['1003', 'rate limit exceeded'],
      ] as const) {
        fakeProvider.inject({ what: 'code', code });
        const response = await uploadOnce(fakeProvider);
        assert.equal(response.status, 200);
        assert.deepEqual(await json(response), { code, message, data: null });
      }
      assert.deepEqual(fakeProvider.files, []);
      assert.equal((await json<Reply>(await uploadOnce(fakeProvider))).code, 0);
    }));

  it('can lack its newer endpoint while the older one works', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      fakeProvider.inject({ step: 'v2', what: 'status', status: 404, times: Number.POSITIVE_INFINITY });
      assert.equal((await uploadOnce(fakeProvider)).status, 404);
      assert.equal((await uploadOnce(fakeProvider)).status, 404);
      const old = await uploadV1(fakeProvider, [
        ['apiKey', fakeProvider.key],
        ['file', picture()],
      ]);
      assert.equal((await json<Reply>(old)).code, 0);
    }));

  it('reports success in either field, and its code as text', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'otherMessageField' });
      fakeProvider.inject({ what: 'codeAsString' });
      assert.equal((await json<Reply>(await uploadOnce(fakeProvider))).msg, 'success');
      assert.equal((await json<Reply>(await uploadOnce(fakeProvider))).code, '0');
    }));

  it('reports success with code 200 and "filename"', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'otherSuccess' });
      const reply = await json<Reply>(await uploadOnce(fakeProvider));
      assert.equal(reply.code, 200);
      assert.equal(reply.data?.filename, fakeProvider.files[0]?.reference);
      assert.equal(reply.data?.fileName, undefined);
    }));

  it('reports coins for a correct key and code 802 for a wrong one', () =>
    withFakeProvider('runningHub', {}, async (fakeProvider) => {
      assert.equal((await json<Reply>(await checkOnce(fakeProvider))).data?.remainCoins, '1200');
      assert.equal((await json<Reply>(await checkOnce(fakeProvider, 'nope'))).code, 802);
    }));
});
