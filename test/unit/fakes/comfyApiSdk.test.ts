import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Comfy } from '@comfyorg/sdk';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { blake3Of } from './comfyApiCalls.ts';
import { picture, sha256, withFakeProvider } from './support.ts';

/** The official client, unmodified; where it goes can only be said in the environment. */
function clientOf(fakeProvider: FakeProvider, apiKey = fakeProvider.key): Comfy {
  const before = process.env.COMFY_BASE_URL;
  process.env.COMFY_BASE_URL = fakeProvider.url;
  try {
    return new Comfy({ apiKey });
  } finally {
    if (before === undefined) {
      delete process.env.COMFY_BASE_URL;
    } else {
      process.env.COMFY_BASE_URL = before;
    }
  }
}

const pathsOf = ({ requests }: FakeProvider): readonly string[] =>
  requests.map(({ method, path }) => `${method} ${path.replace(/blake3.*/, 'blake3')}`);

describe('Comfy API v2 fake server, used by the official client', () => {
  let folder = '';
  const bytes = picture(300_000);
  const file = (): string => join(folder, 'photo.png');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workflow-assets-sdk-'));
    await writeFile(file(), bytes);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('takes a file, and sends it once only', () =>
    withFakeProvider('comfyApi', { retention: 86_400 }, async (fakeProvider) => {
      const asset = clientOf(fakeProvider).assets.fromFile(file());
      const id = await asset.commit();
      const [received] = fakeProvider.files;
      assert.deepEqual([received?.reference, received?.sha256, received?.name], [id, sha256(bytes), 'photo.png']);
      assert.equal(await asset.hash(), await blake3Of(bytes));
      assert.equal(asset.createdNew, true);
      assert.ok(Date.parse(asset.expiresAt ?? '') > Date.now());

      const again = clientOf(fakeProvider).assets.fromFile(file());
      await again.commit();
      assert.equal(again.createdNew, false);
      assert.deepEqual(pathsOf(fakeProvider), [
        'HEAD /api/v2/assets/by-hash/blake3',
        'POST /api/v2/assets',
        'HEAD /api/v2/assets/by-hash/blake3',
        'POST /api/v2/assets/from-hash',
      ]);
    }));

  it('submits a workflow with an asset, and is told when it is done', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const client = clientOf(fakeProvider);
      const workflow = client.workflows.fromJson({ '1': { class_type: 'LoadImage', inputs: { image: '' } } });
      workflow.setInput('1', 'image', client.assets.fromFile(file()));
      const job = await client.run(workflow);
      assert.equal(job.status, 'succeeded');
    }));

  it('finds and deletes an asset by its id', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const { assets } = clientOf(fakeProvider);
      const id = await assets.fromFile(file()).commit();
      assert.equal((await assets.get(id)).filePath, 'photo.png');
      await assets.delete(id);
      await assert.rejects(assets.get(id), { httpStatus: 404 });
    }));

  it('refuses a wrong key', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      const asset = clientOf(fakeProvider, 'nope').assets.fromFile(file());
      await assert.rejects(asset.commit(), { httpStatus: 401, code: 'unauthorized' });
    }));

  it('refuses a file that is another than its hash says', () =>
    withFakeProvider('comfyApi', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'status', status: 409 });
      await assert.rejects(clientOf(fakeProvider).assets.fromFile(file()).commit(), { code: 'hash_mismatch' });
    }));
});
