import assert from 'node:assert/strict';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld, type World } from '../uploads/uploadWorld.ts';

const { signal } = new AbortController();

/** Uploads a picture and asks the provider about it, or about another reference of the same form. */
async function asking(world: World, name = 'cat.png') {
  const { record } = await world.upload(await world.file(name, png()));
  const calls = createAccountCalls(world);
  const requests = world.fakeProvider.requests.length;
  return {
    record,
    ask: (value = record.reference.value) => calls.stillHolds({ ...record.reference, value }, world.account(), signal),
    sent: () => world.fakeProvider.requests.slice(requests).map(({ method, path }) => `${method} ${path}`),
  };
}

describe('whether a provider still has an upload', () => {
  describe('is asked of one’s own ComfyUI', () => {
    const world = useWorld('comfyServer');

    it('by a HEAD, which downloads nothing of the file', async () => {
      const { ask, sent } = await asking(world());
      assert.equal(await ask(), true);
      assert.deepEqual(sent(), ['HEAD /view']);
      assert.equal(await ask('cat.png [input]'), true);
    });

    it('with the folder by itself, and the name encoded', async () => {
      const { ask } = await asking(world(), 'say & 100% ü.png');
      assert.equal(await ask(), true);
      assert.equal(await ask('people/cat.png'), false);
      assert.equal(await ask('cat.png [output]'), false);
    });

    it('and a server that was wiped says that it is gone', async () => {
      const { ask } = await asking(world());
      world().fakeProvider.reset();
      assert.equal(await ask(), false);
      assert.deepEqual(
        world().paths,
        ['HEAD /view', 'GET /system_stats'],
        'as that 404 could be that of any other server',
      );
    });

    it('but nothing is concluded from what another server answers', async () => {
      const { ask } = await asking(world());
      world().fakeProvider.inject({ what: 'status', status: 404, step: 'probe' });
      world().fakeProvider.inject({ what: 'status', status: 404, step: 'check' });
      assert.equal((await failureOf(ask())).details.replyProblem, 'wrongPath');
      world().fakeProvider.inject({ what: 'contentType', contentType: 'text/html', step: 'probe' });
      assert.equal((await failureOf(ask())).details.replyProblem, 'webPage');
      world().fakeProvider.inject({ what: 'status', status: 500, step: 'probe' });
      assert.equal((await failureOf(ask())).code, 'serverError');
      // The server itself refuses such a name.
      assert.equal((await failureOf(ask('..dots..png'))).details.status, 400);
    });
  });

  describe('is asked of Comfy API v2', () => {
    const world = useWorld('comfyApi');

    it('by the record of the asset, which is gone once it was deleted', async () => {
      const { record, ask, sent } = await asking(world());
      assert.equal(await ask(), true);
      assert.deepEqual(sent(), [`GET /api/v2/assets/${record.reference.value}`]);
      await createAccountCalls(world()).deleteUpload(record.reference, world().account(), signal);
      assert.equal(await ask(), false);
    });

    it('and neither a refused key nor a 404 from elsewhere means that it is gone', async () => {
      const { ask } = await asking(world());
      world().fakeProvider.inject({ what: 'status', status: 401, step: 'check' });
      assert.equal((await failureOf(ask())).code, 'keyRejected');
      world().fakeProvider.inject({ what: 'alter', set: { id: 'no id' }, step: 'check' });
      assert.equal((await failureOf(ask())).code, 'unexpectedReply');
    });
  });

  describe('is asked of a storage', () => {
    const world = useWorld('s3');

    it('by a HEAD on the object behind the link', async () => {
      const { record, ask, sent } = await asking(world());
      assert.equal(await ask(), true);
      assert.match(sent().join(), /^HEAD \/media-bucket\/workflow-assets\/[0-9a-f]{64}\.png$/);
      await createAccountCalls(world()).deleteUpload(record.reference, world().account(), signal);
      assert.equal(await ask(), false);
    });

    it('but nothing is concluded from a 404 that is not of the storage itself', async () => {
      const { ask } = await asking(world());
      world().fakeProvider.inject({ what: 'status', status: 404, step: 'probe' });
      assert.equal(await ask(), true);
    });

    it('and a key that may not read it learns nothing', async () => {
      const { ask } = await asking(world());
      world().fakeProvider.inject({ what: 'status', status: 403, step: 'probe' });
      assert.equal((await failureOf(ask())).code, 'accessDenied');
      assert.equal((await failureOf(ask('https://elsewhere.example/cat.png'))).code, 'rejected');
    });
  });

  describe('is not asked of a provider without a free call for it', () => {
    const world = useWorld('runway');

    it('so that nothing is sent', async () => {
      const { ask, sent } = await asking(world());
      assert.equal(await ask(), undefined);
      assert.deepEqual(sent(), []);
    });
  });
});
