import assert from 'node:assert/strict';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { checkOnce, form, json, picture, sendRaw, uploadOnce, withFakeProvider } from './support.ts';

const one = picture(2048, 1, 1);
const two = picture(2048, 2, 2);
const three = picture(2048, 3, 3);

function upload(fakeProvider: FakeProvider, bytes: Buffer, fields: Record<string, string> = {}, fileName = 'me.png') {
  const body = form([...Object.entries(fields), ['image', bytes]], fileName);
  return fetch(`${fakeProvider.url}/upload/image`, { method: 'POST', body });
}

async function nameOf(response: Promise<Response>): Promise<unknown> {
  return (await json(await response)).name;
}

describe('ComfyUI fake server, names', () => {
  it('keeps a free name and uses "input" as the default type', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const response = await upload(fakeProvider, one);
      assert.equal(response.status, 200);
      assert.deepEqual(await json(response), { name: 'me.png', subfolder: '', type: 'input' });
      assert.equal(fakeProvider.files[0]?.reference, 'me.png');
    }));

  it('gives the same bytes the same name and others a numbered one', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const names = [];
      for (const bytes of [one, one, two, three, two, one]) {
        names.push(await nameOf(upload(fakeProvider, bytes)));
      }
      assert.deepEqual(names, ['me.png', 'me.png', 'me (1).png', 'me (2).png', 'me (1).png', 'me.png']);
    }));

  it('overwrites on request', () =>
    withFakeProvider('comfyServer', { keepBytes: true }, async (fakeProvider) => {
      await upload(fakeProvider, one);
      for (const overwrite of ['true', '1']) {
        assert.equal(await nameOf(upload(fakeProvider, two, { overwrite })), 'me.png');
      }
      assert.equal(await nameOf(upload(fakeProvider, three, { overwrite: 'yes' })), 'me (1).png');
      const view = await fetch(`${fakeProvider.url}/view?filename=me.png&type=input`);
      assert.deepEqual(Buffer.from(await view.arrayBuffer()), two);
    }));

  it('has separate names in each subfolder and directory', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      await upload(fakeProvider, one);
      assert.equal(await nameOf(upload(fakeProvider, two, { subfolder: 'people' })), 'me.png');
      assert.equal(fakeProvider.files.at(-1)?.reference, 'people/me.png');
      assert.equal(await nameOf(upload(fakeProvider, two, { type: 'temp' })), 'me.png');
      assert.equal(await nameOf(upload(fakeProvider, three, { subfolder: 'people' })), 'me (1).png');
    }));

  it('accepts any type of file, and names with spaces, umlauts and no extension', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      for (const name of ['my müsic.mp3', '图.zip', 'noextension']) {
        assert.equal(await nameOf(upload(fakeProvider, Buffer.from(name), {}, name)), name);
        assert.equal(
          await nameOf(upload(fakeProvider, Buffer.from(`${name}2`), {}, name)),
          name.replace(/(?=\.\w+$)|$/, ' (1)'),
        );
      }
    }));

  it("keeps a folder in the name of a file, and doesn't take a backslash for one", () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      await upload(fakeProvider, one, { subfolder: 'a' }, 'first.png');
      assert.equal(await nameOf(upload(fakeProvider, two, {}, 'a/x.png')), 'a/x.png');
      assert.equal(await nameOf(upload(fakeProvider, one, {}, 'a/x.png')), 'a/x (1).png');
      assert.equal(await nameOf(upload(fakeProvider, one, {}, 'back\\slash.png')), 'backslash.png');
    }));

  it('stores names as they come: with spaces around them and with the escapes of a form', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      for (const [sent, stored] of [
        [' cat.png', ' cat.png'],
        ['say "cheese".png', 'say %22cheese%22.png'],
        ['..dots..png', '..dots..png'],
      ] as const) {
        assert.equal(await nameOf(upload(fakeProvider, one, {}, sent)), stored);
      }
      assert.equal((await fetch(`${fakeProvider.url}/view?filename=..dots..png&type=input`)).status, 400);
    }));
});

