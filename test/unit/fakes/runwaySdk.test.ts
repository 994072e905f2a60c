import assert from 'node:assert/strict';
import RunwayML, { toFile } from '@runwayml/sdk';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { picture, sha256, withFakeProvider } from './support.ts';

/** The official client, unmodified but for its address. */
function clientOf(fakeProvider: FakeProvider, apiKey = fakeProvider.key): RunwayML {
  return new RunwayML({ apiKey, baseURL: fakeProvider.url, maxRetries: 0 });
}

async function uploadWith(client: RunwayML, bytes: Buffer): Promise<string> {
  const { uri } = await client.uploads.createEphemeral({ file: await toFile(bytes, 'picture.png') });
  return uri;
}

describe('Runway fake server, used by the official client', () => {
  it('accepts a small file and one of 5 MB', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      for (const size of [512, 5_000_000]) {
        const bytes = picture(size);
        const uri = await uploadWith(clientOf(fakeProvider), bytes);
        const file = fakeProvider.files.at(-1);
        assert.deepEqual(
          [file?.reference, file?.size, file?.sha256, file?.name],
          [uri, size, sha256(bytes), 'picture.png'],
        );
      }
    }));

  it('refuses fewer than 512 bytes', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      await assert.rejects(() => uploadWith(clientOf(fakeProvider), picture(511)), { status: 400 });
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('refuses a wrong key', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      await assert.rejects(() => uploadWith(clientOf(fakeProvider, 'nope'), picture()), { status: 401 });
    }));

  it('creates a task with what was uploaded, and refuses what nobody has', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const client = clientOf(fakeProvider);
      const request = { model: 'gen4_turbo', ratio: '1280:720', promptImage: '' } as const;
      const promptImage = await uploadWith(client, picture());
      assert.match((await client.imageToVideo.create({ ...request, promptImage })).id, /^[0-9a-f-]{36}$/);
      assert.equal(fakeProvider.runs.length, 1);
      await assert.rejects(async () => client.imageToVideo.create({ ...request, promptImage: 'runway://gone' }), {
        status: 400,
      });
    }));

  it('lets the client request a slot again after a 429', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      fakeProvider.inject({ step: 'slot', what: 'status', status: 429, retryAfter: 0 });
      const client = new RunwayML({ apiKey: fakeProvider.key, baseURL: fakeProvider.url, maxRetries: 1 });
      assert.equal(await uploadWith(client, picture()), fakeProvider.files[0]?.reference);
    }));

  it('answers the key check with an organization', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      assert.equal((await clientOf(fakeProvider).organization.retrieve()).creditBalance, 2500);
    }));
});
