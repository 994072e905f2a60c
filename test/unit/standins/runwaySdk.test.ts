import assert from 'node:assert/strict';
import RunwayML, { toFile } from '@runwayml/sdk';
import type { Standin } from '../../standins/standin.ts';
import { picture, sha256, withStandin } from './support.ts';

/** The official client, unmodified but for its address. */
function clientOf(standin: Standin, apiKey = standin.key): RunwayML {
  return new RunwayML({ apiKey, baseURL: standin.url, maxRetries: 0 });
}

async function uploadWith(client: RunwayML, bytes: Buffer): Promise<string> {
  const { uri } = await client.uploads.createEphemeral({ file: await toFile(bytes, 'picture.png') });
  return uri;
}

describe('Runway stand-in, seen by the official client', () => {
  it('takes a small file and one of 5 MB', () =>
    withStandin('runway', {}, async (standin) => {
      for (const size of [512, 5_000_000]) {
        const bytes = picture(size);
        const uri = await uploadWith(clientOf(standin), bytes);
        const file = standin.files.at(-1);
        assert.deepEqual(
          [file?.reference, file?.size, file?.sha256, file?.name],
          [uri, size, sha256(bytes), 'picture.png'],
        );
      }
    }));

  it('refuses fewer than 512 bytes', () =>
    withStandin('runway', {}, async (standin) => {
      await assert.rejects(() => uploadWith(clientOf(standin), picture(511)), { status: 400 });
      assert.deepEqual(standin.files, []);
    }));

  it('refuses a wrong key', () =>
    withStandin('runway', {}, async (standin) => {
      await assert.rejects(() => uploadWith(clientOf(standin, 'nope'), picture()), { status: 401 });
    }));

  it('asks again for a slot after a 429, as the client does when it is allowed to', () =>
    withStandin('runway', {}, async (standin) => {
      standin.inject({ step: 'slot', what: 'status', status: 429, retryAfter: 0 });
      const client = new RunwayML({ apiKey: standin.key, baseURL: standin.url, maxRetries: 1 });
      assert.equal(await uploadWith(client, picture()), standin.files[0]?.reference);
    }));

  it('answers the key check with an organization', () =>
    withStandin('runway', {}, async (standin) => {
      assert.equal((await clientOf(standin).organization.retrieve()).creditBalance, 2500);
    }));
});
