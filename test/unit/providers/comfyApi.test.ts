import assert from 'node:assert/strict';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { day, hour } from '../../../src/core/units.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png } from '../uploads/mediaSamples.ts';
import { failureOf, type TestFile, useWorld, World } from '../uploads/uploadWorld.ts';

const uploadRoute = 'POST /api/v2/assets';
const signal = new AbortController().signal;

describe('Comfy API v2', () => {
  const world = useWorld('comfyApi');
  const upload = async (bytes = png(), options: Record<string, string> = {}) => {
    const file = await world().file('cat.png', bytes);
    return world().upload(file, { account: world().account({ options }) });
  };
  const leftOf = ({ reference }: UploadRecord): number => (reference.expiresAt ?? Number.NaN) - world().clock.now();

  it('sends the key as a bearer token and nowhere else, with every request', async () => {
    await upload();
    for (const { headers } of world().fakeProvider.requests) {
      assert.equal(headers.authorization, `Bearer ${world().fakeProvider.key}`);
      assert.equal(headers['x-api-key'], undefined);
    }
  });

  describe('the lifetime of an upload', () => {
    it('is without an end where the server names none', async () => {
      const { record } = await upload();
      assert.deepEqual(record.reference.lifetime, { type: 'kept' });
      assert.equal(record.reference.expiresAt, undefined);
    });

    it('is the one the server names, whatever was asked for', async () => {
      const end = world().clock.now() + 36 * hour;
      world().fakeProvider.inject({ what: 'alter', set: { expires_at: new Date(end).toISOString() } });
      const { record } = await upload(png(), { expiresIn: '1h' });
      assert.equal(record.reference.expiresAt, end);
      assert.deepEqual(record.reference.lifetime, { type: 'fixed', milliseconds: 36 * hour });
    });

    it('can be asked for, from an hour to a week', async () => {
      for (const [expiresIn, duration] of [
        ['36h', 36 * hour],
        ['9d', 7 * day],
      ] as const) {
        const { record } = await upload(png(), { expiresIn });
        assert.ok(Math.abs(leftOf(record) - duration) < hour / 2, expiresIn);
        await world().reset();
      }
    });

    it("isn't promised before an upload, because the server may ignore what is asked for", () => {
      const { provider } = world().account();
      for (const expiresIn of ['', '12h']) {
        assert.deepEqual(provider.lifetime('image', { expiresIn }), { type: 'stated' });
      }
    });
  });

  describe('failures', () => {
    const file = (): Promise<TestFile> => world().file('cat.png', png());

    it('a file that arrives damaged is sent again under a new idempotency key', async () => {
      world().fakeProvider.inject({ what: 'status', status: 409 });
      await world().upload(await file());
      const keys = world().fakeProvider.requests.flatMap(({ headers }) => headers['idempotency-key'] ?? []);
      assert.equal(keys.length, 2);
      assert.equal(new Set(keys).size, 2);
    });

    for (const [what, body, code, retried] of [
      ['a file that always arrives damaged', { status: 409, code: 'hash_mismatch' }, 'hashMismatch', true],
      ['a used idempotency key', { status: 422, code: 'idempotency_key_reuse' }, 'rejected', true],
      ['a full queue', { status: 429, code: 'queue_full' }, 'queueFull', true],
      ['too many requests', { status: 429, code: 'rate_limited' }, 'rateLimited', true],
      ['a deployment that starts', { status: 429, code: 'deployment_not_ready' }, 'notReady', true],
      ['a deployment that was stopped', { status: 422, code: 'deployment_stopped' }, 'rejected', false],
      ['a body that is wrong', { status: 422, code: 'invalid_body' }, 'rejected', false],
      ['missing permission', { status: 403, code: 'forbidden' }, 'rejected', false],
      ['missing credits', { status: 402, code: 'insufficient_credits' }, 'quotaExceeded', false],
      ['an error of the server', { status: 500, code: 'upstream_error' }, 'serverError', true],
    ] as const) {
      it(`${what} is ${code}, ${retried ? 'and' : 'and not'} tried again`, async () => {
        const { status } = body;
        const error = { code: body.code, message: 'The reason.' };
        world().fakeProvider.inject({ what: 'status', status, body: { error }, times: 9 });
        const failure = await failureOf(world().upload(await file()));
        assert.equal(failure.code, code);
        assert.equal(failure.details.providerMessage, 'The reason.');
        const attempts = world().paths.filter((path) => path === uploadRoute).length;
        assert.equal(attempts, retried ? 4 : 1);
      });
    }

    it('a 429 is waited for as long as it asks', async () => {
      world().fakeProvider.inject({ what: 'status', status: 429, retryAfter: 7 });
      await world().upload(await file());
      assert.ok((world().clock.sleeps[0] ?? 0) >= 7000);
    });

    for (const status of [404, 405]) {
      it(`a plain ${status} says that nothing is at this path`, async () => {
        world().fakeProvider.inject({ what: 'status', status, body: `<html>${status}</html>` });
        const error = await failureOf(world().upload(await file()));
        assert.deepEqual([error.code, error.details.replyProblem, error.retryable], ['rejected', 'wrongPath', false]);
      });
    }

    it('a plain 413 of a gateway is a file that is too large', async () => {
      world().fakeProvider.inject({ what: 'status', status: 413, early: true });
      const error = await failureOf(world().upload(await file()));
      assert.equal(error.code, 'tooLargeForServer');
      assert.equal(error.details.providerMessage, undefined);
    });

    it('refuses success before the whole file has been sent', async () => {
      const body = { id: '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b', expires_at: null };
      world().fakeProvider.inject({ what: 'status', status: 201, early: true, body });
      const error = await failureOf(world().upload(await world().file('clip.mp4', mp4(20_000_000))));
      assert.equal(error.code, 'unexpectedReply');
      assert.equal(world().history.count(), 0);
    });

    for (const set of [{ id: undefined }, { id: 7 }, { id: '' }, { id: 'not-a-uuid' }]) {
      it(`refuses an answer with ${JSON.stringify(set)}`, async () => {
        world().fakeProvider.inject({ what: 'alter', set });
        assert.equal((await failureOf(upload())).code, 'unexpectedReply');
        assert.equal(world().history.count(), 0);
      });
    }

    it('takes another or a missing hash for what it is: the server may have changed the image', async () => {
      world().fakeProvider.inject({ what: 'stripsLocation' });
      const { record } = await upload();
      assert.equal(record.reference.value, world().fakeProvider.files[0]?.reference);
      world().fakeProvider.inject({ what: 'alter', set: { hash: null } });
      await upload();
    });
  });

  describe('limits', () => {
    it('reject larger files before any request', async () => {
      const files = [
        [await world().file('big.png', png(4096), 52_428_801), 52_428_800],
        [await world().file('big.mp4', mp4(), 199_980_001), 199_980_000],
      ] as const;
      for (const [file, limit] of files) {
        const error = await failureOf(world().upload(file));
        assert.equal(error.code, 'fileTooLarge', file.name);
        assert.equal(error.details.limit, limit);
        assert.equal(file.counts.open, 0);
      }
      assert.deepEqual(world().paths, []);
    });

    it('leave room for what the form adds to the largest file, however long its name is', async () => {
      const file = await world().file(`${'写'.repeat(80)}.mp4`, mp4(), 199_980_000);
      const { record } = await world().upload(file, { account: world().account({ options: { expiresIn: '7d' } }) });
      assert.equal(record.size, 199_980_000);
    }).timeout(60_000);

    it('warn about files larger than the server expects', async () => {
      const { warnings } = await world().upload(await world().file('clip.mp4', mp4(), 100_000_001));
      assert.deepEqual(warnings, [{ code: 'largerThanExpected', kind: 'video' }]);
    }).timeout(60_000);
  });

  describe('without a key', () => {
    it("isn't asked at an address that requires one", async () => {
      for (const url of ['https://cloud.comfy.org', 'https://dep-1.run.comfy.app', 'https://dep-1.stg.run.comfy.app']) {
        const account = world().account({ key: '', endpoint: new URL(url) });
        const check = createAccountCalls(world()).checkConnection(account, signal);
        assert.equal((await failureOf(check)).code, 'keyMissing', url);
      }
      assert.deepEqual(world().paths, []);
    });

    it('works with an own server that was started without one', async () => {
      const open = await World.start('comfyApi', { fakeProvider: { key: '' } });
      try {
        await open.upload(await open.file('cat.png', png()));
        assert.equal(open.fakeProvider.files.length, 1);
        for (const { headers } of open.fakeProvider.requests) {
          assert.equal(headers.authorization, undefined);
        }
      } finally {
        await open.close();
      }
    });

    it('asks for one where an own server turns out to require it', async () => {
      const check = createAccountCalls(world()).checkConnection(world().account({ key: '' }), signal);
      assert.equal((await failureOf(check)).code, 'keyMissing');
    });
  });

  describe('checking the connection', () => {
    const check = (key = world().fakeProvider.key) =>
      createAccountCalls(world()).checkConnection(world().account({ key }), signal);

    it("requests an asset that can't exist", async () => {
      assert.deepEqual(await check(), { account: '' });
      assert.deepEqual(world().paths, ['GET /api/v2/assets/00000000-0000-0000-0000-000000000000']);
    });

    it('reports a wrong key', async () => {
      assert.equal((await failureOf(check('wrong-key'))).code, 'keyRejected');
    });

    it("doesn't take any server that has no such page for the right one", async () => {
      for (const body of ['<html>Not Found</html>', 'Not Found', { detail: 'Not Found' }]) {
        world().fakeProvider.inject({ what: 'status', status: 404, body, step: 'check' });
        assert.equal((await failureOf(check())).details.replyProblem, 'otherServer');
      }
    });
  });

  describe('deleting an upload', () => {
    const uploaded = async () => (await upload()).record.reference;
    const remove = async (reference: Awaited<ReturnType<typeof uploaded>>) =>
      createAccountCalls(world()).deleteUpload(reference, world().account(), signal);

    it('deletes the asset', async () => {
      const reference = await uploaded();
      await remove(reference);
      assert.equal(world().paths.at(-1), `DELETE /api/v2/assets/${reference.value}`);
      assert.equal(world().fakeProvider.requests.at(-1)?.status, 204);
    });

    it('is done where it was deleted before or has expired', async () => {
      const reference = await uploaded();
      await remove(reference);
      await remove(reference);
      assert.equal(world().fakeProvider.requests.at(-1)?.status, 404);
    });

    it('says so where the provider still needs it, and where it may not', async () => {
      const reference = await uploaded();
      for (const [status, code] of [
        [409, 'assetInUse'],
        [403, 'rejected'],
        [401, 'keyRejected'],
      ] as const) {
        world().fakeProvider.inject({ what: 'status', status, step: 'delete' });
        assert.equal((await failureOf(remove(reference))).code, code);
      }
    });

    it("doesn't take a 404 of something else for success", async () => {
      const reference = await uploaded();
      world().fakeProvider.inject({ what: 'status', status: 404, body: 'Not Found', step: 'delete' });
      assert.equal((await failureOf(remove(reference))).details.replyProblem, 'wrongPath');
    });
  });
});
