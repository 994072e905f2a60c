import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('Choosing files to upload', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'files.exclude': { '**/hidden': true } } });
    mkdirSync(join(workbench.folder, 'hidden'));
    writeFileSync(join(workbench.folder, 'hidden', 'secret.png'), workbench.readBytes('images/hero.png'));
    writeFileSync(join(workbench.folder, 'notes.md'), '# Notes\n');
    await workbench.reload();
  });
  after(() => workbench?.close());
  beforeEach(() => workbench.fakeProvider('comfyServer').reset());
  afterEach(() => workbench.notifications.clear());

  it('lists the media of the workspace with sizes and folders, and sends all that are ticked', async () => {
    await workbench.runCommand('Workflow Assets: Upload Files...');
    await until('the size of hero.png', async () => {
      const { description } = await workbench.quickInput.line('hero.png');
      return /^\d+(\.\d)? kB · images$/.test(description) || undefined;
    });
    assert.equal(await workbench.quickInput.title(), 'Files to Upload');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.equal(labels.at(-1), 'Browse...');
    assert.ok(!labels.some((label) => /secret|notes|\.json/.test(label)), labels.join());
    await workbench.screenshot('choosing');
    await workbench.quickInput.pick('hero.png');
    await workbench.quickInput.pick('portrait.jpg');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('ComfyUI');
    await workbench.notifications.read(/2 files/);
    const names = workbench.fakeProvider('comfyServer').files.map(({ name }) => name);
    assert.deepEqual(names.sort(), ['hero.png', 'portrait.jpg']);
  });

  it('lists what was used last first, and takes the one that has the focus', async () => {
    await workbench.runCommand('Workflow Assets: Upload Files...');
    await workbench.quickInput.line('texture.webp');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.deepEqual(labels.slice(0, 2).sort(), ['hero.png', 'portrait.jpg']);
    await workbench.quickInput.type('texture');
    // VS Code gives the focus to no entry by itself where several can be ticked.
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('ComfyUI');
    await workbench.notifications.read(/texture\.webp was uploaded to ComfyUI/);
  });

  it('ticks all files at once, and nothing else', async () => {
    await workbench.runCommand('Workflow Assets: Upload Files...');
    await workbench.quickInput.line('hero.png');
    await workbench.page.getByRole('checkbox', { name: 'Toggle all checkboxes' }).click();
    await until('the number of ticks', async () => {
      const text = await workbench.page.locator('.quick-input-widget:visible .quick-input-count').innerText();
      return /^[89] /.test(text) || undefined;
    });
    await workbench.quickInput.close();
  });

  it('asks about a link that came with the workspace', async () => {
    const outside = join(dirname(workbench.folder), 'passport.png');
    writeFileSync(outside, workbench.readBytes('images/hero.png'));
    rmSync(join(workbench.folder, 'images/linked.png'), { force: true });
    symlinkSync(outside, join(workbench.folder, 'images/linked.png'));
    await workbench.runCommand('Workflow Assets: Upload Files...');
    await workbench.quickInput.pick('linked.png');
    await workbench.quickInput.accept();
    await workbench.quickInput.pick('ComfyUI');
    assert.match(await workbench.notifications.readDialog(), /passport\.png/);
    await workbench.notifications.answerDialog('Cancel');
    assert.equal(workbench.fakeProvider('comfyServer').requests.length, 0);
  });

  it('lists what fits where a document names a file that is gone', async () => {
    const text = '{ "1": { "class_type": "LoadImage", "inputs": { "image": "images/gone.png" } } }\n';
    writeFileSync(join(workbench.folder, 'gone.json'), text);
    await workbench.editor.open('gone.json');
    await workbench.editor.placeCursor('gone.png');
    await workbench.editor.chooseAction(/^Pick another file/);
    await workbench.quickInput.line('hero.png');
    assert.equal(await workbench.quickInput.title(), 'File for images/gone.png');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.ok(!labels.includes('music.mp3') && !labels.includes('clip.mp4'), labels.join());
    await workbench.quickInput.pick('texture.webp');
    await until('the path', async () => (await workbench.editor.text()).includes('images/texture.webp') || undefined);
  });

  it('browses for files elsewhere', async () => {
    await workbench.runCommand('Workflow Assets: Upload Files...');
    await workbench.quickInput.line('hero.png');
    await workbench.quickInput.type('no file has this name');
    await workbench.quickInput.pick('Browse...');
    // Its first line leads to the folder above.
    await workbench.quickInput.line('..');
    assert.equal(await workbench.quickInput.title(), 'Files to Upload');
    await workbench.quickInput.close();
  });

  it('offers only providers that support the file', async () => {
    await workbench.editor.open('notes.md');
    await workbench.runCommand('Workflow Assets: Upload Files...');
    // The active editor's file isn't media, so it isn't taken.
    await workbench.quickInput.line('loop.gif');
    await workbench.quickInput.pick('loop.gif');
    await workbench.quickInput.accept();
    await workbench.quickInput.line('ComfyUI');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.ok(!labels.includes('Runway'), labels.join());
    await workbench.quickInput.close();
  });
});