describe('ComfyUI fake server, refusals', () => {
  it("answers 500 in plain text to requests it doesn't expect", () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const post = (body: string | FormData, type?: string) => {
        const headers = type === undefined ? undefined : { 'Content-Type': type };
        return fetch(`${fakeProvider.url}/upload/image`, { method: 'POST', body, headers });
      };
      const part = (head: string) => `--x\r\nContent-Disposition: form-data; name="image"${head}\r\n\r\nab`;
      const multipart = 'multipart/form-data; boundary=x';
      const unforeseen = [
        post('x'),
        post('{}', 'application/json'),
        post(part('; filename="a.png"'), multipart),
        post(`${part('; filename=""')}\r\n--x--\r\n`, multipart),
        post(form([['image', 'text instead of a file']])),
        upload(fakeProvider, one, {}, 'missing/a.png'),
        upload(fakeProvider, one, { type: 'models' }),
      ];
      for (const [index, response] of (await Promise.all(unforeseen)).entries()) {
        assert.equal(response.status, 500, `${index}`);
        assert.match(await response.text(), /^500 Internal Server Error/);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('answers 405 to a wrong method or path', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      for (const [method, path] of [
        ['PUT', '/upload/image'],
        ['POST', '/upload/video'],
        ['POST', '/system_stats'],
        ['DELETE', '/view'],
      ] as const) {
        const response = await fetch(fakeProvider.url + path, { method, body: form([['image', one]]) });
        assert.equal(response.status, 405, `${method} ${path}`);
        assert.equal(await response.text(), '405: Method Not Allowed');
      }
    }));

  it('answers an empty 403 to requests that a browser marks as cross-site', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const { host } = new URL(fakeProvider.url);
      for (const [site, status] of [
        ['cross-site', 403],
        ['same-origin', 200],
        ['none', 200],
      ] as const) {
        const request = `GET /system_stats HTTP/1.0\r\nHost: ${host}\r\nSec-Fetch-Site: ${site}\r\n\r\n`;
        assert.match(await sendRaw(fakeProvider, request), new RegExp(`^HTTP/1\\.1 ${status} `), site);
      }
    }));

  it('takes a mask only for an image of its folders', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const mask = (original: unknown) => {
        const parts = [
          ['image', one],
          ['subfolder', 'clipspace'],
          ['original_ref', JSON.stringify(original)],
        ] as const;
        return fetch(`${fakeProvider.url}/upload/mask`, { method: 'POST', body: form(parts) });
      };
      for (const [original, status] of [
        [{ filename: 'me.png', subfolder: '', type: 'input' }, 200],
        [{ filename: 'me.png', subfolder: '../..', type: 'input' }, 403],
        [{ filename: '../me.png', type: 'input' }, 400],
        [{ filename: '/me.png', type: 'input' }, 400],
        [{ filename: 'me.png', type: 'models' }, 400],
        [{ subfolder: '' }, 500],
        [undefined, 500],
      ] as const) {
        assert.equal((await mask(original)).status, status, JSON.stringify(original));
      }
    }));

  it('answers an empty 400 to a subfolder outside the directory and to a missing file', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const refused = [
        upload(fakeProvider, one, { subfolder: '../output' }),
        upload(fakeProvider, one, { subfolder: '/etc' }),
        upload(fakeProvider, one, {}, '../../evil.png'),
        fetch(`${fakeProvider.url}/upload/image`, { method: 'POST', body: form([['file', one]]) }),
      ];
      for (const response of await Promise.all(refused)) {
        assert.equal(response.status, 400);
        assert.equal(await response.text(), '');
      }
      assert.equal((await upload(fakeProvider, one, { subfolder: 'a/../b' })).status, 200);
    }));

  it('answers 413 in plain text to a body above its limit, before the body has ended', () =>
    withFakeProvider('comfyServer', { maxUploadBytes: 10_000 }, async (fakeProvider) => {
      const boundary = '--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
      const text = await sendRaw(
        fakeProvider,
        `POST /upload/image HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n${boundary}${'a'.repeat(20_000)}`,
      );
      assert.match(text, /^HTTP\/1\.1 413 /);
      assert.match(text, /Content-Type: text\/plain/i);
      assert.match(text, /Maximum request body size 10000 exceeded, actual body size \d+$/);
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('applies its limit to the whole form around a file', () =>
    withFakeProvider('comfyServer', { maxUploadBytes: one.length }, async (fakeProvider) => {
      assert.equal((await upload(fakeProvider, one)).status, 413);
      assert.equal((await upload(fakeProvider, one.subarray(0, -1000))).status, 200);
    }));

  it('answers an empty 403 to a web page of another host, and accepts its own page', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      const { host } = new URL(fakeProvider.url);
      for (const [origin, status] of [
        ['https://evil.example', 403],
        ['vscode-webview://abc', 403],
        ['http://127.0.0.1:1', 403],
        [`http://${host}`, 200],
      ] as const) {
        const answer = await sendRaw(
          fakeProvider,
          `GET /system_stats HTTP/1.0\r\nHost: ${host}\r\nOrigin: ${origin}\r\n\r\n`,
        );
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), origin);
        assert.equal(answer.endsWith('\r\n\r\n'), status === 403);
      }
    }));
});

