import assert from 'node:assert/strict';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { gif, mp4, png, wav } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const month = 30 * 86_400_000;

describe('Runware', () => {
  const world = useWorld('runware');
  const upload = async (task: 'auto' | 'mediaStorage' | 'imageUpload', name: string, bytes: Buffer) => {
    const file = await world().file(name, bytes);
    const account = world().account({ options: { task } });
    return { file, result: world().upload(file, { account }) };
  };

  it('sends an image by imageUpload as a data URI, with a lifetime of 30 days after its last use', async () => {
    const { file, result } = await upload('imageUpload', 'cat.png', png());
    const { record } = await result;
    const [received] = world().fakeProvider.files;
    assert.equal(received?.sha256, file.sha256);
    assert.equal(received?.contentType, 'image/png');
    assert.equal(record.reference.form, 'mediaUuid');
    assert.equal(record.reference.value, received?.reference);
    assert.deepEqual(record.reference.lifetime, { type: 'sliding', milliseconds: month });
    assert.equal(record.reference.expiresAt, world().clock.now() + month);
    assert.equal(record.alternatives[0]?.form, 'mediaUrl');
  });

  it('sends media by mediaStorage as raw base64, with an undocumented lifetime', async () => {
    const { file, result } = await upload('mediaStorage', 'cat.png', png());
    const { record } = await result;
    const [received] = world().fakeProvider.files;
    assert.equal(received?.sha256, file.sha256);
    assert.equal(received?.contentType, '');
    assert.match(record.reference.value, uuid);
    assert.deepEqual(record.reference.lifetime, { type: 'undocumented' });
    assert.equal(record.reference.expiresAt, undefined);
  });

  it('posts to the endpoint itself, with the key in the header', async () => {
    await (await upload('auto', 'cat.png', png())).result;
    assert.deepEqual(world().paths, ['POST /v1']);
    assert.equal(world().fakeProvider.requests[0]?.headers.authorization, `Bearer ${world().fakeProvider.key}`);
  });

  for (const size of [1, 2, 3].map((extra) => 300_000 + extra)) {
    it(`sends ${size} bytes unharmed through either encoding`, async () => {
      for (const task of ['imageUpload', 'mediaStorage'] as const) {
        const { file, result } = await upload(task, 'cat.png', png(size));
        await result;
        assert.equal(world().fakeProvider.files.at(-1)?.sha256, file.sha256);
        assert.equal(world().fakeProvider.files.at(-1)?.size, size);
      }
    });
  }

  it('chooses imageUpload for images that it keeps whole, and mediaStorage for the rest', async () => {
    const tiff = Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(4096)]);
    const samples: readonly (readonly [string, Buffer, string])[] = [
      ['a.png', png(), 'sliding'],
      ['edge.png', png(4096, 2048, 2048), 'sliding'],
      ['wide.png', png(4096, 2049, 10), 'undocumented'],
      ['high.png', png(4096, 10, 2049), 'undocumented'],
      ['a.gif', gif(), 'sliding'],
      ['a.tiff', tiff, 'undocumented'],
      ['a.mp4', mp4(), 'undocumented'],
      ['a.wav', wav(), 'undocumented'],
      ['a.glb', Buffer.concat([Buffer.from('glTF\x02\0\0\0', 'latin1'), Buffer.alloc(500)]), 'undocumented'],
    ];
    for (const [name, bytes, lifetime] of samples) {
      const { record } = await (await upload('auto', name, bytes)).result;
      assert.equal(record.reference.lifetime.type, lifetime, name);
    }
  });

  it('lets no image be scaled down by default', async () => {
    for (const [width, height] of [
      [2048, 1],
      [2049, 1],
      [8000, 6000],
    ] as const) {
      await (await upload('auto', `${width}.png`, png(4096, width, height))).result;
    }
    assert.deepEqual(
      world().fakeProvider.files.map(({ scaledTo }) => scaledTo),
      [undefined, undefined, undefined],
    );
  });

  it('warns that imageUpload, chosen by hand, will scale a large image down', async () => {
    const large = await (await upload('imageUpload', 'large.png', png(4096, 4096, 1024))).result;
    assert.deepEqual(large.warnings, [{ code: 'scaledDown', kind: 'image' }]);
    assert.deepEqual(world().fakeProvider.files[0]?.scaledTo, { width: 2048, height: 512 });
    assert.deepEqual((await (await upload('imageUpload', 'small.png', png())).result).warnings, []);
    assert.deepEqual((await (await upload('auto', 'large.png', png(4096, 4096, 1024))).result).warnings, []);
  });

  it('refuses a video for imageUpload without sending it', async () => {
    const { file, result } = await upload('imageUpload', 'clip.mp4', mp4());
    assert.equal((await failureOf(result)).code, 'typeUnsupported');
    assert.deepEqual(world().paths, []);
    assert.equal(file.counts.open, 0);
  });

  describe('where imageUpload is no longer available', () => {
    for (const code of ['unsupportedTaskType', 'invalidTaskType', 'deprecatedTaskType']) {
      it(`stores the image by mediaStorage after "${code}"`, async () => {
        world().fakeProvider.inject({ what: 'errors', code });
        const { file, result } = await upload('auto', 'cat.png', png());
        assert.equal((await result).record.reference.lifetime.type, 'undocumented');
        assert.equal(world().paths.length, 2);
        assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
        assert.match(world().log.text, /warn Runware no longer supports imageUpload/);
      });
    }

    it('stores it if the message of an HTTP 400 says so', async () => {
      const message = 'The imageUpload task is deprecated, use mediaStorage.';
      world().fakeProvider.inject({ what: 'errors', code: 'goneAway', message, status: 400 });
      assert.equal(
        (await (await upload('auto', 'cat.png', png())).result).record.reference.lifetime.type,
        'undocumented',
      );
    });

    it('reports it if imageUpload was chosen', async () => {
      world().fakeProvider.inject({ what: 'errors', code: 'unsupportedTaskType' });
      assert.equal((await failureOf((await upload('imageUpload', 'cat.png', png())).result)).code, 'rejected');
      assert.equal(world().paths.length, 1);
    });

    it("isn't concluded from an invalid image", async () => {
      world().fakeProvider.inject({ what: 'errors', code: 'invalidImage', message: 'Invalid image', status: 400 });
      assert.equal((await failureOf((await upload('auto', 'cat.png', png())).result)).code, 'rejected');
      assert.equal(world().paths.length, 1);
    });
  });

  it('accepts data as an object as well as a list', async () => {
    world().fakeProvider.inject({ what: 'dataAsObject' });
    assert.match((await (await upload('auto', 'cat.png', png())).result).record.reference.value, uuid);
  });

  it('accepts a single answer under another taskUUID, and warns', async () => {
    world().fakeProvider.inject({ what: 'otherTaskUuid' });
    assert.match((await (await upload('auto', 'cat.png', png())).result).record.reference.value, uuid);
    assert.match(world().log.text, /warn .*another taskUUID/);
  });

  it('accepts its own data although another task failed beside it', async () => {
    world().fakeProvider.inject({ what: 'errorsBesideData' });
    assert.match((await (await upload('auto', 'cat.png', png())).result).record.reference.value, uuid);
  });

  it("doesn't accept another task's data instead of its own error", async () => {
    world().fakeProvider.inject({ what: 'dataOfAnotherTask', code: 'invalidImage' });
    assert.equal((await failureOf((await upload('auto', 'cat.png', png())).result)).code, 'rejected');
    assert.equal(world().history.count(), 0);
  });

  it('reads the single form of an error', async () => {
    world().fakeProvider.inject({ what: 'singleError', code: 'insufficientCredits' });
    assert.equal((await failureOf((await upload('auto', 'cat.png', png())).result)).code, 'quotaExceeded');
  });

  const codes: readonly (readonly [string, string, boolean])[] = [
    ['insufficientCredits', 'quotaExceeded', false],
    ['quotaReached', 'quotaExceeded', false],
    ['paymentRequired', 'quotaExceeded', false],
    ['rateLimitExceeded', 'rateLimited', true],
    ['invalidApiKey', 'keyRejected', false],
    ['missingApiKey', 'keyRejected', false],
    ['unauthorized', 'keyRejected', false],
    ['invalidCredentials', 'keyRejected', false],
    ['tokenExpired', 'keyRejected', false],
    ['organizationSuspended', 'keyRejected', false],
    ['authTimeout', 'keyRejected', false],
    ['requestTimeout', 'serverError', true],
    ['timeoutProvider', 'serverError', true],
    ['modelNotFound', 'rejected', false],
    ['linkExpired', 'rejected', false],
    ['internalServerError', 'serverError', true],
    ['serviceUnavailable', 'serverError', true],
    ['uploadFailed', 'serverError', true],
    ['mediaStorageFileCouldNotBeMoved', 'serverError', true],
    ['providerOverloaded', 'serverError', true],
    ['missingParameter', 'rejected', false],
    ['maxMediaSize', 'rejected', false],
    ['somethingUnknown', 'rejected', false],
  ];
  for (const [code, expected, isRetried] of codes) {
    it(`takes the error "${code}" in an HTTP 200 for ${expected}${isRetried ? ', and tries again' : ''}`, async () => {
      world().fakeProvider.inject({ what: 'errors', code, times: 4 });
      const error = await failureOf((await upload('mediaStorage', 'cat.png', png())).result);
      assert.equal(error.code, expected);
      assert.equal(world().paths.length, isRetried ? 4 : 1);
      assert.equal(world().history.count(), 0);
    });
  }

  it('goes by the status if the code is unknown', async () => {
    world().fakeProvider.inject({ what: 'errors', code: 'newKindOfTrouble', status: 503, times: 4 });
    const error = await failureOf((await upload('mediaStorage', 'cat.png', png())).result);
    assert.equal(error.code, 'serverError');
    assert.equal(world().paths.length, 4);
  });

  for (const value of ['', '1', 'not-a-uuid', 7, null, undefined, {}, '../../etc/passwd']) {
    it(`refuses ${JSON.stringify(value) ?? 'nothing'} as an imageUUID`, async () => {
      world().fakeProvider.inject({ what: 'alter', set: { imageUUID: value } });
      assert.equal((await failureOf((await upload('imageUpload', 'cat.png', png())).result)).code, 'unexpectedReply');
      assert.equal(world().history.count(), 0);
    });
  }

  for (const url of ['http://example.com/x.png', 'javascript:alert(1)', 'x', 7, undefined]) {
    it(`keeps no URL where the reply has ${JSON.stringify(url) ?? 'none'}`, async () => {
      world().fakeProvider.inject({ what: 'alter', set: { mediaURL: url } });
      assert.deepEqual((await (await upload('mediaStorage', 'cat.png', png())).result).record.alternatives, []);
    });
  }

  it('uses a new taskUUID for each attempt', async () => {
    world().fakeProvider.inject({ what: 'status', status: 503 });
    await (await upload('auto', 'cat.png', png())).result;
    assert.equal(world().fakeProvider.requests.length, 2);
    assert.equal(world().fakeProvider.files.length, 1);
  });

  it('sends to the media storage again what imageUpload made smaller, once that is chosen', async () => {
    const bytes = png();
    await (await upload('imageUpload', 'cat.png', bytes)).result;
    assert.equal((await (await upload('auto', 'cat.png', bytes)).result).reused, true);
    assert.equal((await (await upload('mediaStorage', 'cat.png', bytes)).result).reused, false);
  });

  it('sends a large image whole, although an earlier version had it scaled down', async () => {
    const bytes = png(4096, 4096, 1024);
    await (await upload('imageUpload', 'large.png', bytes)).result;
    await world().clock.sleep(1000, new AbortController().signal);
    assert.equal((await (await upload('auto', 'large.png', bytes)).result).reused, false);
    assert.equal((await (await upload('auto', 'large.png', bytes)).result).reused, true);
  });

  describe('uploading by link', () => {
    const link = 'https://example.com/cat.png?signature=c0ffee';
    const uploadLink = (url: string) =>
      createAccountCalls(linked()).uploadLink(url, linked().account(), new AbortController().signal);
    const linked = useWorld('runware', { fakeProvider: { web: { [link]: png() } } });

    it('has the media storage download it, whatever task is chosen, and sends no bytes', async () => {
      const { reference, alternatives } = await uploadLink(link);
      assert.equal(reference.value, linked().fakeProvider.files[0]?.reference);
      assert.equal(reference.lifetime.type, 'undocumented');
      assert.equal(alternatives[0]?.form, 'mediaUrl');
      assert.ok((linked().fakeProvider.requests[0]?.contentLength ?? 0) < 300);
    });

    it('polls, and tries again, as it does with files', async () => {
      linked().fakeProvider.inject({ what: 'status', status: 503 });
      linked().fakeProvider.inject({ what: 'processing', polls: 2 });
      assert.match((await uploadLink(link)).reference.value, uuid);
      assert.equal(linked().paths.length, 1 + 1 + 3);
    });

    it('reports a link that leads nowhere', async () => {
      const error = await failureOf(uploadLink('https://example.com/gone.png'));
      assert.equal(error.code, 'rejected');
      assert.equal(error.details.providerMessage, 'Failed to transfer the provided media.');
    });

    it("doesn't ask for addresses that only this network can reach, and never logs the link", async () => {
      assert.equal((await failureOf(uploadLink('http://192.168.1.20/cat.png'))).code, 'rejected');
      assert.deepEqual(linked().paths, []);
      await uploadLink(link);
      assert.ok(!linked().written().includes('c0ffee'));
    });
  });

  describe('deleting', () => {
    const remove = async (task: 'mediaStorage' | 'imageUpload') => {
      const { record } = await (await upload(task, 'cat.png', png())).result;
      return createAccountCalls(world()).deleteUpload(
        record.reference,
        world().account(),
        new AbortController().signal,
      );
    };

    it('removes an upload from the media storage', async () => {
      await remove('mediaStorage');
      assert.equal(world().paths.length, 2);
    });

    it("reports that images of imageUpload can't be deleted", async () => {
      assert.equal((await failureOf(remove('imageUpload'))).code, 'rejected');
      assert.equal(world().paths.length, 1);
    });

    it('reports that there is nothing to delete', async () => {
      world().fakeProvider.inject({ what: 'status', status: 404, step: 'delete' });
      assert.equal((await failureOf(remove('mediaStorage'))).code, 'rejected');
    });
  });

  describe('checking the connection', () => {
    const check = (key = world().fakeProvider.key) =>
      createAccountCalls(world()).checkConnection(world().account({ key }), new AbortController().signal);

    it('reports whose account it is', async () => {
      assert.deepEqual(await check(), { account: 'Fake server Organization' });
    });

    it('reports a wrong key', async () => {
      assert.equal((await failureOf(check('wrong-key'))).code, 'keyRejected');
    });
  });
});
