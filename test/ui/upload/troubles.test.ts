import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('a message about a failure', () => {
  let workbench: Workbench;

  before(async () => {
    // Every test sends its file again, even when it is retried.
    workbench = await openWorkbench({ userSettings: { 'workflowAssets.reuseUploads': false } });
    mkdirSync(join(workbench.folder, 'odd'));
    const odd = (name: string, content: string | Uint8Array): void =>
      writeFileSync(join(workbench.folder, 'odd', name), content);
    odd('empty.png', '');
    odd('text.png', 'This is no picture, whatever it is called.\n'.repeat(20));
    odd('tiny.png', readFileSync(join(workbench.folder, 'images/hero.png')).subarray(0, 300));
    odd(
      'big.zip',
      Buffer.concat([readFileSync(join(workbench.folder, 'images/frames.zip')), Buffer.alloc(32 * 1024 * 1024)]),
    );
    writeFileSync(
      join(workbench.folder, 'broken.json'),
      '{ "model": "gen4_turbo", "promptImage": "images/hero.png", "seed": \n',
    );
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
    await setKey('Runway', workbench.fakeProvider('runway').key);
    await setKey('RunningHub', workbench.fakeProvider('runningHub').key);
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  /** A click first: a right-click on one of several selected files would mean all of them. */
  async function upload(path: string, provider: string): Promise<void> {
    await (await workbench.explorer.row(path)).click();
    await workbench.rightClick(path, 'Upload to', provider);
  }

  async function setKey(label: string, key: string): Promise<void> {
    await workbench.providers.clickAction(label, 'Set API Key...');
    await workbench.quickInput.waitFor();
    await workbench.quickInput.type(key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(new RegExp(`The API key for ${label} was saved`));
    await workbench.notifications.clear();
    await workbench.explorer.show();
  }

  /** Nothing may have been sent, and no message may hold a key or the page of a server. */
  async function refused(path: string, provider: string, pattern: RegExp): Promise<void> {
    const sentBefore =
      workbench.fakeProvider('runway').requests.length + workbench.fakeProvider('runningHub').requests.length;
    await upload(path, provider);
    await workbench.notifications.read(pattern);
    const sentAfter =
      workbench.fakeProvider('runway').requests.length + workbench.fakeProvider('runningHub').requests.length;
    assert.equal(sentAfter, sentBefore, 'nothing was sent');
  }

  it('says that a file is empty', () => refused('odd/empty.png', 'Runway', /empty\.png is empty/));

  it('says that the content of a file does not match its name', () =>
    refused('odd/text.png', 'Runway', /text\.png isn't a media file: its content isn't a known image/));

  it('says that a file is too small, and states the minimum', () =>
    refused(
      'odd/tiny.png',
      'Runway',
      /tiny\.png is too small for Runway: it is 300 bytes, but must be at least 512 bytes/,
    ));

  it('says that a file is too large before sending it', () =>
    refused(
      'odd/big.zip',
      'RunningHub',
      /big\.zip is too large for RunningHub: it is 34 MB, but may be at most 30 MB/,
    ));

  it('offers to set a rejected key, and continues once it is right', async () => {
    workbench.fakeProvider('runway').inject({ step: 'slot', what: 'status', status: 401 });
    await upload('images/hero.png', 'Runway');
    await workbench.notifications.read(/Runway didn't accept the API key/);
    assert.deepEqual(await workbench.notifications.buttons(/didn't accept/), [
      'Set API Key',
      'Show in Uploads',
      'Help',
      'Show Log',
    ]);
    // VS Code shows no more than three toasts in 800 ms, and a test is faster than a person.
    await until('the progress to go', async () =>
      (await workbench.notifications.texts()).some((text) => /^Uploading/.test(text)) ? undefined : true,
    );
    await workbench.notifications.click(/didn't accept/, 'Set API Key');
    await workbench.quickInput.waitFor();
    await workbench.quickInput.type(workbench.fakeProvider('runway').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/hero\.png was uploaded to Runway/);
  });

  it('never shows the page of a gateway, and retries on request', async () => {
    // Four: one for each attempt the engine makes by itself.
    workbench.fakeProvider('comfyServer').reset();
    workbench
      .fakeProvider('comfyServer')
      .inject({ step: 'upload', what: 'status', status: 502, retryAfter: 1, times: 4 });
    await upload('images/texture.webp', 'ComfyUI');
    const message = await until('the failure', async () => {
      const texts = await workbench.notifications.texts();
      return texts.find((text) => /isn't available right now/.test(text));
    });
    assert.doesNotMatch(message, /<|html/i);
    await workbench.notifications.click(/isn't available right now/, 'Retry');
    await workbench.notifications.read(/texture\.webp was uploaded to ComfyUI/);
  });

  it('is explained on a page that comes with the extension, at the section of the failure', async () => {
    await workbench.rightClick('odd/big.zip', 'Upload to', 'RunningHub');
    await workbench.notifications.click(/big\.zip is too large/, 'Help');
    // The preview is a page within a page within the window.
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
    await page.locator('h3#filetoolarge').waitFor();
    await until('its section to be scrolled to', async () => {
      const top = await page.locator('h3#filetoolarge').evaluate((heading) => heading.getBoundingClientRect().top);
      return top >= -5 && top < 200 ? true : undefined;
    });
    await workbench.screenshot('troubleshooting');
    await workbench.runCommand('View: Close All Editors');
  });

  it('uploads what it can of several files, and retries only what failed', async () => {
    const runningHub = workbench.fakeProvider('runningHub');
    runningHub.inject({ step: 'upload', what: 'emptyBody' });
    const row = await workbench.explorer.select('images/hero.png', 'images/portrait.jpg');
    await workbench.menu.choose(row, 'Upload to', 'RunningHub');
    await workbench.notifications.read(/Uploaded 1 of 2 files to RunningHub/);
    const uploaded = runningHub.files.length;
    await workbench.notifications.click(/1 of 2 files/, 'Retry');
    await until('the other file', async () => (runningHub.files.length === uploaded + 1 ? true : undefined));
  });

  it('does not appear when an upload is cancelled from its notification, and nothing is recorded', async () => {
    const runway = workbench.fakeProvider('runway');
    const filesBefore = runway.files.length;
    runway.inject({ step: 'storage', what: 'stall', when: 'beforeBody' });
    await upload('images/portrait.jpg', 'Runway');
    await workbench.notifications.click(/Uploading portrait\.jpg/, 'Cancel');
    await until('the notification to go', async () =>
      (await workbench.notifications.texts()).length === 0 ? true : undefined,
    );
    await workbench.uploads.show();
    const lines = await workbench.uploads.lines();
    assert.ok(!lines.some((line) => line.label === 'portrait.jpg' && line.description.startsWith('Runway')));
    assert.equal(runway.files.length, filesBefore);
    await workbench.explorer.show();
  });

  it('reads a workflow with errors in it', async () => {
    writeFileSync(
      join(workbench.folder, 'broken.json'),
      '{ "model": "gen4_turbo", "promptImage": "images/hero.png", "seed": \n',
    );
    await workbench.editor.open('broken.json');
    await workbench.editor.placeCursor('images/hero.png', { plus: 3 });
    const titles = await workbench.editor.actions();
    assert.ok(
      titles.some((title) => /Runway/.test(title)),
      titles.join(' | '),
    );
  });
});
