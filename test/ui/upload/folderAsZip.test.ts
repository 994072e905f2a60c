import assert from 'node:assert/strict';
import { globSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const entry = ['Upload to', 'Upload Folder as ZIP...'] as const;

describe('a folder sent as a ZIP', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    mkdirSync(join(workbench.folder, 'empty'));
    writeFileSync(join(workbench.folder, 'empty', 'notes.txt'), 'words');
    mkdirSync(join(workbench.folder, 'huge'));
    const huge = join(workbench.folder, 'huge', 'huge.png');
    writeFileSync(huge, workbench.readBytes('images/hero.png'));
    truncateSync(huge, 32 * 2 ** 20);
    // The Explorer notices new files late, and its rows would move under the mouse.
    await workbench.reload();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  /** Temporary files of the extension that are still there. */
  function leftovers(): readonly string[] {
    const home = dirname(workbench.folder);
    return globSync('**/globalStorage/workflow-assets.workflow-assets/temporary/*', { cwd: home });
  }

  it('is offered for folders, and not for files', async () => {
    const folder = await workbench.explorer.row('images');
    const offered = await workbench.menu.labels(folder, 'Upload to');
    assert.ok(offered.includes(entry[1]), offered.join(', '));
    await workbench.menu.open(folder, 'Upload to');
    await workbench.screenshot('upload-folder-as-zip');
    await workbench.menu.close();
    const image = await workbench.menu.labels(await workbench.explorer.row('images/hero.png'), 'Upload to');
    assert.ok(!image.includes(entry[1]), image.join(', '));
  });

  it('goes to RunningHub as one archive of the images in it', async () => {
    const runningHub = workbench.fakeProvider('runningHub');
    await workbench.rightClick('images', ...entry);
    await workbench.quickInput.type(runningHub.key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(
      /images\.zip was uploaded to RunningHub\. images\.zip holds 3 images\. loop\.gif was left out\./,
    );
    const [file] = runningHub.files;
    assert.equal(runningHub.files.length, 1);
    assert.equal(file?.name, 'images.zip');
    assert.equal(file?.contentType, 'application/zip');
    const sizes = ['hero.png', 'portrait.jpg', 'texture.webp'].map(
      (name) => workbench.readBytes(`images/${name}`).length,
    );
    const names = 'hero.pngportrait.jpgtexture.webp'.length;
    const expected = sizes.reduce((sum, size) => sum + size, 0) + 3 * (30 + 46) + 2 * names + 22;
    assert.equal(file?.size, expected);
    assert.equal(await workbench.clipboard.read(), file?.reference);
    assert.deepEqual(leftovers(), []);
  });

  it('is in the uploads under its own name', async () => {
    await workbench.uploads.show();
    await until('the upload', async () =>
      (await workbench.uploads.lines()).some(({ label }) => label === 'images.zip') ? true : undefined,
    );
    await workbench.screenshot('folder-as-zip-in-uploads', { theme: 'dark' });
    await workbench.explorer.show();
  });

  it('is not sent again while the images are the same, whatever their times', async () => {
    const past = new Date(2020, 1, 1);
    utimesSync(join(workbench.folder, 'images', 'hero.png'), past, past);
    await workbench.rightClick('images', ...entry);
    await workbench.notifications.read(/images\.zip was already at RunningHub/);
    assert.equal(workbench.fakeProvider('runningHub').files.length, 1);
    assert.deepEqual(leftovers(), []);
  });

  it('is made again from the current images when it is renewed', async () => {
    const runningHub = workbench.fakeProvider('runningHub');
    const before = runningHub.files[0]?.sha256;
    writeFileSync(join(workbench.folder, 'images', 'another.png'), workbench.readBytes('images/hero.png'));
    await workbench.uploads.show();
    await workbench.uploads.choose('images.zip', 'Renew');
    await workbench.notifications.read(/Renewed the reference of images\.zip/);
    assert.equal(runningHub.files.length, 2);
    assert.equal(runningHub.files[1]?.name, 'images.zip');
    assert.notEqual(runningHub.files[1]?.sha256, before);
    assert.deepEqual(leftovers(), []);
    await workbench.explorer.show();
  });

  it('is refused above the limit before anything is sent', async () => {
    const { requests } = workbench.fakeProvider('runningHub');
    const sent = requests.length;
    await workbench.rightClick('huge', ...entry);
    await workbench.notifications.read(
      /huge\.zip is too large for RunningHub.* Its largest files: huge\.png \(34 MB\)\. Nothing was sent\./,
    );
    assert.equal(requests.length, sent);
    assert.deepEqual(leftovers(), []);
  });

  it('is not made where there are no images', async () => {
    const { requests } = workbench.fakeProvider('runningHub');
    const sent = requests.length;
    await workbench.rightClick('empty', ...entry);
    await workbench.notifications.read(/empty has no images that RunningHub supports/);
    assert.equal(requests.length, sent);
  });
});