describe('ComfyUI fake server, the rest', () => {
  it('has every route under /api too', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      assert.equal((await uploadOnce(fakeProvider)).status, 200);
      assert.equal((await fetch(`${fakeProvider.url}/api/system_stats`)).status, 200);
      assert.equal((await fetch(`${fakeProvider.url}/apiary/system_stats`)).status, 404);
    }));

  it('shows its files: one by one, and as the choices of LoadImage', () =>
    withFakeProvider('comfyServer', { keepBytes: true }, async (fakeProvider) => {
      await upload(fakeProvider, two, {}, 'b.png');
      await upload(fakeProvider, one, {}, 'a.png');
      await upload(fakeProvider, three, { subfolder: 'people' });
      const info = await json<{ LoadImage: { input: { required: { image: [string[]] } } } }>(
        await fetch(`${fakeProvider.url}/object_info/LoadImage`),
      );
      assert.deepEqual(info.LoadImage.input.required.image[0], ['a.png', 'b.png']);
      const view = (query: string) => fetch(`${fakeProvider.url}/view?${query}`);
      const found = await view('filename=me.png&subfolder=people&type=input');
      assert.deepEqual(Buffer.from(await found.arrayBuffer()), three);
      const annotated = await view('filename=me.png+%5Binput%5D&subfolder=people&type=output');
      assert.deepEqual(Buffer.from(await annotated.arrayBuffer()), three);
      const refusals = [
        ['filename=b.png%5Binput%5D', 404],
        ['filename=me.png&type=input', 404],
        ['filename=a.png', 404],
        ['filename=..%2Fa.png&type=input', 400],
        ['filename=a.png&type=input&subfolder=..%2F..', 403],
        ['filename=people%2Fme.png&type=input', 404],
      ] as const;
      for (const [query, status] of refusals) {
        assert.equal((await view(query)).status, status, query);
        assert.equal((await fetch(`${fakeProvider.url}/view?${query}`, { method: 'HEAD' })).status, status, query);
      }
      const head = await fetch(`${fakeProvider.url}/view?filename=a.png&type=input`, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('content-length')], [200, `${one.length}`]);
    }));

  it('sends the Server header of aiohttp, unless something in front of it answers', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      assert.match((await checkOnce(fakeProvider)).headers.get('server') ?? '', /^Python\/[\d.]+ aiohttp\/[\d.]+$/);
      fakeProvider.inject({ what: 'status', status: 401, step: 'check', headers: { Server: 'nginx' } });
      assert.equal((await checkOnce(fakeProvider)).headers.get('server'), 'nginx');
    }));

  it('reports its system without a key', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      assert.equal(fakeProvider.key, '');
      assert.deepEqual(Object.keys(await json(await checkOnce(fakeProvider))), ['system', 'devices']);
    }));

  it('adds an asset as newer builds do', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'withAsset' });
      const { name, asset } = await json<{ name: string; asset: { size: number } }>(await uploadOnce(fakeProvider));
      assert.deepEqual([name, asset.size], ['picture.png', 2048]);
    }));

  it('forgets everything on reset', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      await upload(fakeProvider, one);
      fakeProvider.inject({ what: 'status', status: 500 });
      fakeProvider.reset();
      assert.deepEqual([fakeProvider.files, fakeProvider.requests], [[], []]);
      assert.equal(await nameOf(upload(fakeProvider, two)), 'me.png');
    }));
});

describe('ComfyUI fake server, behind a proxy', () => {
  it('is reached only with the header fields the proxy asks for', () =>
    withFakeProvider('comfyServer', { proxyAsksFor: { authorization: 'Bearer right' } }, async (fakeProvider) => {
      const url = `${fakeProvider.url}/system_stats`;
      for (const authorization of ['', 'Bearer wrong']) {
        const refused = await fetch(url, { headers: { authorization } });
        assert.equal(refused.status, 401);
        assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer /);
        assert.match(await refused.text(), /nginx/);
      }
      assert.equal((await fetch(url, { headers: { authorization: 'Bearer right' } })).status, 200);
    }));

  it('is refused without a challenge where the proxy has none', () =>
    withFakeProvider('comfyServer', { proxyAsksFor: { 'x-api-key': 'right' } }, async (fakeProvider) => {
      const refused = await fetch(`${fakeProvider.url}/system_stats`);
      assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [403, null]);
    }));
});
