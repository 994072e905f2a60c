import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png, wav, zip } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

describe('a self-hosted ComfyUI', () => {
  const world = useWorld('comfyServer', { fakeProvider: { maxUploadBytes: 200_000 } });
  const upload = async (bytes: Buffer, name = 'cat.png') => {
    const file = await world().file(name, bytes);
    return { file, result: world().upload(file) };
  };

  it('accepts an image, a video and an audio file, without a key or an Origin header', async () => {
    for (const [name, bytes] of [
      ['cat.png', png()],
      ['clip.mp4', mp4()],
      ['voice.wav', wav()],
    ] as const) {
      const { file, result } = await upload(bytes, name);
      const { record, warnings } = await result;
      assert.equal(record.reference.value, name);
      assert.deepEqual(record.reference.lifetime, { type: 'kept' });
      assert.deepEqual(warnings, []);
      assert.equal(world().fakeProvider.files.at(-1)?.sha256, file.sha256);
    }
    for (const { headers } of world().fakeProvider.requests) {
      assert.equal(headers.authorization, undefined);
      assert.equal(headers['x-api-key'], undefined);
      assert.equal(headers.origin, undefined);
    }
  });

  it('uses the name the server gave, and leaves the other file of that name alone', async () => {
    const first = await upload(png());
    assert.equal((await first.result).record.reference.value, 'cat.png');
    const second = await upload(png());
    assert.equal((await second.result).record.reference.value, 'cat (1).png');
    assert.equal(world().fakeProvider.files.length, 2);
  });

  it('accepts whatever name the server stored the file under', async () => {
    assert.equal((await (await upload(png(), ' cat.png')).result).record.reference.value, ' cat.png');
    for (const name of ['cat.png ', '1', 'one\ttab.png', 'cat (1).png', 'say %22hi%22.png', 'a/x.png', '..dots..png']) {
      world().fakeProvider.inject({ what: 'alter', set: { name } });
      assert.equal((await (await upload(png())).result).record.reference.value, name);
    }
  });

  it('accepts the names that the server makes of quotes and backslashes, and the asset of newer ones', async () => {
    world().fakeProvider.inject({ what: 'withAsset' });
    for (const [name, stored] of [
      ['say "hi".png', 'say %22hi%22.png'],
      ['back\\slash.png', 'backslash.png'],
    ] as const) {
      assert.equal((await (await upload(png(), name)).result).record.reference.value, stored);
    }
  });

  it('names the folder of a name that ends like one, which the server would cut off', async () => {
    world().fakeProvider.inject({ what: 'alter', set: { name: 'cat [output]' } });
    assert.equal((await (await upload(png())).result).record.reference.value, 'cat [output] [input]');
  });

  for (const [what, set, quoted] of [
    ['no text', { name: 7 }, '7'],
    ['empty', { name: '' }, '""'],
    ['a name with control characters', { name: 'a\u0000b.png' }, String.raw`"a\u0000b.png"`],
    ['longer than any path', { name: `${'a/'.repeat(2100)}x.png` }, '"a/a/a'],
    ['in a folder nobody knows', { type: 'models' }, '"models"'],
  ] as const) {
    it(`refuses a name that is ${what}, and quotes it`, async () => {
      world().fakeProvider.inject({ what: 'alter', set });
      const { code, details } = await failureOf((await upload(png())).result);
      assert.deepEqual([code, details.replyProblem], ['unexpectedReply', 'unusableName']);
      assert.ok(details.providerMessage?.includes(quoted), details.providerMessage);
      assert.equal(world().paths.length, 1, 'an upload that has succeeded is not repeated');
    });
  }

  it('writes the subfolder before the name, with a forward slash', async () => {
    world().fakeProvider.inject({ what: 'alter', set: { subfolder: 'pasted' } });
    assert.equal((await (await upload(png())).result).record.reference.value, 'pasted/cat.png');
  });

  it('names a WebP called .png by what it is', async () => {
    const webp = Buffer.concat([Buffer.from('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\0', 'latin1'), png(600)]);
    assert.equal((await (await upload(webp, 'cat.png')).result).record.reference.value, 'cat.webp');
  });

  it('reports a file that is too large for this server', async () => {
    const error = await failureOf((await upload(png(300_000))).result);
    assert.equal(error.code, 'tooLargeForServer');
    assert.equal(error.details.status, 413);
    assert.equal(error.details.serverOption, '--max-upload-size');
    assert.equal(world().paths.length, 1);
  });

  it('rejects a file of exactly its limit, because the form around the file counts as well', async () => {
    assert.equal((await failureOf((await upload(png(200_000))).result)).code, 'tooLargeForServer');
    await (await upload(png(200_000 - 4096))).result;
  });

  for (const [status, code] of [
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
  ] as const) {
    it(`treats an empty ${status} as ${code}, because there is no key`, async () => {
      world().fakeProvider.inject({ what: 'status', status, body: '', times: 4 });
      const error = await failureOf((await upload(png())).result);
      assert.equal(error.code, code);
      assert.equal(error.details.status, status);
      assert.equal(error.details.providerMessage, undefined);
      assert.equal(world().paths.length, 1);
    });
  }

  it('refuses an archive without a request', async () => {
    assert.equal((await failureOf((await upload(zip(), 'frames.zip')).result)).code, 'typeUnsupported');
    assert.deepEqual(world().paths, []);
  });

  it('needs no key', async () => {
    const file = await world().file('cat.png', png());
    await world().upload(file, { account: world().account({ key: '' }) });
    assert.equal(world().history.count(), 1);
  });

  describe('behind a prefix', () => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      request.resume().on('end', () => response.end('{"name":"cat.png","subfolder":"","type":"input"}'));
    });
    before((done) => void server.listen(0, '127.0.0.1', done));
    beforeEach(() => {
      paths.length = 0;
    });
    after(() => {
      server.close();
      server.closeAllConnections();
    });
    const key = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
    const account = (path: string) => {
      const { port } = server.address() as AddressInfo;
      return world().account({ endpoint: new URL(`http://127.0.0.1:${port}${path}`) });
    };

    for (const prefix of ['/proxy/key-key', '/proxy/key-key/', '/a/b/']) {
      it(`keeps ${prefix}`, async () => {
        await world().upload(await world().file('cat.png', png()), { account: account(prefix) });
        assert.deepEqual(paths, [`${prefix.replace(/\/$/, '')}/upload/image`]);
      });
    }

    it('takes each prefix for a server of its own', async () => {
      const file = await world().file('cat.png', png());
      assert.equal((await world().upload(file, { account: account('/one') })).reused, false);
      assert.equal((await world().upload(file, { account: account('/two') })).reused, false);
      assert.equal((await world().upload(file, { account: account('/one/') })).reused, true);
    });

    it('never writes down a key that is part of the prefix', async () => {
      const closed = account(`/proxy/${key}`);
      closed.endpoint.port = '1';
      const error = await failureOf(world().upload(await world().file('cat.png', png()), { account: closed }));
      assert.equal(error.code, 'connectionRefused');
      assert.ok(!world().written(error).includes(key));
    });
  });

  describe('checking the connection', () => {
    const check = () => createAccountCalls(world()).checkConnection(world().account(), new AbortController().signal);

    it('reports the version of ComfyUI', async () => {
      assert.deepEqual(await check(), { account: 'ComfyUI 0.3.60' });
      assert.deepEqual(world().paths, ['GET /system_stats']);
    });

    it('reports an address where nothing listens', async () => {
      const account = world().account({ endpoint: new URL('http://127.0.0.1:1') });
      const error = await failureOf(createAccountCalls(world()).checkConnection(account, new AbortController().signal));
      assert.equal(error.code, 'connectionRefused');
    });
  });
});
