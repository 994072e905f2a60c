import assert from 'node:assert/strict';
import type { Standin } from '../../standins/standin.ts';
import { checkOnce, form, json, picture, sha256, uploadOnce, withStandin } from './support.ts';

interface Reply {
  readonly code: number | string;
  readonly msg?: string;
  readonly message?: string;
  readonly data?: Readonly<Record<string, string>> | null;
}

function uploadV1(standin: Standin, parts: readonly (readonly [string, string | Buffer])[], fileName?: string) {
  return fetch(`${standin.url}/task/openapi/upload`, { method: 'POST', body: form(parts, fileName) });
}

describe('RunningHub stand-in, old endpoint', () => {
  const bytes = picture();

  it('names a file by its content and echoes the file type', () =>
    withStandin('runningHub', {}, async (standin) => {
      const response = await uploadV1(
        standin,
        [
          ['apiKey', standin.key],
          ['file', bytes],
          ['fileType', 'image'],
        ],
        'My Picture.PNG',
      );
      assert.equal(response.status, 200);
      const fileName = `api/${sha256(bytes)}.png`;
      assert.deepEqual(await json(response), { code: 0, msg: 'success', data: { fileName, fileType: 'image' } });
      assert.deepEqual(standin.files, [
        { name: 'My Picture.PNG', contentType: 'image/png', size: 2048, sha256: sha256(bytes), reference: fileName },
      ]);
    }));

  it('takes the key after the file too, and says "input" where no file type is sent', () =>
    withStandin('runningHub', {}, async (standin) => {
      const reply = await json<Reply>(
        await uploadV1(standin, [
          ['file', bytes],
          ['apiKey', standin.key],
        ]),
      );
      assert.equal(reply.data?.fileType, 'input');
    }));

  it('names a ZIP by its bare hash', () =>
    withStandin('runningHub', {}, async (standin) => {
      const zip = Buffer.from('504b0304aabbccdd', 'hex');
      const reply = await json<Reply>(
        await uploadV1(
          standin,
          [
            ['apiKey', standin.key],
            ['file', zip],
          ],
          'many.zip',
        ),
      );
      assert.equal(reply.data?.fileName, sha256(zip));
    }));

  it('refuses a missing key with 400 and a wrong one with 401, and keeps no file', () =>
    withStandin('runningHub', {}, async (standin) => {
      const missing = await uploadV1(standin, [['file', bytes]]);
      assert.equal(missing.status, 400);
      assert.deepEqual(await json(missing), { code: -1, msg: 'apiKey is required', data: null });
      const wrong = await uploadV1(standin, [
        ['apiKey', 'nope'],
        ['file', bytes],
      ]);
      assert.equal(wrong.status, 401);
      assert.deepEqual(await json(wrong), { code: -1, msg: 'ApiKey verification failed', data: null });
      assert.deepEqual(standin.files, []);
    }));

  it('refuses a file above 30 MiB with HTTP 200 and code 809, and takes one of exactly 30 MiB', function () {
    this.timeout(10_000);
    return withStandin('runningHub', {}, async (standin) => {
      const limit = 30 * 1024 * 1024;
      const send = async (size: number): Promise<Reply> =>
        json<Reply>(
          await uploadV1(standin, [
            ['apiKey', standin.key],
            ['file', picture(size)],
          ]),
        );
      assert.deepEqual(await send(limit + 1), { code: 809, msg: 'APIKEY_FILE_SIZE_EXCEEDED', data: null });
      assert.equal((await send(limit)).code, 0);
      assert.deepEqual(
        standin.files.map(({ size }) => size),
        [limit],
      );
    });
  });

  it('answers a wrong path as if the token were wrong', () =>
    withStandin('runningHub', {}, async (standin) => {
      const response = await fetch(`${standin.url}/task/openapi/uplaod`, { method: 'POST' });
      assert.equal(response.status, 200);
      assert.deepEqual(await json(response), { code: 412, msg: 'TOKEN_INVALID', data: null });
    }));

  it('answers a body that is no form, and a form broken off, without taking anything', () =>
    withStandin('runningHub', {}, async (standin) => {
      for (const body of [
        'no form at all',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nab',
      ]) {
        const response = await fetch(`${standin.url}/task/openapi/upload`, {
          method: 'POST',
          headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
          body,
        });
        assert.equal(response.status, 400);
      }
      assert.deepEqual(standin.files, []);
    }));
});

