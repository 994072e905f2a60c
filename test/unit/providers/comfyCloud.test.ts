import assert from 'node:assert/strict';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png, wav, zip } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const route = 'POST /api/upload/image';

describe('Comfy Cloud', () => {
  const world = useWorld('comfyCloud');
  const upload = async (bytes: Buffer, name = 'cat.png') => {
    const file = await world().file(name, bytes);
    return { file, result: world().upload(file) };
  };

  it('sends an image as an input, with the key in X-API-Key and nowhere else', async () => {
    const { file, result } = await upload(png(100_000));
    const { record } = await result;
    assert.deepEqual(world().paths, [route]);
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
    assert.equal(record.reference.form, 'inputName');
    assert.equal(record.reference.value, `${file.sha256}.png`);
    assert.deepEqual(record.reference.lifetime, { type: 'kept' });
    assert.equal(record.reference.expiresAt, undefined);
    const headers = world().fakeProvider.requests[0]?.headers;
    assert.equal(headers?.['x-api-key'], world().fakeProvider.key);
    assert.equal(headers?.authorization, undefined);
  });

  it('warns that video and audio may not appear in the loaders, and sends them anyway', async () => {
    for (const [name, bytes, kind] of [
      ['clip.mp4', mp4(), 'video'],
      ['voice.wav', wav(), 'audio'],
    ] as const) {
      const { file, result } = await upload(bytes, name);
      assert.deepEqual((await result).warnings, [{ code: 'mayNotAppearInLoaders', kind }]);
      assert.equal(world().fakeProvider.files.at(-1)?.sha256, file.sha256);
    }
  });

  it('treats 429 as an inactive subscription and makes exactly one attempt', async () => {
    world().fakeProvider.inject({ what: 'status', status: 429, times: 4 });
    const error = await failureOf((await upload(png())).result);
    assert.equal(error.code, 'subscriptionInactive');
    assert.equal(error.retryable, false);
    assert.equal(error.details.providerMessage, 'Subscription inactive');
    assert.deepEqual(world().paths, [route]);
  });

  it('makes no second attempt even if the 429 has a Retry-After', async () => {
    world().fakeProvider.inject({ what: 'status', status: 429, retryAfter: 1, times: 4 });
    await failureOf((await upload(png())).result);
    assert.deepEqual(world().paths, [route]);
  });

  for (const [status, code] of [
    [400, 'rejected'],
    [401, 'keyRejected'],
    [402, 'quotaExceeded'],
    [413, 'tooLargeForServer'],
  ] as const) {
    it(`takes ${status} for ${code}, and does not try again`, async () => {
      world().fakeProvider.inject({ what: 'status', status, times: 4 });
      assert.equal((await failureOf((await upload(png())).result)).code, code);
      assert.deepEqual(world().paths, [route]);
    });
  }

  for (const form of ['sso_required', 'FORBIDDEN', 'accepted'] as const) {
    it(`passes on why it is forbidden in the form "${form}", and doesn't blame the key`, async () => {
      world().fakeProvider.inject({ what: 'forbidden', form });
      const error = await failureOf((await upload(png())).result);
      assert.equal(error.code, 'rejected');
      assert.equal(error.details.providerMessage, 'Your organization requires single sign-on.');
      assert.deepEqual(world().paths, [route]);
    });
  }

  it('takes a 403 of no known form for a rejected key', async () => {
    world().fakeProvider.inject({ what: 'status', status: 403, body: '<html>Forbidden</html>' });
    assert.equal((await failureOf((await upload(png())).result)).code, 'keyRejected');
  });

  it('accepts a name of any form', async () => {
    world().fakeProvider.inject({ what: 'opaqueName' });
    const { record } = await (await upload(png())).result;
    assert.equal(record.reference.value, world().fakeProvider.files[0]?.reference);
    assert.match(record.reference.value, /^asset_/);
  });

  it('retries after 500 and 502', async () => {
    world().fakeProvider.inject({ what: 'status', status: 500 });
    world().fakeProvider.inject({ what: 'status', status: 502 });
    const { file, result } = await upload(png());
    await result;
    assert.equal(world().paths.length, 3);
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
  });

  const values: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a subfolder', { name: 'x.png', subfolder: 'people' }, 'people/x.png'],
    ['a deep subfolder as Windows writes it', { name: 'x.png', subfolder: 'a\\b' }, 'a/b/x.png'],
    ['slashes around the subfolder', { name: 'x.png', subfolder: '/people/' }, 'people/x.png'],
    ['another folder', { name: 'x.png', type: 'output' }, 'x.png [output]'],
    ['both', { name: 'x.png', subfolder: 'people', type: 'temp' }, 'people/x.png [temp]'],
    ['no subfolder and no type', { name: 'x.png', subfolder: undefined, type: undefined }, 'x.png'],
    ['spaces in the name', { name: 'my cat (1).png' }, 'my cat (1).png'],
  ];
  for (const [what, set, expected] of values) {
    it(`writes "${expected}" for an answer with ${what}`, async () => {
      world().fakeProvider.inject({ what: 'alter', set });
      assert.equal((await (await upload(png())).result).record.reference.value, expected);
    });
  }

  for (const set of [
    { name: '' },
    { name: 7 },
    { name: '1' },
    { name: 'a\nb.png' },
    { name: ' x.png' },
    { name: undefined },
    { subfolder: 7 },
    { type: 'elsewhere' },
    { type: 7 },
  ]) {
    it(`refuses an answer with ${JSON.stringify(set)}`, async () => {
      world().fakeProvider.inject({ what: 'alter', set });
      assert.equal((await failureOf((await upload(png())).result)).code, 'unexpectedReply');
      assert.equal(world().history.count(), 0);
    });
  }

  it('accepts the answer of newer builds', async () => {
    world().fakeProvider.inject({ what: 'withAsset' });
    const { file, result } = await upload(png());
    assert.equal((await result).record.reference.value, `${file.sha256}.png`);
  });

  it('refuses too many bytes or pixels, and archives, without a request', async () => {
    const files = [
      [await world().file('big.mp4', mp4(), 52_428_801), 'fileTooLarge'],
      [await world().file('wide.png', png(4096, 16_385, 10)), 'imageTooLarge'],
      [await world().file('tall.png', png(4096, 10, 16_385)), 'imageTooLarge'],
      [await world().file('area.png', png(4096, 16_384, 4097)), 'imageTooLarge'],
      [await world().file('frames.zip', zip()), 'typeUnsupported'],
    ] as const;
    for (const [file, code] of files) {
      assert.equal((await failureOf(world().upload(file))).code, code, file.name);
      assert.equal(file.counts.open, 0);
    }
    assert.deepEqual(world().paths, []);
  });

  it('accepts the largest image allowed', async () => {
    const { file, result } = await upload(png(4096, 16_384, 4096), 'largest.png');
    await result;
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
  });

  describe('checking the connection', () => {
    const check = (key = world().fakeProvider.key) =>
      createAccountCalls(world()).checkConnection(world().account({ key }), new AbortController().signal);

    it('reports nothing but success', async () => {
      assert.deepEqual(await check(), { account: '' });
      assert.deepEqual(world().paths, ['GET /api/user']);
    });

    it('reports a wrong key or an inactive subscription', async () => {
      assert.equal((await failureOf(check('wrong-key'))).code, 'keyRejected');
      world().fakeProvider.inject({ what: 'status', status: 429, step: 'check' });
      assert.equal((await failureOf(check())).code, 'subscriptionInactive');
    });
  });
});
