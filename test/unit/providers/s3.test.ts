import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { day, hour } from '../../../src/core/units.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png, wav, zip } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const bucket = 'media-bucket';

describe('S3-compatible storage', () => {
  /** How far the storage's clock is ahead of this machine's, in milliseconds. */
  let serverAhead = 0;
  const world = useWorld('s3', { fakeProvider: { now: () => Date.now() + serverAhead } });
  afterEach(() => {
    serverAhead = 0;
  });
  const signal = new AbortController().signal;

  /** What AWS's own client reads back. */
  function sdk(): S3Client {
    const { accessKeyId, secretAccessKey } = JSON.parse(world().fakeProvider.key);
    return new S3Client({
      endpoint: world().fakeProvider.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
  }

  async function readBack(key: string): Promise<{ bytes: Uint8Array; contentType: string | undefined }> {
    const client = sdk();
    try {
      const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      assert.ok(Body);
      return { bytes: await Body.transformToByteArray(), contentType: ContentType };
    } finally {
      client.destroy();
    }
  }

  async function exists(key: string): Promise<boolean> {
    const client = sdk();
    try {
      return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).then(
        () => true,
        () => false,
      );
    } finally {
      client.destroy();
    }
  }

  const keyOf = (bytes: Uint8Array, extension: string, prefix = 'workflow-assets'): string =>
    `${prefix}/${createHash('sha256').update(bytes).digest('hex')}.${extension}`;

  describe('an upload', () => {
    for (const [name, bytes, extension, contentType] of [
      ['cat.png', png(), 'png', 'image/png'],
      ['clip.m4v', mp4(), 'mp4', 'video/mp4'],
      ['voice.wav', wav(), 'wav', 'audio/wav'],
      ['frames.zip', zip(), 'zip', 'application/zip'],
    ] as const) {
      it(`stores ${name} under its content hash, as AWS's client reads it back`, async () => {
        const { record, reused } = await world().upload(await world().file(name, bytes));
        const key = keyOf(bytes, extension);
        assert.equal(reused, false);
        assert.deepEqual(world().paths, [`HEAD /${bucket}/${key}`, `PUT /${bucket}/${key}`]);
        assert.equal(record.reference.form, 'presignedUrl');
        assert.equal(new URL(record.reference.value).pathname, `/${bucket}/${key}`);
        const found = await readBack(key);
        assert.deepEqual(Buffer.from(found.bytes), bytes);
        assert.equal(found.contentType, contentType);
      });
    }

    it('is one PUT with exact length and type and the real hash, all of them signed', async () => {
      const bytes = png(70_000);
      await world().upload(await world().file('cat.png', bytes));
      const { headers, contentLength } = world().fakeProvider.requests[1] ?? {};
      assert.equal(contentLength, bytes.length);
      assert.equal(headers?.['content-type'], 'image/png');
      assert.equal(headers?.['x-amz-content-sha256'], createHash('sha256').update(bytes).digest('hex'));
      assert.equal(headers?.['transfer-encoding'], undefined);
      assert.match(
        String(headers?.authorization),
        /SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date,/,
      );
    });

    it('sends the same content only once, whatever it is called and whoever sent it', async () => {
      const bytes = png();
      const first = await world().upload(await world().file('cat.png', bytes));
      await world().history.removeAll();
      const { record, reused } = await world().upload(await world().file('dog.png', bytes));
      assert.equal(reused, true);
      assert.equal(new URL(record.reference.value).pathname, new URL(first.record.reference.value).pathname);
      assert.deepEqual(
        world().fakeProvider.requests.map(({ method }) => method),
        ['HEAD', 'PUT', 'HEAD'],
      );
    });

    it('replaces an object of another size under the same key', async () => {
      const bytes = png(60_000);
      const client = sdk();
      const [Bucket, Key, Body] = [bucket, keyOf(bytes, 'png'), bytes.subarray(0, 30_000)];
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
      client.destroy();
      const { reused } = await world().upload(await world().file('cat.png', bytes));
      assert.equal(reused, false);
      assert.deepEqual(Buffer.from((await readBack(keyOf(bytes, 'png'))).bytes), bytes);
    });

    it('stores nothing under a hash that is not its own', async () => {
      const wrong = '0'.repeat(64);
      const file = await world().file('cat.png', png());
      const asset = await file.open(signal);
      world().history.rememberHash(asset.uri, asset.stamp, wrong);
      await asset.close();
      assert.equal((await failureOf(world().upload(file))).code, 'hashMismatch');
      assert.equal(await exists(`workflow-assets/${wrong}.png`), false);
    });

    it('refuses a file of more than 5 GB before a request', async () => {
      const file = await world().file('cat.png', png(), 5 * 1024 ** 3 + 1);
      const { code, details } = await failureOf(world().upload(file));
      assert.deepEqual([code, details.limit], ['fileTooLarge', 5 * 1024 ** 3]);
      assert.deepEqual(world().paths, []);
    });

    it('never writes down the secret, nor the query of a link outside the history', async () => {
      const { record } = await world().upload(await world().file('cat.png', png()));
      const { secretAccessKey } = JSON.parse(world().fakeProvider.key);
      assert.ok(!world().written().includes(secretAccessKey));
      assert.match(record.reference.value, /X-Amz-Signature=/);
      assert.doesNotMatch(world().log.text, /X-Amz/);
    });
  });

  describe('a presigned link', () => {
    it('downloads the file until its time is over, and answers nothing else', async () => {
      const bytes = png();
      const { record } = await world().upload(await world().file('cat.png', bytes));
      const { value, lifetime, expiresAt } = record.reference;
      assert.deepEqual(lifetime, { type: 'fixed', milliseconds: 7 * day });
      assert.ok(expiresAt !== undefined && Math.abs(expiresAt - (world().clock.now() + 7 * day)) < 1_000);
      assert.deepEqual(Buffer.from(await (await fetch(value)).arrayBuffer()), bytes);
      assert.equal((await fetch(value, { method: 'HEAD' })).status, 403);
      const other = value.replace(/[0-9a-f]{64}(?=\.png)/, '1'.repeat(64));
      assert.equal((await fetch(other)).status, 403);
    });

    it('works as long as the connection says', async () => {
      const account = world().account({ options: { linkLifetime: '3600' } });
      const { record } = await world().upload(await world().file('cat.png', png()), { account });
      assert.deepEqual(record.reference.lifetime, { type: 'fixed', milliseconds: hour });
      assert.equal(new URL(record.reference.value).searchParams.get('X-Amz-Expires'), '3600');
      assert.equal((await fetch(record.reference.value)).status, 200);
    });

    it('that has ended is replaced by another without sending the file again', async () => {
      const account = world().account({ options: { linkLifetime: '60' } });
      const file = await world().file('cat.png', png());
      world().clock.time -= 2 * 60_000;
      const ended = await world().upload(file, { account });
      assert.equal((await fetch(ended.record.reference.value)).status, 403);
      world().clock.time += 2 * 60_000;
      const { record, reused } = await world().upload(file, { account });
      assert.equal(reused, true);
      assert.equal((await fetch(record.reference.value)).status, 200);
      assert.equal(world().fakeProvider.files.length, 1);
    });

    it('is not used where another lifetime is asked for', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file);
      const account = world().account({ options: { linkLifetime: '3600' } });
      const { record } = await world().upload(file, { account });
      assert.equal(new URL(record.reference.value).searchParams.get('X-Amz-Expires'), '3600');
    });

    it('ends no later than the object, which a rule of the bucket deletes', async () => {
      const account = world().account({ options: { expiresAfterDays: '10' } });
      const file = await world().file('cat.png', png());
      const end = async (): Promise<number> => {
        const { record } = await world().upload(file, { account, reuse: false });
        return (record.reference.expiresAt ?? 0) - world().clock.now();
      };
      assert.ok(Math.abs((await end()) - 7 * day) < 5_000);
      world().clock.time += 4 * day;
      serverAhead = 4 * day;
      assert.ok(Math.abs((await end()) - 6 * day) < 5_000);
      assert.equal(world().fakeProvider.files.length, 1);
    });

    it('carries the session token of temporary credentials', async () => {
      const key = JSON.stringify({ ...JSON.parse(world().fakeProvider.key), sessionToken: 'token/with+signs==' });
      const { record } = await world().upload(await world().file('cat.png', png()), {
        account: world().account({ key }),
      });
      const link = new URL(record.reference.value);
      assert.equal(link.searchParams.get('X-Amz-Security-Token'), 'token/with+signs==');
      assert.equal((await fetch(link)).status, 200);
      assert.equal(world().fakeProvider.requests[1]?.headers['x-amz-security-token'], 'token/with+signs==');
      assert.ok(!world().log.text.includes('token/with'));
    });

    it('of more than 2,048 characters is logged as one that may be too long', async () => {
      const key = JSON.stringify({ ...JSON.parse(world().fakeProvider.key), sessionToken: 't'.repeat(2_000) });
      await world().upload(await world().file('cat.png', png()), { account: world().account({ key }) });
      assert.match(world().log.text, /warn The link has 2\d\d\d characters/);
    });
  });

  describe('a public link', () => {
    const options = { links: 'public', publicBaseUrl: 'https://cdn.example.com/media/' };

    it('is the base address with the key, and without an end unless the bucket has a rule', async () => {
      const bytes = png();
      const account = world().account({ options });
      const { record } = await world().upload(await world().file('cat.png', bytes), { account });
      assert.deepEqual(record.reference, {
        form: 'publicUrl',
        value: `https://cdn.example.com/media/${keyOf(bytes, 'png')}`,
        lifetime: { type: 'undocumented' },
        expiresAt: undefined,
      });
      assert.deepEqual(record.alternatives, []);
    });

    it('ends with the object, which is written again when half of its time is over', async () => {
      const account = world().account({ options: { ...options, expiresAfterDays: '10' } });
      const file = await world().file('cat.png', png());
      const first = await world().upload(file, { account, reuse: false });
      assert.ok(Math.abs((first.record.reference.expiresAt ?? 0) - (world().clock.now() + 10 * day)) < 5_000);
      assert.equal((await world().upload(file, { account, reuse: false })).reused, true);
      world().clock.time += 6 * day;
      serverAhead = 6 * day;
      const { record, reused } = await world().upload(file, { account, reuse: false });
      assert.equal(reused, false);
      assert.ok(Math.abs((record.reference.expiresAt ?? 0) - (world().clock.now() + 10 * day)) < 5_000);
    });

    it('is not used where a presigned one is asked for', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file, { account: world().account({ options }) });
      const { record } = await world().upload(file);
      assert.equal(record.reference.form, 'presignedUrl');
    });
  });

  describe('a prefix', () => {
    for (const prefix of ['', '/', 'a/b', '/a//b/', 'my files', 'Büro/画像', "it's (1)!*", 'a+b&c=d%20e', '~x_y-z.w']) {
      it(`of "${prefix}" is where the objects are, and links lead there`, async () => {
        const bytes = png();
        const account = world().account({ options: { prefix: prefix === '' ? '/' : prefix } });
        const { record } = await world().upload(await world().file('cat.png', bytes), { account });
        const folder = prefix.split('/').filter((part) => part !== '');
        const key = [...folder, keyOf(bytes, 'png').replace(/.*\//, '')].join('/');
        assert.deepEqual(Buffer.from((await readBack(key)).bytes), bytes);
        assert.equal((await fetch(record.reference.value)).status, 200);
        // As a signature has it, so that nothing on the way can take it for something else.
        assert.doesNotMatch(new URL(record.reference.value).pathname, /[!'()*+]/);
      });
    }
  });

  describe('deleting', () => {
    const remove = (reference: Parameters<ReturnType<typeof createAccountCalls>['deleteUpload']>[0], options = {}) =>
      createAccountCalls(world()).deleteUpload(reference, world().account({ options }), signal);

    it('removes the object, and is content where it is gone', async () => {
      const bytes = png();
      const options = { prefix: 'Büro/my files' };
      const account = world().account({ options });
      const { record } = await world().upload(await world().file('cat.png', bytes), { account });
      assert.equal(await exists(keyOf(bytes, 'png', 'Büro/my files')), true);
      await remove(record.reference, options);
      assert.equal(await exists(keyOf(bytes, 'png', 'Büro/my files')), false);
      await remove(record.reference, options);
    });

    it('finds the object of a public link', async () => {
      const bytes = png();
      const options = { links: 'public', publicBaseUrl: 'https://CDN.example.com/Fotos-für-alle/' };
      const { record } = await world().upload(await world().file('cat.png', bytes), {
        account: world().account({ options }),
      });
      await remove(record.reference, options);
      assert.equal(await exists(keyOf(bytes, 'png')), false);
    });

    it('touches nothing but uploads to this bucket', async () => {
      const { url } = world().fakeProvider;
      const name = `${'a'.repeat(64)}.png`;
      for (const value of [
        `https://elsewhere.example.com/${bucket}/${name}`,
        `${url}/other-bucket/${name}`,
        `${url}/${bucket}/taxes-2025.pdf`,
        `${url}/${bucket}/`,
        `${url}/${bucket}/%/${name}`,
        'cat.png',
      ]) {
        const reference = { form: 'presignedUrl', value, lifetime: { type: 'kept' }, expiresAt: undefined } as const;
        assert.equal((await failureOf(remove(reference))).code, 'rejected', value);
      }
      assert.deepEqual(world().paths, []);
    });
  });

  describe('checking the connection', () => {
    const check = (options = {}) => createAccountCalls(world()).checkConnection(world().account({ options }), signal);

    it('writes, reads and deletes a small object, and leaves nothing', async () => {
      assert.deepEqual(await check(), { account: '' });
      const [written] = world().fakeProvider.requests;
      assert.match(written?.path ?? '', /^\/media-bucket\/workflow-assets\/connection-test-[0-9a-f]{16}\.txt$/);
      assert.deepEqual(
        world().paths,
        ['PUT', 'GET', 'DELETE'].map((method) => `${method} ${written?.path}`),
      );
      assert.equal(await exists(written?.path.replace(`/${bucket}/`, '') ?? ''), false);
    });

    for (const [skip, operation] of [
      [0, 'write'],
      [1, 'read'],
      [2, 'delete'],
    ] as const) {
      it(`says that it may not ${operation}`, async () => {
        world().fakeProvider.inject({ step: 'check', what: 'status', status: 403, skip });
        const { code, details } = await failureOf(check());
        assert.deepEqual([code, details.operation], ['accessDenied', operation]);
      });
    }

    it('notices where something else is returned than what was written', async () => {
      world().fakeProvider.inject({ step: 'check', what: 'status', status: 200, body: 'a cached page', skip: 1 });
      const { code, details } = await failureOf(check());
      assert.deepEqual([code, details.operation], ['unexpectedReply', 'read']);
      assert.equal(world().paths.at(-1)?.startsWith('DELETE '), true);
    });
  });
});