describe('RunningHub stand-in, new endpoint', () => {
  it('gives a file name for nodes, a link for model APIs and the size as text', () =>
    withStandin('runningHub', { keepBytes: true }, async (standin) => {
      const bytes = picture(3490);
      const reply = await json<Reply>(await uploadOnce(standin, bytes));
      assert.equal(reply.code, 0);
      assert.equal(reply.message, 'success');
      assert.equal(reply.data?.fileName, `openapi/${sha256(bytes)}.png`);
      assert.equal(reply.data?.size, '3490');
      assert.equal(reply.data?.type, 'image');
      const download = await fetch(reply.data?.download_url ?? '');
      assert.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
    }));

  it('keeps no bytes unless asked to, and says so under the link', () =>
    withStandin('runningHub', {}, async (standin) => {
      const reply = await json<Reply>(await uploadOnce(standin));
      assert.equal((await fetch(reply.data?.download_url ?? '')).status, 410);
      assert.equal((await fetch(`${standin.url}/dl/unknown.png`)).status, 404);
    }));

  it('refuses a wrong or missing key with HTTP 200 and code 401', () =>
    withStandin('runningHub', {}, async (standin) => {
      for (const headers of [new Headers(), new Headers({ Authorization: 'Bearer nope' })]) {
        const response = await fetch(`${standin.url}/openapi/v2/media/upload/binary`, {
          method: 'POST',
          headers,
          body: form([['file', picture()]]),
        });
        assert.equal(response.status, 200);
        assert.deepEqual(await json(response), { code: 401, message: 'ApiKey verification failed: API Key不存在' });
      }
      assert.deepEqual(standin.files, []);
    }));

  it('takes exactly one part called "file"', () =>
    withStandin('runningHub', {}, async (standin) => {
      const response = await fetch(`${standin.url}/openapi/v2/media/upload/binary`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${standin.key}` },
        body: form([
          ['fileType', 'input'],
          ['file', picture()],
        ]),
      });
      assert.equal((await json<Reply>(response)).code, 1007);
    }));
});

describe('RunningHub stand-in, what it is known to do', () => {
  it('fails with any business code under HTTP 200, by its documented name', () =>
    withStandin('runningHub', {}, async (standin) => {
      for (const [code, message] of [
        [808, 'APIKEY_UPLOAD_FAILED'],
        [421, 'TASK_QUEUE_MAXED'],
        [412, 'TOKEN_INVALID'],
        ['1003', 'rate limit exceeded'],
      ] as const) {
        standin.inject({ what: 'code', code });
        const response = await uploadOnce(standin);
        assert.equal(response.status, 200);
        assert.deepEqual(await json(response), { code, message, data: null });
      }
      assert.deepEqual(standin.files, []);
      assert.equal((await json<Reply>(await uploadOnce(standin))).code, 0);
    }));

  it('can be without its new endpoint while the old one works', () =>
    withStandin('runningHub', {}, async (standin) => {
      standin.inject({ step: 'v2', what: 'status', status: 404, times: Number.POSITIVE_INFINITY });
      assert.equal((await uploadOnce(standin)).status, 404);
      assert.equal((await uploadOnce(standin)).status, 404);
      const old = await uploadV1(standin, [
        ['apiKey', standin.key],
        ['file', picture()],
      ]);
      assert.equal((await json<Reply>(old)).code, 0);
    }));

  it('says success under either name, and its code as text', () =>
    withStandin('runningHub', {}, async (standin) => {
      standin.inject({ what: 'otherMessageField' });
      standin.inject({ what: 'codeAsString' });
      assert.equal((await json<Reply>(await uploadOnce(standin))).msg, 'success');
      assert.equal((await json<Reply>(await uploadOnce(standin))).code, '0');
    }));

  it('tells coins for a right key and code 802 for a wrong one', () =>
    withStandin('runningHub', {}, async (standin) => {
      assert.equal((await json<Reply>(await checkOnce(standin))).data?.remainCoins, '1200');
      assert.equal((await json<Reply>(await checkOnce(standin, 'nope'))).code, 802);
    }));
});
