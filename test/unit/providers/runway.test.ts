import assert from 'node:assert/strict';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png, zip } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const slot = 'POST /v1/uploads';
const storage = 'POST /storage';
const hour = 3_600_000;

describe('Runway', () => {
  const world = useWorld('runway');
  const upload = async (bytes: Buffer, name = 'cat.png') => {
    const file = await world().file(name, bytes);
    return { file, result: world().upload(file) };
  };

  it('asks for a slot, then sends the fields in their order and the file last', async () => {
    const { file, result } = await upload(mp4(50_000), 'clip.mp4');
    const { record } = await result;
    assert.deepEqual(world().paths, [slot, storage]);
    const [received] = world().fakeProvider.files;
    assert.equal(received?.sha256, file.sha256);
    assert.equal(received?.name, 'clip.mp4');
    assert.equal(record.reference.form, 'runwayUri');
    assert.equal(record.reference.value, received?.reference);
    assert.ok(record.reference.value.length > 2000);
  });

  it('shows the storage neither the key nor the version', async () => {
    await (await upload(png())).result;
    const [first, second] = world().fakeProvider.requests;
    assert.equal(first?.headers.authorization, `Bearer ${world().fakeProvider.key}`);
    assert.equal(first?.headers['x-runway-version'], '2024-11-06');
    assert.equal(second?.headers.authorization, undefined);
    assert.equal(second?.headers['x-runway-version'], undefined);
    assert.ok(!JSON.stringify(second?.headers).includes(world().fakeProvider.key));
  });

  it('counts the 24 hours from the request for the slot that was used', async () => {
    world().fakeProvider.inject({ what: 'status', status: 503, step: 'storage' });
    const startedAt = world().clock.now();
    const { record } = await (await upload(png())).result;
    const [waited] = world().clock.sleeps;
    assert.ok(waited !== undefined && waited > 0);
    assert.equal(record.reference.expiresAt, startedAt + waited + 24 * hour);
    assert.deepEqual(record.reference.lifetime, { type: 'fixed', milliseconds: 24 * hour });
  });

  describe('when the storage fails', () => {
    const healing: readonly (readonly [string, Parameters<ReturnType<typeof world>['fakeProvider']['inject']>[0]])[] = [
      ['503', { what: 'status', status: 503, step: 'storage' }],
      ['500', { what: 'status', status: 500, step: 'storage' }],
      ['403', { what: 'status', status: 403, step: 'storage' }],
      ['a reset before the body', { what: 'reset', when: 'beforeBody', step: 'storage' }],
      ['a reset within the body', { what: 'reset', when: 'duringBody', step: 'storage' }],
      ['a reset after the body', { what: 'reset', when: 'afterBody', step: 'storage' }],
    ];
    for (const [what, fault] of healing) {
      it(`starts over with a new slot after ${what}, and never uses the old one again`, async () => {
        world().fakeProvider.inject(fault);
        const { file, result } = await upload(png(300_000));
        await result;
        assert.deepEqual(world().paths, [slot, storage, slot, storage]);
        const used = world().fakeProvider.requests.filter(({ path }) => path.startsWith('/storage/'));
        assert.notEqual(used[0]?.path, used[1]?.path);
        assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
        assert.equal(world().history.count(), 1);
      });
    }

    for (const code of ['EntityTooLarge', 'EntityTooSmall', 'MaxPostPreDataLengthExceeded']) {
      it(`gives up at "${code}", which no new slot heals`, async () => {
        const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
        world().fakeProvider.inject({ what: 'status', status: 400, body, step: 'storage' });
        const error = await failureOf((await upload(png())).result);
        assert.equal(error.code, code === 'EntityTooLarge' ? 'tooLargeForServer' : 'rejected');
        assert.equal(error.details.providerMessage, code);
        assert.deepEqual(world().paths, [slot, storage]);
      });
    }

    it('never blames the key for what the storage refuses', async () => {
      world().fakeProvider.inject({ what: 'status', status: 403, step: 'storage', times: 4 });
      const error = await failureOf((await upload(png())).result);
      assert.equal(error.code, 'rejected');
      assert.equal(error.details.providerMessage, 'AccessDenied');
      assert.equal(world().paths.length, 8);
    });
  });

  it('takes a 400 about credits for what it is', async () => {
    world().fakeProvider.inject({ what: 'noCredits' });
    const error = await failureOf((await upload(png())).result);
    assert.equal(error.code, 'quotaExceeded');
    assert.match(error.details.providerMessage ?? '', /credits/);
    assert.deepEqual(world().paths, [slot]);
  });

  it('shows what was wrong with a request', async () => {
    const body = {
      error: 'Validation of body failed',
      issues: [{ message: 'Unsupported file extension' }],
      docUrl: 'x',
    };
    world().fakeProvider.inject({ what: 'status', status: 400, body, step: 'slot' });
    const error = await failureOf((await upload(png())).result);
    assert.equal(error.code, 'rejected');
    assert.equal(error.details.providerMessage, 'Validation of body failed: Unsupported file extension');
  });

  it("doesn't retry if Runway says not to", async () => {
    world().fakeProvider.inject({ what: 'status', status: 500, headers: { 'x-should-retry': 'false' }, step: 'slot' });
    assert.equal((await failureOf((await upload(png())).result)).code, 'serverError');
    assert.deepEqual(world().paths, [slot]);
  });

  it('retries if Runway says so', async () => {
    world().fakeProvider.inject({ what: 'status', status: 409, headers: { 'x-should-retry': 'true' }, step: 'slot' });
    await (await upload(png())).result;
    assert.deepEqual(world().paths, [slot, slot, storage]);
  });

  it('waits as long as Runway asks to', async () => {
    world().fakeProvider.inject({ what: 'status', status: 429, retryAfter: 7, step: 'slot' });
    await (await upload(png())).result;
    assert.ok((world().clock.sleeps[0] ?? 0) >= 7000);
  });

  const badSlots: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['no runwayUri', { runwayUri: undefined }, 'unexpectedReply'],
    ['a number for runwayUri', { runwayUri: 7 }, 'unexpectedReply'],
    ['another scheme', { runwayUri: 'https://example.com/x' }, 'unexpectedReply'],
    ['an endless runwayUri', { runwayUri: `runway://${'x'.repeat(5000)}` }, 'unexpectedReply'],
    ['no uploadUrl', { uploadUrl: undefined }, 'unexpectedReply'],
    ['an invalid uploadUrl', { uploadUrl: 'storage' }, 'unsafeUploadUrl'],
    ['an uploadUrl on a private network without https', { uploadUrl: 'http://10.0.0.1/up' }, 'unsafeUploadUrl'],
    ['an uploadUrl with a user name', { uploadUrl: 'https://me:pw@example.com/up' }, 'unsafeUploadUrl'],
    ['an uploadUrl into the file system', { uploadUrl: 'file:///etc/passwd' }, 'unsafeUploadUrl'],
    ['no fields', { fields: undefined }, 'unexpectedReply'],
    ['a list of fields', { fields: ['key'] }, 'unexpectedReply'],
    ["a field that isn't a string", { fields: { key: 7 } }, 'unexpectedReply'],
    ['a field that is an object', { fields: { key: { a: 1 } } }, 'unexpectedReply'],
    ['a field called file', { fields: { file: 'x' } }, 'unexpectedReply'],
    ['a field without a name', { fields: { '': 'x' } }, 'unexpectedReply'],
    [
      'too many fields',
      { fields: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, ''])) },
      'unexpectedReply',
    ],
  ];
  for (const [what, set, code] of badSlots) {
    it(`sends the file nowhere for a slot with ${what}`, async () => {
      world().fakeProvider.inject({ what: 'alter', set, step: 'slot' });
      const { file, result } = await upload(png());
      assert.equal((await failureOf(result)).code, code);
      assert.deepEqual(world().paths, [slot]);
      assert.equal(file.counts.open, 0);
    });
  }

  it('refuses what is too small, too large or of the wrong type without a request', async () => {
    const files = [
      [await world().file('tiny.png', png(511)), 'fileTooSmall'],
      [await world().file('frames.zip', zip()), 'typeUnsupported'],
      [await world().file('big.mp4', mp4(), 209_715_201), 'fileTooLarge'],
    ] as const;
    for (const [file, code] of files) {
      assert.equal((await failureOf(world().upload(file))).code, code, file.name);
      assert.equal(file.counts.open, 0);
    }
    assert.deepEqual(world().paths, []);
  });

  it('takes the smallest file there may be', async () => {
    const { file, result } = await upload(png(512));
    await result;
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
  });

  describe('checking the connection', () => {
    const check = (key = world().fakeProvider.key) =>
      createAccountCalls(world()).checkConnection(world().account({ key }), new AbortController().signal);

    it('reports how many credits are left', async () => {
      assert.deepEqual(await check(), { account: '2500 credits' });
      assert.deepEqual(world().paths, ['GET /v1/organization']);
    });

    it('reports a wrong key', async () => {
      const error = await failureOf(check('key_wrong'));
      assert.equal(error.code, 'keyRejected');
      assert.equal(error.provider, 'runway');
    });
  });
});
