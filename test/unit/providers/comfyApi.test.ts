import assert from 'node:assert/strict';
import { createBlake3 } from '../../../src/core/asset/blake3.ts';
import { day, hour } from '../../../src/core/units.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png } from '../uploads/mediaSamples.ts';
import { failureOf, type TestFile, useWorld, World } from '../uploads/uploadWorld.ts';

const uploadRoute = 'POST /api/v2/assets';
const mintRoute = 'POST /api/v2/assets/from-hash';
const signal = new AbortController().signal;

async function probeOf(bytes: Uint8Array): Promise<string> {
  const hash = await createBlake3();
  hash.update(bytes);
  return `HEAD /api/v2/assets/by-hash/blake3:${hash.digest()}`;
}

describe('Comfy API v2', () => {
  const world = useWorld('comfyApi');
  const upload = async (bytes = png(), options: Record<string, string> = {}) => {
    const file = await world().file('cat.png', bytes);
    return world().upload(file, { account: world().account({ options }) });
  };
  /** As in another workspace on another machine: the provider knows the content, this history doesn't. */
  const uploadAgain = async (file: TestFile, changes: Parameters<World['upload']>[1] = {}) => {
    await world().history.removeAll();
    return world().upload(file, changes);
  };

  it('asks for content by its BLAKE3 hash before it sends the file', async () => {
    const bytes = png(100_000);
    const { record, reused } = await upload(bytes);
    assert.deepEqual(world().paths, [await probeOf(bytes), uploadRoute]);
    assert.equal(reused, false);
    assert.equal(record.reference.form, 'assetId');
    assert.equal(record.reference.value, world().fakeProvider.files[0]?.reference);
  });

  it('sends the key as a bearer token and nowhere else, with every request', async () => {
    await upload();
    for (const { headers } of world().fakeProvider.requests) {
      assert.equal(headers.authorization, `Bearer ${world().fakeProvider.key}`);
      assert.equal(headers['x-api-key'], undefined);
    }
  });

  describe('for content the server has', () => {
    it('gets an asset without sending a byte, and says that nothing was sent', async () => {
      const bytes = png(100_000);
      const file = await world().file('cat.png', bytes);
      const first = await world().upload(file);
      const { record, reused } = await uploadAgain(file);
      assert.deepEqual(world().paths.slice(2), [await probeOf(bytes), mintRoute]);
      assert.equal(world().fakeProvider.files.length, 1);
      assert.equal(reused, true);
      assert.equal(record.contentHash, file.sha256);
      assert.equal(record.reference.value, first.record.reference.value);
      assert.match(world().log.text, /already stored there; nothing sent/);
    });

    it('reports the whole file as progress in the end, and no byte before', async () => {
      const file = await world().file('cat.png', png(100_000));
      await world().upload(file);
      const sent = new Set<number>();
      await uploadAgain(file, { onProgress: ({ sentBytes }) => sent.add(sentBytes) });
      assert.deepEqual([...sent], [0, 100_000]);
    });

    it('sends it after all where it has been deleted in between', async () => {
      world().fakeProvider.inject({ what: 'knowsContent' });
      world().fakeProvider.inject({ what: 'status', status: 404, step: 'mint' });
      const { reused } = await upload();
      assert.deepEqual(world().paths.slice(1), [mintRoute, uploadRoute]);
      assert.equal(reused, false);
    });

    it('finds it again after an upload whose outcome is unknown, and counts it as sent', async () => {
      world().fakeProvider.inject({ what: 'reset', when: 'afterBody' });
      const { record, reused } = await upload();
      assert.deepEqual(world().paths.slice(1, 2), [uploadRoute]);
      assert.deepEqual(world().paths.slice(3), [mintRoute]);
      assert.equal(reused, false);
      assert.equal(record.reference.value, world().fakeProvider.files[0]?.reference);
    });

    it('passes on why no asset is given', async () => {
      world().fakeProvider.inject({ what: 'knowsContent' });
      world().fakeProvider.inject({ what: 'status', status: 403, step: 'mint' });
      const error = await failureOf(upload());
      assert.equal(error.code, 'rejected');
      assert.equal(error.details.providerMessage, 'Authenticated but not allowed');
      assert.deepEqual(world().fakeProvider.files, []);
    });
  });

  describe('the probe for known content', () => {
    for (const status of [400, 403, 405]) {
      it(`answered with ${status} doesn't keep the file from being sent`, async () => {
        world().fakeProvider.inject({ what: 'status', status, step: 'probe' });
        await upload();
        assert.equal(world().fakeProvider.files.length, 1);
      });
    }

    it('is the last request where it is answered with 401', async () => {
      const file = await world().file('cat.png', png());
      const account = world().account({ key: 'wrong-key' });
      assert.equal((await failureOf(world().upload(file, { account }))).code, 'keyRejected');
      assert.equal(world().paths.length, 1);
    });

    it('is repeated after 429 and 500', async () => {
      world().fakeProvider.inject({ what: 'status', status: 429, retryAfter: 2, step: 'probe' });
      world().fakeProvider.inject({ what: 'status', status: 500, step: 'probe' });
      await upload();
      assert.equal(world().paths.length, 4);
      assert.equal(world().fakeProvider.files.length, 1);
    });
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

    it('has no known end where the date is unreadable', async () => {
      world().fakeProvider.inject({ what: 'alter', set: { expires_at: 'soon' } });
      const { record } = await upload();
      assert.deepEqual(record.reference.lifetime, { type: 'undocumented' });
      assert.equal(record.reference.expiresAt, undefined);
    });

    it('is without an end where the server leaves the date out', async () => {
      world().fakeProvider.inject({ what: 'alter', set: { expires_at: undefined } });
      assert.deepEqual((await upload()).record.reference.lifetime, { type: 'kept' });
    });

    it('can be chosen, from an hour to a week', async () => {
      const { provider } = world().account();
      assert.deepEqual(provider.lifetime('image', {}), { type: 'stated' });
      assert.deepEqual(provider.lifetime('image', { expiresIn: '36h' }), { type: 'fixed', milliseconds: 36 * hour });
      assert.deepEqual(provider.lifetime('image', { expiresIn: '9d' }), { type: 'fixed', milliseconds: 7 * day });
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
    it('keep larger files back before any request', async () => {
      const files = [
        [await world().file('big.png', png(4096), 52_428_801), 52_428_800],
        [await world().file('big.mp4', mp4(), 200_000_001), 200_000_000],
      ] as const;
      for (const [file, limit] of files) {
        const error = await failureOf(world().upload(file));
        assert.equal(error.code, 'fileTooLarge', file.name);
        assert.equal(error.details.limit, limit);
        assert.equal(file.counts.open, 0);
      }
      assert.deepEqual(world().paths, []);
    });

    it('count what the form adds to the file', async () => {
      const error = await failureOf(world().upload(await world().file('clip.mp4', mp4(), 199_999_900)));
      assert.equal(error.code, 'fileTooLarge');
      assert.equal(error.details.limit, 200_000_000);
      assert.ok(!world().paths.includes(uploadRoute));
    }).timeout(60_000);

    it('are warned about from the size on that the server expects', async () => {
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
