import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import * as vscode from '../vscodeModule.ts';
import { ConnectionProfile } from './connectionProfile.ts';

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

describe('Adding a connection to a storage', () => {
  const before = { window: { ...vscode.window }, env: { ...vscode.env }, variables: { ...process.env } };
  let profile: ConnectionProfile;

  beforeEach(() => {
    profile = new ConnectionProfile();
    for (const variable of variables) {
      delete process.env[variable];
    }
  });
  after(() => {
    Object.assign(vscode.window, before.window);
    Object.assign(vscode.env, { openExternal: undefined, ...before.env });
    for (const variable of variables) {
      if (before.variables[variable] !== undefined) {
        process.env[variable] = before.variables[variable];
      }
    }
  });

  /** Up to the box for the name. */
  async function describeR2(): Promise<void> {
    await profile.start('addConnection', 's3');
    await profile.list.pick('Cloudflare R2');
    await profile.box.enter('0123456789abcdef0123456789abcdef');
    await profile.box.enter('media');
    await profile.box.enter('');
    await profile.list.pick('Presigned links');
    await profile.box.enter('3600');
  }

  async function enterKey(): Promise<void> {
    await profile.box.enter(accessKeyId);
    await profile.box.enter(secretAccessKey);
    await profile.box.enter('');
  }

  it('asks for the service, what that leaves open, the name and each part of the key, and tests it before it saves', async () => {
    await profile.start('addConnection', 's3');
    assert.deepEqual(profile.list.labels.slice(0, 3), ['AWS S3', 'Cloudflare R2', 'MinIO']);
    assert.equal(profile.list.item('AWS S3').description, 'https://s3.{region}.amazonaws.com');
    await profile.list.pick('Cloudflare R2');
    assert.equal(profile.box.title, 'Account ID of S3-Compatible Storage');
    assert.equal(profile.box.step, 2);
    await profile.box.enter('0123456789abcdef0123456789abcdef');
    assert.equal(profile.box.title, 'Bucket of S3-Compatible Storage');
    await profile.box.enter(' media ');
    assert.deepEqual([profile.box.title, profile.box.value], ['Prefix of S3-Compatible Storage', 'workflow-assets']);
    await profile.box.accept();
    await profile.list.pick('Presigned links');
    assert.match(profile.box.title, /^Link Lifetime/);
    await profile.box.enter('3600');
    assert.equal(profile.box.value, 'Cloudflare R2', 'the suggested name');
    await profile.box.accept();
    assert.equal(profile.box.title, 'Access key ID for S3-Compatible Storage (Cloudflare R2)');
    assert.equal(profile.box.password, false);
    await profile.box.enter(accessKeyId);
    assert.equal(profile.box.password, true);
    await profile.box.enter(` ${secretAccessKey}\n`);
    assert.deepEqual([profile.box.step, profile.box.totalSteps], [10, 10]);
    assert.deepEqual([profile.settings, profile.checked], [[], []], 'nothing is sent or saved before the last box');
    await profile.box.enter('');
    const [entry] = profile.entries;
    const endpoint = 'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com';
    assert.deepEqual(
      [entry?.name, entry?.endpoint, entry?.options],
      [
        'Cloudflare R2',
        endpoint,
        {
          region: 'auto',
          style: 'path',
          bucket: 'media',
          prefix: 'workflow-assets',
          links: 'presigned',
          linkLifetime: '3600',
        },
      ],
    );
    const key = JSON.stringify({ accessKeyId, secretAccessKey });
    assert.deepEqual([...profile.secrets.values()], [key]);
    assert.deepEqual(
      profile.checked.map((account) => [account.key, account.options.bucket]),
      [[key, 'media']],
    );
    assert.ok(profile.hidden.includes(secretAccessKey), 'the log hides each part');
    assert.doesNotMatch(JSON.stringify(profile.settings), new RegExp(accessKeyId));
  });

  it('leads back through every step, each of which still holds its answer', async () => {
    await describeR2();
    await profile.box.enter('Media');
    await profile.box.enter(accessKeyId);
    await profile.box.back();
    assert.equal(profile.box.value, accessKeyId);
    await profile.box.back();
    assert.equal(profile.box.value, 'Media');
    await profile.box.back();
    assert.equal(profile.box.value, '3600');
    await profile.box.back();
    assert.deepEqual(
      profile.list.activeItems.map(({ label }) => label),
      ['Presigned links'],
    );
    await profile.list.back();
    await profile.box.back();
    assert.equal(profile.box.value, 'media');
    await profile.box.back();
    assert.equal(profile.box.value, '0123456789abcdef0123456789abcdef');
    await profile.box.back();
    assert.deepEqual(
      profile.list.activeItems.map(({ label }) => label),
      ['Cloudflare R2'],
    );
    await profile.list.pick('Cloudflare R2');
    assert.equal(profile.box.value, '0123456789abcdef0123456789abcdef', 'the same service keeps what was entered');
    await profile.box.back();
    await profile.list.pick('AWS S3');
    assert.equal(profile.box.title, 'Region of S3-Compatible Storage');
  });

  it('asks about public links only for what they need', async () => {
    await profile.start('addConnection', 's3');
    await profile.list.pick('AWS S3');
    await profile.box.enter('eu-central-1');
    await profile.box.enter('media');
    await profile.box.enter('');
    await profile.list.pick('Public links');
    for (const [text, isTaken] of [
      ['', false],
      ['cdn.example.com', false],
      ['https://cdn.example.com/?x=1', false],
      [`https://cdn.example.com/${'x'.repeat(2048)}`, false],
      ['https://cdn.example.com/media', true],
    ] as const) {
      assert.match(profile.box.title, /^Public Address/);
      await profile.box.enter(text);
      assert.equal(profile.box.title.startsWith('Public Address'), !isTaken, text.slice(0, 40));
    }
    assert.match(profile.box.title, /^Days Until Deletion/);
    await profile.box.enter('');
    await profile.box.enter('CDN');
    await enterKey();
    assert.equal(profile.entries[0]?.endpoint, 'https://s3.eu-central-1.amazonaws.com');
    assert.equal(profile.entries[0]?.options?.publicBaseUrl, 'https://cdn.example.com/media');
  });

  it('asks for address, region and style where the service is another one', async () => {
    await profile.start('addConnection', 's3');
    await profile.list.pick('Other');
    for (const [text, message] of [
      ['', /must be a web address/],
      ['https://storage.example/media', /can't have a path/],
      ['http://storage.example', /must start with https/],
    ] as const) {
      await profile.box.enter(text);
      assert.match(profile.box.message, message);
    }
    await profile.box.enter('https://storage.example');
    await profile.box.enter('eu-1');
    await profile.box.enter('media');
    await profile.box.enter('');
    await profile.list.pick('Presigned links');
    await profile.box.accept();
    assert.deepEqual(profile.list.labels, ['In the path', 'In front of the host']);
    await profile.list.pick('In front of the host');
    assert.equal(profile.box.value, '', 'there is no service whose name could be suggested');
    await profile.box.enter('Mine');
    await enterKey();
    assert.equal(profile.entries[0]?.options?.style, 'virtualHost');
  });

  it('asks for the style as well where the bucket has a name that the style of the service has no place for', async () => {
    await profile.start('addConnection', 's3');
    await profile.list.pick('AWS S3');
    await profile.box.enter('eu-central-1');
    await profile.box.enter('media.example.com');
    await profile.box.enter('');
    await profile.list.pick('Presigned links');
    await profile.box.accept();
    assert.deepEqual(profile.list.labels, ['In the path']);
  });

  it("doesn't take what can't be used, and says how to write it", async () => {
    await profile.start('addConnection', 's3');
    await profile.list.pick('AWS S3');
    for (const region of ['eu central', 'eu/1', '{region}', 'x'.repeat(64)]) {
      await profile.box.enter(region);
      assert.match(profile.box.message, /such as eu-central-1/, region);
    }
    await profile.box.enter('eu-central-1');
    for (const bucket of ['', '  ', 'ab', 'a/b', 'a..b', 'Bücket', 'https://bucket']) {
      await profile.box.enter(bucket);
      assert.match(profile.box.message, /3 to 63 letters/, bucket);
    }
    await profile.box.enter('media');
    for (const prefix of ['../other', 'a/../b', './a', 'a\\b', 'x'.repeat(1000)]) {
      await profile.box.enter(prefix);
      assert.match(profile.box.message, /Enter it like a folder/, prefix.slice(0, 20));
    }
    await profile.box.enter('Größe und 图片/ü');
    await profile.list.pick('Presigned links');
    for (const seconds of ['59', '604801', '1h', '-1', '1e3', '3600.5']) {
      await profile.box.enter(seconds);
      assert.match(profile.box.message, /60 to 604800/, seconds);
    }
    await profile.box.enter('60');
    await profile.box.enter('Media');
    await profile.box.enter('');
    assert.equal(profile.box.message, 'Enter this first: Access key ID.');
    await profile.box.enter('two words');
    assert.match(profile.box.message, /^Access key ID can't contain spaces/);
    assert.deepEqual(profile.checked, []);
  });

  it('shows what the test has found, and keeps the connection unchecked on a second Enter unless the key was rejected', async () => {
    await describeR2();
    await profile.box.enter('Media');
    profile.check = async () => {
      throw new UploadError('keyRejected', 'No', { provider: 's3' });
    };
    await enterKey();
    assert.match(profile.box.message, /didn't accept the API key/);
    await profile.box.accept();
    assert.deepEqual(profile.settings, []);
    profile.check = async () => {
      throw new UploadError('bucketMissing', 'No', { provider: 's3', bucket: 'media' });
    };
    await profile.box.accept();
    assert.match(profile.box.message, /doesn't have a bucket named media.* Press Enter again to save it anyway\.$/);
    assert.deepEqual(profile.settings, []);
    await profile.box.accept();
    assert.equal(profile.settings.length, 1);
  });

  it('offers the key in the environment by the name of its variable, and asks for nothing else', async () => {
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    process.env.AWS_SESSION_TOKEN = 'token/with+signs==';
    await describeR2();
    await profile.box.enter('Media');
    assert.match(profile.list.placeholder, /AWS_ACCESS_KEY_ID\? .* sent only there\.$/);
    assert.match(profile.list.placeholder, /r2\.cloudflarestorage\.com/);
    assert.ok(!JSON.stringify(profile.list.items).includes(secretAccessKey));
    await profile.list.pick('Use the key in AWS_ACCESS_KEY_ID');
    assert.match(profile.box.title, /^Session token/);
    assert.match(profile.box.prompt, /^AWS_SESSION_TOKEN is set in the environment/);
    await profile.box.accept();
    const sessionToken = 'token/with+signs==';
    assert.deepEqual([...profile.secrets.values()], [JSON.stringify({ accessKeyId, secretAccessKey, sessionToken })]);
  });

  it('takes another key than the one in the environment, which is not in its boxes then', async () => {
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
    await describeR2();
    await profile.box.enter('Media');
    await profile.list.pick('Use the key in AWS_ACCESS_KEY_ID');
    await profile.box.back();
    await profile.list.pick('Enter another key');
    assert.deepEqual([profile.box.title.split(' for ')[0], profile.box.value], ['Access key ID', '']);
    await profile.box.enter('OTHER');
    await profile.box.enter('other-secret');
    await profile.box.enter('');
    const key = { accessKeyId: 'OTHER', secretAccessKey: 'other-secret' };
    assert.deepEqual([...profile.secrets.values()], [JSON.stringify(key)]);
  });

  it('leads from each service to its page', async () => {
    const pages: string[] = [];
    Object.assign(vscode.env, { openExternal: async (uri: unknown) => void pages.push(String(uri)) });
    await profile.start('addConnection', 's3');
    await profile.list.pressItemButton('Cloudflare R2');
    assert.match(pages.join(), /^https:\/\/developers\.cloudflare\.com\/r2\//);
    assert.ok(!profile.list.isDisposed);
  });

  it('keeps nothing when one of the boxes is closed', async () => {
    await describeR2();
    await profile.box.enter('Media');
    await profile.box.enter(accessKeyId);
    await profile.box.close();
    assert.deepEqual([profile.settings, profile.secrets.size, profile.checked], [[], 0, []]);
    assert.ok([...profile.boxes, ...profile.lists].every(({ isDisposed }) => isDisposed));
  });
});

describe('Changing the options of a connection', () => {
  const before = { ...vscode.window };
  const storage = { name: 'NAS', provider: 's3', endpoint: 'http://127.0.0.1:9000', id: 's3-00000001' };
  let profile: ConnectionProfile;

  beforeEach(() => {
    profile = new ConnectionProfile();
    profile.settings = [{ ...storage, options: { bucket: 'media', linkLifetime: '3600', later: 'x' } }];
  });
  after(() => Object.assign(vscode.window, before));

  it('goes through the same boxes, each with what it is now, and saves at the end', async () => {
    await profile.start('changeOptions', storage.id);
    assert.deepEqual([profile.box.title, profile.box.value], ['Region of S3-Compatible Storage (NAS)', 'us-east-1']);
    await profile.box.accept();
    assert.equal(profile.box.value, 'media');
    await profile.box.enter('films');
    await profile.box.accept();
    await profile.list.pick('Presigned links');
    assert.equal(profile.box.value, '3600');
    await profile.box.enter('60');
    assert.equal(profile.entries[0]?.options?.bucket, 'media', 'nothing is saved before the last one');
    await profile.list.pick('In the path');
    const { options } = profile.entries[0] ?? {};
    assert.deepEqual([options?.bucket, options?.linkLifetime, options?.later], ['films', '60', 'x']);
  });

  it('changes nothing when a box is closed', async () => {
    const settings = JSON.stringify(profile.settings);
    await profile.start('changeOptions', storage.id);
    await profile.box.enter('eu-1');
    await profile.box.close();
    assert.equal(JSON.stringify(profile.settings), settings);
  });
});
