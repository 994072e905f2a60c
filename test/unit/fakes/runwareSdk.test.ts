import assert from 'node:assert/strict';
import { RunwareServer } from '@runware/sdk-js';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { picture, sha256, withFakeProvider } from './support.ts';

/** The official client, unmodified: it speaks only over a WebSocket, whose address can be set. */
async function withClient(
  fakeProvider: FakeProvider,
  apiKey: string,
  use: (client: RunwareServer) => Promise<void>,
): Promise<void> {
  const client = new RunwareServer({ apiKey, url: fakeProvider.url.replace('http:', 'ws:'), shouldReconnect: false });
  try {
    await use(client);
  } finally {
    await client.disconnect();
  }
}

describe('Runware fake server, used by the official JavaScript client', () => {
  const bytes = picture(200_000);

  it('stores media', () =>
    withFakeProvider('runware', {}, (fakeProvider) =>
      withClient(fakeProvider, fakeProvider.key, async (client) => {
        const stored = await client.mediaStorage({ media: bytes.toString('base64') });
        assert.equal(stored.mediaUUID, fakeProvider.files[0]?.reference);
        assert.equal(fakeProvider.files[0]?.sha256, sha256(bytes));
      }),
    ));

  it('uploads an image', () =>
    withFakeProvider('runware', {}, (fakeProvider) =>
      withClient(fakeProvider, fakeProvider.key, async (client) => {
        const uploaded = await client.imageUpload({ image: `data:image/png;base64,${bytes.toString('base64')}` });
        // The client's type says "number"; what comes, here and at Runware, is a UUID.
        assert.equal(`${uploaded.imageUUID}`, fakeProvider.files[0]?.reference);
      }),
    ));

  it('generates from what was uploaded', () =>
    withFakeProvider('runware', {}, (fakeProvider) =>
      withClient(fakeProvider, fakeProvider.key, async (client) => {
        const { mediaUUID } = await client.mediaStorage({ media: bytes.toString('base64') });
        const request = { positivePrompt: 'a cat', model: 'runware:100@1', width: 512, height: 512 };
        const images = await client.requestImages({ ...request, seedImage: mediaUUID, numberResults: 1 });
        assert.equal(images?.length, 1);
        assert.equal(fakeProvider.runs.length, 1);
      }),
    ));

  it('is refused with the code of the errors list', () =>
    withFakeProvider('runware', {}, (fakeProvider) =>
      withClient(fakeProvider, fakeProvider.key, async (client) => {
        await assert.rejects(
          () => client.mediaStorage({ media: 'not base64!' }),
          (refusal: { error?: { code?: string } }) => refusal.error?.code === 'invalidMedia',
        );
      }),
    ));

  it('is refused for a wrong key', () =>
    withFakeProvider('runware', {}, (fakeProvider) =>
      withClient(fakeProvider, 'nope', async (client) => {
        await assert.rejects(
          () => client.mediaStorage({ media: bytes.toString('base64') }),
          (refusal: { error?: { code?: string } }) => refusal.error?.code === 'invalidApiKey',
        );
        assert.deepEqual(fakeProvider.files, []);
      }),
    ));
});
