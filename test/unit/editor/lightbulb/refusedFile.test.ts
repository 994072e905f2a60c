import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { megabyte } from '../../../../src/core/units.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import type { OverflowRule } from '../../../../src/editor/services/settings.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';

const { connectionsOf } = await import('../connections/connectionsOf.ts');
const { localFileOffers } = await import('../../../../src/editor/lightbulb/localFileOffers.ts');

const bucket = {
  id: 's3-1',
  name: 'Bucket',
  provider: 's3',
  endpoint: 'https://s3.example.com',
  options: { bucket: 'media' },
};
const cdn = {
  ...bucket,
  id: 's3-2',
  name: 'CDN',
  options: { bucket: 'media', links: 'public', publicBaseUrl: 'https://cdn.example.com' },
};
const nas = { ...bucket, id: 's3-3', name: 'NAS', endpoint: 'http://nas.local:9000' };
const useBucket = 'Upload to Bucket and Use Its Link';
const tooLarge = 'too large: RunningHub accepts up to 30 MB';

describe('The offers for a file that a provider refuses', () => {
  const folder = temporaryFolder('refused-file');
  let added: readonly unknown[] = [];
  let overflow: OverflowRule = 'offer';
  const workspaceState = new Map<string, unknown>();
  const connections = connectionsOf({ added: () => added, workspaceState });
  const settings = {
    reuseUploads: false,
    providerOptions: () => ({}),
    get overflow() {
      return overflow;
    },
  };
  const services = { settings, connections } as unknown as Services;

  before(() => {
    const sizes = { 'big.mp4': 34 * megabyte, 'a.webm': 5000, 'a.gif': 5000, 'a.png': 5000, 'tiny.png': 300 };
    for (const [name, size] of Object.entries(sizes)) {
      writeFileSync(join(folder, name), '');
      truncateSync(join(folder, name), size);
    }
  });
  afterEach(() => {
    added = [];
    overflow = 'offer';
    workspaceState.clear();
  });
  after(() => removeFolder(folder));

  async function offersFor(name: string, document: unknown) {
    const scan = scanWorkflow(JSON.stringify(document));
    const input = scan.inputs.find(({ value }) => value === name);
    assert.ok(input);
    const replacement = { document: 'file:///w.json', line: 0, character: 0, value: name };
    return localFileOffers(services, {
      replacement,
      file: join(folder, name),
      fits: input.fits,
      dialect: scan.dialect,
    });
  }

  /** Titles of what can be chosen, and the reasons of what can't. */
  async function titlesFor(name: string, document: unknown): Promise<readonly string[]> {
    const offers = await offersFor(name, document);
    return offers.map(({ title, disabledReason }) => String(disabledReason ?? title));
  }

  const linked = (fieldValue: string) => ({ nodeInfoList: [{ nodeId: '1', fieldName: 'url', fieldValue }] });
  const named = (fieldValue: string) => ({ nodeInfoList: [{ nodeId: '1', fieldName: 'video', fieldValue }] });

  it('are a storage, beside the reason, where the input takes a link', async () => {
    added = [bucket];
    assert.deepEqual(await titlesFor('big.mp4', linked('big.mp4')), [useBucket, tooLarge]);
    assert.deepEqual(await titlesFor('a.webm', linked('a.webm')), [
      useBucket,
      "RunningHub doesn't support .webm files.",
    ]);
  });

  it('are the reason alone where it takes none', async () => {
    added = [bucket];
    assert.deepEqual(await titlesFor('big.mp4', named('big.mp4')), [tooLarge]);
  });

  it('ask for the storage of the provider that refuses, and send nowhere else', async () => {
    added = [bucket];
    const [offer] = await offersFor('big.mp4', linked('big.mp4'));
    assert.equal(offer?.command, 'replaceString');
    const argument = offer?.argument as Readonly<Record<string, unknown>>;
    assert.deepEqual([argument.provider, argument.useLink], ['runningHub', true]);
  });

  it('begin with adding a storage where there is none, and one would help', async () => {
    const offers = await offersFor('big.mp4', linked('big.mp4'));
    assert.deepEqual(
      offers.map(({ title, command, argument }) => [String(title), command, argument].slice(0, 2)),
      [
        ['Add Storage...', 'addConnection'],
        ['Upload to RunningHub and replace', 'replaceString'],
      ],
    );
    assert.equal(offers[0]?.argument, 's3');
    assert.deepEqual(await titlesFor('big.mp4', named('big.mp4')), [tooLarge]);
  });

  it('leave out storages whose link the provider refuses as well, or couldn’t reach', async () => {
    added = [nas];
    assert.deepEqual(await titlesFor('big.mp4', linked('big.mp4')), [tooLarge]);
    added = [bucket, cdn];
    const image = (promptImage: string) => ({ model: 'gen4_turbo', promptImage });
    assert.deepEqual(await titlesFor('tiny.png', image('tiny.png')), [
      'Upload to CDN and Use Its Link',
      'too small: Runway accepts 512 bytes or more',
    ]);
    assert.deepEqual(await titlesFor('a.gif', image('a.gif')), ["Runway doesn't support .gif files."]);
  });

  it('name none of several storages until this workspace has chosen one', async () => {
    added = [bucket, { ...bucket, id: 's3-4', name: 'Archive' }];
    assert.equal(
      (await titlesFor('big.mp4', linked('big.mp4')))[0],
      'Upload to S3-Compatible Storage and Use Its Link',
    );
    workspaceState.set('connections', { s3: 's3-4' });
    assert.equal((await titlesFor('big.mp4', linked('big.mp4')))[0], 'Upload to Archive and Use Its Link');
  });

  it('are preferred where the settings make that the rule, and none where they forbid it', async () => {
    added = [bucket];
    assert.equal((await offersFor('big.mp4', linked('big.mp4')))[0]?.isPreferred, false);
    overflow = 'always';
    assert.equal((await offersFor('big.mp4', linked('big.mp4')))[0]?.isPreferred, true);
    overflow = 'never';
    assert.deepEqual(await titlesFor('big.mp4', linked('big.mp4')), [tooLarge]);
    added = [];
    assert.deepEqual(await titlesFor('big.mp4', linked('big.mp4')), [tooLarge]);
  });

  it('name a storage beside a provider only where nobody knows who reads the input', async () => {
    const loader = (url: string) => ({ '1': { class_type: 'LoadImageFromUrl', inputs: { url } } });
    const others = ['Upload to RunningHub and replace', 'Upload to Runware and replace'];
    assert.deepEqual(await titlesFor('a.png', loader('a.png')), others);
    added = [nas];
    const withStorage = [...others, 'Upload to S3-Compatible Storage (NAS) and replace'];
    assert.deepEqual(await titlesFor('a.png', loader('a.png')), withStorage);
    const task = [{ taskType: 'imageInference', seedImage: 'a.png' }];
    assert.deepEqual(await titlesFor('a.png', task), ['Upload to Runware and replace']);
  });
});
