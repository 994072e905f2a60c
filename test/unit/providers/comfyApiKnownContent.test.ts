import assert from 'node:assert/strict';
import { createBlake3 } from '../../../src/core/asset/blake3.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { day, hour } from '../../../src/core/units.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, type TestFile, useWorld, type World } from '../uploads/uploadWorld.ts';

const uploadRoute = 'POST /api/v2/assets';
const mintRoute = 'POST /api/v2/assets/from-hash';

async function probeOf(bytes: Uint8Array): Promise<string> {
  const hash = await createBlake3();
  hash.update(bytes);
  return `HEAD /api/v2/assets/by-hash/blake3:${hash.digest()}`;
}

describe('Comfy API v2 and content by its hash', () => {
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
  const asking = (expiresIn: string) => ({ account: world().account({ options: { expiresIn } }) });
  const leftOf = ({ reference }: UploadRecord): number => (reference.expiresAt ?? Number.NaN) - world().clock.now();

  it('asks for content by its BLAKE3 hash before it sends the file', async () => {
    const bytes = png(100_000);
    const { record, reused } = await upload(bytes);
    assert.deepEqual(world().paths, [await probeOf(bytes), uploadRoute]);
    assert.equal(reused, false);
    assert.equal(record.reference.form, 'assetId');
    assert.equal(record.reference.value, world().fakeProvider.files[0]?.reference);
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

    for (const status of [404, 405, 501]) {
      it(`sends it where a gateway answers ${status} instead of giving an asset`, async () => {
        world().fakeProvider.inject({ what: 'knowsContent' });
        world().fakeProvider.inject({ what: 'status', status, body: '<html></html>', step: 'mint' });
        assert.equal((await upload()).reused, false);
        assert.deepEqual(world().paths.slice(1), [mintRoute, uploadRoute]);
      });
    }

    it('sends it where the asset is returned as it is, with far less time than is asked for', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file, asking('1h'));
      world().fakeProvider.inject({ what: 'returnsAsIs' });
      const { record, reused } = await uploadAgain(file, asking('7d'));
      assert.deepEqual(world().paths.slice(3), [mintRoute, uploadRoute]);
      assert.equal(reused, false);
      assert.ok(leftOf(record) > 6 * day);
      assert.match(world().log.text, /ends too soon; sending the file/);
    });

    it('takes an asset that is returned as it is and lasts long enough', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file, asking('4d'));
      world().fakeProvider.inject({ what: 'returnsAsIs' });
      const { record, reused } = await uploadAgain(file, asking('7d'));
      assert.equal(reused, true);
      // The fake server counts by its own clock, which has moved on since the one of this history stopped.
      assert.ok(leftOf(record) < 4 * day + 60_000);
    });

    it('sends it where the asset ends within minutes, although no duration is asked for', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file);
      for (const minutes of [5, -5]) {
        const expires_at = new Date(world().clock.now() + minutes * 60_000).toISOString();
        world().fakeProvider.inject({ what: 'alter', set: { expires_at }, step: 'mint' });
        const { record, reused } = await uploadAgain(file);
        assert.equal(reused, false);
        assert.deepEqual(record.reference.lifetime, { type: 'kept' });
      }
    });

    it('counts down what the server says where even an upload ends as soon', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file, asking('1h'));
      const end = world().clock.now() + 5 * 60_000;
      world().fakeProvider.inject({ what: 'returnsAsIs' });
      world().fakeProvider.inject({ what: 'alter', set: { expires_at: new Date(end).toISOString() } });
      const { record } = await uploadAgain(file, asking('7d'));
      assert.equal(world().paths.at(-1), uploadRoute);
      assert.equal(record.reference.expiresAt, end);
    });

    it("takes a new asset of a server that doesn't grant the time that is asked for, since an upload wouldn't help", async () => {
      world().fakeProvider.inject({ what: 'knowsContent' });
      const end = world().clock.now() + 24 * hour;
      const set = { expires_at: new Date(end).toISOString() };
      world().fakeProvider.inject({ what: 'alter', set, step: 'mint' });
      const { record, reused } = await upload(png(), { expiresIn: '7d' });
      assert.equal(reused, true);
      assert.equal(record.reference.expiresAt, end);
    });

    it('extends an asset without sending a byte where less than half of what is asked for is left', async () => {
      const file = await world().file('cat.png', png());
      const { record: first } = await world().upload(file, asking('1h'));
      const { record } = await world().upload(file, asking('7d'));
      assert.notEqual(record.id, first.id);
      assert.deepEqual(world().paths.slice(3), [mintRoute]);
      assert.ok(leftOf(record) > 6 * day);
      for (const options of ['7d', '12h', '']) {
        assert.equal((await world().upload(file, asking(options))).record.id, record.id, options);
      }
      assert.equal(world().paths.length, 4);
    });

    it('reuses an upload that is kept, whatever is asked for', async () => {
      const file = await world().file('cat.png', png());
      const { record } = await world().upload(file);
      assert.equal((await world().upload(file, asking('7d'))).record.id, record.id);
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
    for (const status of [400, 403, 405, 501]) {
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
});
