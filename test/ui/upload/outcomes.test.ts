import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/** A real GIF of one pixel. */
const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');

describe('What became of several uploads', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    fill('batch', 12);
    fill('mixed', 2);
    for (const name of ['3.png', '4.png', '5.png']) {
      write(`mixed/${name}`, gif);
    }
    write('mixed/6.png', 'This is no picture, whatever it is called.\n'.repeat(20));
    write('copy.webp', workbench.readBytes('images/texture.webp'));
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(join(workbench.folder, path, '..'), { recursive: true });
    writeFileSync(join(workbench.folder, path), content);
  }

  /** Images that are all different, called `1.png`, `2.png`, … */
  function fill(folder: string, count: number): void {
    for (let number = 1; number <= count; number++) {
      write(
        `${folder}/${number}.png`,
        Buffer.concat([workbench.readBytes('images/hero.png'), Buffer.from(`${folder}${number}`)]),
      );
    }
  }

  /** Agrees to the question how many files that means. */
  async function uploadFolder(folder: string, provider: string, count: number): Promise<void> {
    await (await workbench.explorer.row(folder)).click();
    await workbench.rightClick(folder, 'Upload to', provider);
    await workbench.notifications.answerDialog(`Upload ${count} Files`);
  }

  async function copiedLines(): Promise<readonly string[]> {
    return (await workbench.clipboard.read()).split('\n');
  }

  it('says that a cancelled batch is incomplete, and goes on with the others', async () => {
    const comfy = workbench.fakeProvider('comfyServer');
    comfy.inject({ step: 'upload', what: 'stall', when: 'beforeBody', skip: 5, times: 12 });
    await uploadFolder('batch', 'ComfyUI', 12);
    await until(
      'five uploads',
      async () => (comfy.files.length === 5 ? true : undefined),
      async () => [`${comfy.files.length} files`, ...(await workbench.notifications.texts())],
    );
    await workbench.notifications.read(/Uploading 12 files to ComfyUI/);
    await workbench.screenshot('upload-batch-progress');
    await workbench.notifications.click(/Uploading 12 files/, 'Cancel');
    await workbench.notifications.read(/^Cancelled: 5 of 12 files were uploaded\./);
    await workbench.screenshot('upload-batch-cancelled');
    const first = await copiedLines();
    assert.equal(first.length, 5);
    const buttons = await workbench.notifications.buttons(/Cancelled/);
    assert.deepEqual(buttons, ['Upload the Other 7', 'Copy Again', 'Show in Uploads']);
    comfy.reset();
    await workbench.notifications.click(/Cancelled/, 'Upload the Other 7');
    await workbench.notifications.read(/^Uploaded 12 files to ComfyUI\. Copied their references, one per line\./);
    const lines = await copiedLines();
    assert.equal(lines.length, 12);
    assert.ok(first.every((line) => lines.includes(line)));
  });

  it('says that all files were there already, and sends nothing', async () => {
    const { requests } = workbench.fakeProvider('comfyServer');
    const sent = requests.length;
    await uploadFolder('batch', 'ComfyUI', 12);
    await workbench.notifications.read(/^All 12 files were already at ComfyUI\. Copied their references/);
    assert.equal(requests.length, sent);
  });

  it('names the chosen file, and the other one whose upload it uses', async () => {
    await workbench.rightClick('images/texture.webp', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/^texture\.webp was uploaded to ComfyUI\./);
    const shownNow = await workbench.notifications.texts();
    assert.ok(!shownNow.some((text) => text.startsWith('Uploading')), 'no progress beside the result');
    await workbench.rightClick('copy.webp', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/^copy\.webp was already at ComfyUI as texture\.webp\./);
  });

  it('says each reason once, and retries only what may succeed', async () => {
    const runway = workbench.fakeProvider('runway');
    runway.inject({ step: 'slot', what: 'emptyBody' });
    await uploadFolder('mixed', 'Runway', 6);
    await workbench.quickInput.waitFor();
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    const message = await workbench.notifications.read(/^Uploaded 1 of 6 files to Runway\. Copied its reference\./);
    await workbench.screenshot('upload-batch-failures');
    assert.match(message, /3\.png, 4\.png, and 5\.png have a file type that Runway doesn't support: image\/gif\./);
    assert.match(message, /6\.png isn't a media file/);
    assert.equal(message.match(/Runway returned an unexpected response/g)?.length, 1);
    assert.doesNotMatch(message, /Nothing was sent/);
    assert.deepEqual(await workbench.notifications.buttons(/Uploaded 1 of 6/), [
      'Retry 1',
      'Copy Again',
      'Show in Uploads',
      'Help',
    ]);
    await workbench.notifications.click(/Uploaded 1 of 6/, 'Retry 1');
    await workbench.notifications.read(/^Uploaded 2 of 6 files to Runway\./);
    assert.deepEqual(await workbench.notifications.buttons(/Uploaded 2 of 6/), [
      'Copy Again',
      'Show in Uploads',
      'Help',
    ]);
    assert.deepEqual([...(await copiedLines())].sort(), runway.files.map(({ reference }) => reference).sort());
  });

  it('counts down to another attempt, and says why there is one', async () => {
    const comfy = workbench.fakeProvider('comfyServer');
    comfy.inject({ step: 'upload', what: 'status', status: 503, retryAfter: 4 });
    await workbench.rightClick('images/portrait.jpg', 'Upload to', 'ComfyUI');
    const seconds = new Set<string>();
    await until('two texts of the countdown', async () => {
      for (const text of await workbench.notifications.texts()) {
        const [, left] = /retrying in (\d) s: the server is busy \(2 of 4\)/.exec(text) ?? [];
        seconds.add(left ?? '');
      }
      seconds.delete('');
      return seconds.size >= 2 ? true : undefined;
    });
    await workbench.notifications.read(/^portrait\.jpg was uploaded to ComfyUI/);
  });
});

describe('A ComfyUI that is not running', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      machineSettings: { 'workflowAssets.comfyServer.endpoint': 'http://127.0.0.1:1' },
    });
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  it('is named, with its address and the file', async () => {
    await workbench.rightClick('images/hero.png', 'Upload to', 'ComfyUI');
    const message = await workbench.notifications.read(/ComfyUI answers/);
    await workbench.screenshot('upload-refused');
    assert.equal(message, "No ComfyUI answers at 127.0.0.1:1. Is it running? hero.png wasn't uploaded.");
    const buttons = await workbench.notifications.buttons(/ComfyUI answers/);
    assert.deepEqual(buttons, ['Retry', 'Open Setting', 'Show in Uploads', 'Help']);
    await workbench.notifications.click(/ComfyUI answers/, 'Open Setting');
    const setting = workbench.page.locator('.settings-editor .setting-item-contents');
    await setting
      .filter({ hasText: /Comfy Server|ComfyUI/ })
      .first()
      .waitFor();
    // The settings editor may be a dialog, which lets nothing else be clicked.
    await workbench.page.keyboard.press('Escape');
  });

  it('is named once for several files', async () => {
    const row = await workbench.explorer.select('images/hero.png', 'images/portrait.jpg');
    await workbench.menu.choose(row, 'Upload to', 'ComfyUI');
    await workbench.notifications.read(
      /^Couldn't upload any of the 2 files to ComfyUI\. No ComfyUI answers at 127\.0\.0\.1:1\. Is it running\?$/,
    );
  });
});
