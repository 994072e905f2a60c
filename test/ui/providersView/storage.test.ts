import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const provider = 'S3-Compatible Storage';
const connection = `${provider} (NAS)`;

describe('a storage', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    await workbench.providers.show();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  const described = (label: string, pattern: RegExp): Promise<string> =>
    until(
      `${label}: ${pattern}`,
      async () =>
        (await workbench.providers.lines()).find((line) => line.label === label && pattern.test(line.description))
          ?.description,
      () => workbench.providers.lines(),
    );

  /** Waits for a box by its title, since each is replaced by the next. */
  const box = (title: RegExp): Promise<unknown> =>
    until(
      `the box ${title}`,
      async () => title.test(await workbench.quickInput.title()) || undefined,
      () => workbench.quickInput.title(),
    );

  const says = (pattern: RegExp): Promise<unknown> =>
    until(
      `the message ${pattern}`,
      async () => pattern.test(await workbench.quickInput.message()) || undefined,
      () => workbench.quickInput.message(),
    );

  async function enter(title: RegExp, text?: string): Promise<void> {
    await box(title);
    if (text !== undefined) {
      await workbench.quickInput.type(text);
    }
    await workbench.quickInput.accept();
  }

  it('is added from its row, one box after the other, each with a way back, and tested before it is saved', async () => {
    const { quickInput } = workbench;
    const storage = workbench.fakeProvider('s3');
    const { accessKeyId, secretAccessKey } = JSON.parse(storage.key);
    await described(provider, /^none yet$/);
    // Choosing a theme closes the boxes.
    await workbench.screenshot('storage-none', { theme: 'dark' });
    await (await workbench.providers.line(provider)).click();
    await box(/^Add Connection to S3-Compatible Storage/);
    assert.equal((await quickInput.line('Cloudflare R2')).description, 'https://{accountId}.r2.cloudflarestorage.com');
    await workbench.screenshot('storage-services');
    await quickInput.pick('MinIO');
    await enter(/^Endpoint of S3-Compatible Storage/, `${storage.url}/media-bucket`);
    await says(/can't have a path/);
    await enter(/^Endpoint of S3-Compatible Storage/, storage.url);
    await enter(/^Bucket of/, '');
    await says(/3 to 63 letters/);
    await enter(/^Bucket of/, 'media-bucket');
    await enter(/^Prefix of/, '../up');
    await says(/without \. or \.\./);
    await enter(/^Prefix of/, 'inputs');
    await box(/^Links of/);
    await workbench.screenshot('storage-links');
    await quickInput.pick('Presigned links');
    await enter(/^Link Lifetime of/, '86400');
    await enter(/^Add Connection to/, 'NAS');
    await enter(/^Access key ID for S3-Compatible Storage \(NAS\)/, accessKeyId);
    await enter(/^Secret access key for/, 'wrong/secret+key');
    await enter(/^Session token for/);
    await says(/didn't accept the API key/);
    await workbench.screenshot('storage-rejected');
    await quickInput.clickButton('Back');
    await enter(/^Secret access key for/, secretAccessKey);
    await enter(/^Session token for/);
    await workbench.notifications.read(/The connection S3-Compatible Storage \(NAS\) was added/);
    await described(connection, /^connected/);
    assert.deepEqual(
      storage.requests.slice(-3).map(({ method }) => method),
      ['PUT', 'GET', 'DELETE'],
    );
  });

  it('shows where files go', async () => {
    await workbench.providers.toggle(connection);
    await described('Bucket', /^media-bucket$/);
    await workbench.screenshot('storage-connection-dark', { theme: 'dark' });
    await workbench.screenshot('storage-connection-light', { theme: 'light' });
    await workbench.providers.toggle(connection);
  });

  it('is among the places to upload to from now on, and its links are counted down', async () => {
    await workbench.explorer.show();
    await workbench.rightClick('images/hero.png', 'Upload to', provider);
    await workbench.notifications.read(/hero\.png was uploaded to S3-Compatible Storage/);
    const link = await workbench.clipboard.read();
    const bytes = readFileSync(join(workbench.folder, 'images', 'hero.png'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.equal(new URL(link).pathname, `/media-bucket/inputs/${sha256}.png`);
    assert.ok(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes));
    await workbench.uploads.show();
    const line = await until('the row', async () =>
      (await workbench.uploads.lines()).find(({ label }) => label === 'hero.png'),
    );
    assert.match(line.description, /^23 h \d+ m · S3-Compatible Storage/);
    await workbench.screenshot('storage-uploads-dark', { theme: 'dark' });
    await workbench.screenshot('storage-uploads-light', { theme: 'light' });
  });

  it('asks for its options again in the same boxes, and leaves the menus once it is removed', async () => {
    await workbench.providers.choose(connection, 'Change Options...');
    await enter(/^Region of/);
    await box(/^Bucket of/);
    await workbench.screenshot('storage-options');
    await workbench.quickInput.close();
    await workbench.providers.choose(connection, 'Remove Connection...');
    await workbench.notifications.answerDialog('Remove');
    await described(provider, /^none yet$/);
    await workbench.explorer.show();
    const labels = await workbench.menu.labels(await workbench.explorer.row('images/hero.png'), 'Upload to');
    assert.ok(!labels.includes(provider), labels.join());
  });
});
