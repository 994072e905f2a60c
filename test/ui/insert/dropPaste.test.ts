import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { exactly, until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/** Saved by itself, as in the browser, a document could not be reverted. */
const settings = { 'files.autoSave': 'off' };
const request = 'workflows/teaser.runway.json';

describe('media dropped and pasted into a workflow', () => {
  let workbench: Workbench;
  let original: string;

  before(async () => {
    workbench = await openWorkbench({ userSettings: settings });
    original = workbench.readFile(request);
    await workbench.editor.open(request);
    // Before that, VS Code inserts what is dropped in its own way.
    await workbench.editor.recognised();
  });
  after(() => workbench?.close());

  /** Back to the text on disk, without a trace in the undo history. */
  afterEach(async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.editor.focus();
    await workbench.runCommand('File: Revert File');
    await textBecomes(original);
    await workbench.notifications.clear();
  });

  async function textBecomes(wanted: string): Promise<void> {
    await until(
      'the text',
      async () => ((await workbench.editor.text()) === wanted ? true : undefined),
      () => workbench.editor.text(),
    );
  }

  /** Where a text stands on the screen. */
  async function placeOf(text: string): Promise<{ x: number; y: number }> {
    const box = await workbench.editor
      .element()
      .locator('.view-line')
      .filter({ hasText: text })
      .first()
      .locator('span span', { hasText: text })
      .last()
      .boundingBox();
    assert.ok(box, `${text} is not on the screen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Drags a row of the Explorer, as a person does: Shift while over the editor, which drops into the text. */
  async function drag(row: Locator, text: string): Promise<void> {
    const { page } = workbench;
    const target = await placeOf(text);
    const from = await row.boundingBox();
    assert.ok(from);
    await page.mouse.move(from.x + 40, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + from.height / 2 + 3, { steps: 3 });
    await page.keyboard.down('Shift');
    await page.mouse.move(target.x, target.y, { steps: 8 });
    await page.mouse.move(target.x + 1, target.y, { steps: 2 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
  }

  /** Selects files instead of the open document; a mere click would open them in its place. */
  async function select(document: string, ...paths: string[]): Promise<Locator> {
    for (const path of [...paths, document]) {
      await (await workbench.explorer.row(path)).click({ modifiers: ['ControlOrMeta'] });
    }
    return workbench.explorer.row(paths[0] ?? document);
  }

  /** The choices of the selector beside what was dropped or pasted. */
  async function openSelector(): Promise<Locator> {
    const widget = workbench.page.locator('.post-edit-widget');
    await widget.waitFor();
    await widget.locator('.monaco-button').click();
    const rows = workbench.page.locator('.action-widget .monaco-list-row.action');
    await rows.first().waitFor();
    return rows;
  }

  /** Waits until a text is on the screen. Reading all of it instead would move the cursor, which ends a paste in its middle. */
  async function appears(text: string): Promise<void> {
    await workbench.page.locator('.view-line', { hasText: text }).waitFor();
  }

  /** With the keyboard: in VS Code 1.103 something that cannot be seen lies over the list. */
  async function pick(rows: Locator, title: string): Promise<void> {
    const wanted = rows.filter({ has: workbench.page.locator('.title', { hasText: exactly(title) }) });
    await until(`${title} in the selector`, async () => {
      if (/\bfocused\b/.test((await wanted.getAttribute('class')) ?? '')) {
        return true;
      }
      await workbench.page.keyboard.press('ArrowDown');
      return undefined;
    });
    await workbench.page.keyboard.press('Enter');
  }

  it('insert the path of a file that is dropped on a string', async () => {
    await drag(await workbench.explorer.row('images/loop.gif'), '../images/hero.png');
    await textBecomes(original.replace('../images/hero.png', '../images/loop.gif'));
    await workbench.editor.undo();
    await textBecomes(original);
  });

  it('upload what was dropped once that is chosen, and undo in two steps', async () => {
    const runway = workbench.fakeProvider('runway');
    await drag(await workbench.explorer.row('images/portrait.jpg'), '../images/hero.png');
    const dropped = original.replace('../images/hero.png', '../images/portrait.jpg');
    // Not by selecting all of it: the selector goes when the cursor does.
    await appears('../images/portrait.jpg", "position": "first"');
    assert.equal(runway.files.length, 0, 'something was sent that nobody chose to send');
    const rows = await openSelector();
    await workbench.screenshot('drop-selector');
    const titles = await rows.locator('.title').allInnerTexts();
    assert.ok(titles.includes('Insert Path Relative to the Workflow'), titles.join());
    await pick(rows, 'Upload to Runway and Insert Reference');
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    const file = await until('the upload', async () => runway.files.at(0));
    assert.equal(file.name, 'portrait.jpg');
    await textBecomes(original.replace('../images/hero.png', file.reference));
    await workbench.editor.undo();
    await textBecomes(dropped);
    await workbench.editor.undo();
    await textBecomes(original);
  });

  it('save a picture of the clipboard beside the workflow, and take it back with undo', async () => {
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await copyPicture();
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await appears('../assets/teaser.runway-1.png');
    await textBecomes(original.replace('../images/hero.png', '../assets/teaser.runway-1.png'));
    const file = join(workbench.folder, 'assets', 'teaser.runway-1.png');
    await until('the picture on disk', async () => (existsSync(file) ? true : undefined));
    assert.deepEqual([...readFileSync(file).subarray(1, 4)], [...Buffer.from('PNG')]);
    await workbench.screenshot('pasted', { theme: 'dark' });
    await workbench.editor.undo();
    await textBecomes(original);
    await until('the picture to go', async () => (existsSync(file) ? undefined : true));
    await until('the folder made for it to go', async () => (existsSync(join(file, '..')) ? undefined : true));
  });

  it('never overwrite what is in the folder', async () => {
    mkdirSync(join(workbench.folder, 'assets'), { recursive: true });
    writeFileSync(join(workbench.folder, 'assets', 'Teaser.runway-1.PNG'), 'mine');
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await copyPicture();
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await appears('../assets/teaser.runway-2.png');
    await textBecomes(original.replace('../images/hero.png', '../assets/teaser.runway-2.png'));
    const names = readdirSync(join(workbench.folder, 'assets')).sort();
    assert.deepEqual(names, ['Teaser.runway-1.PNG', 'teaser.runway-2.png']);
    assert.equal(workbench.readFile('assets/Teaser.runway-1.PNG'), 'mine');
  });

  it('upload a pasted picture once that is chosen', async () => {
    const runway = workbench.fakeProvider('runway');
    const before = runway.files.length;
    await workbench.editor.placeCursor('../images/portrait.jpg', { plus: 3 });
    await copyPicture();
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await pick(await openSelector(), 'Upload to Runway and Insert Reference');
    const file = await until('the upload', async () => runway.files.at(before));
    assert.match(file.name, /^teaser\.runway-\d+\.png$/);
    await textBecomes(original.replace('../images/portrait.jpg', file.reference));
  });

  it('are saved in the folder for pasted media where they come from outside and have no place here yet', async () => {
    await dropFromOutside('holiday photo.png', '../images/hero.png');
    await appears('../assets/holiday photo.png');
    await textBecomes(original.replace('../images/hero.png', '../assets/holiday photo.png'));
    const file = join(workbench.folder, 'assets', 'holiday photo.png');
    assert.equal(readFileSync(file, 'latin1').slice(1, 4), 'PNG');
  });

  it('go into a list together', async () => {
    const path = 'workflows/postcards.runware.json';
    await workbench.editor.open(path);
    const text = workbench.readFile(path);
    const row = await select(path, 'images/hero.png', 'images/loop.gif');
    await drag(row, '../images/portrait.jpg');
    await appears('../images/loop.gif');
    await textBecomes(text.replace('"../images/portrait.jpg"', '"../images/hero.png", "../images/loop.gif"'));
    await workbench.editor.undo();
    await textBecomes(text);
    await workbench.editor.open(request);
  });

  it('are uploaded together once that is chosen, and replaced in one undo step', async () => {
    const runware = workbench.fakeProvider('runware');
    const path = 'workflows/postcards.runware.json';
    await workbench.editor.open(path);
    const text = workbench.readFile(path);
    const row = await select(path, 'images/hero.png', 'images/texture.webp');
    await drag(row, '../images/portrait.jpg');
    await appears('../images/hero.png", "../images/texture.webp"');
    const rows = await openSelector();
    await pick(rows, 'Upload to Runware and Insert 2 References');
    await workbench.quickInput.type(runware.key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/Replaced 2 paths with Runware references/);
    const references = runware.files.map(({ reference }) => JSON.stringify(reference));
    assert.equal(references.length, 2);
    const dropped = text.replace('"../images/portrait.jpg"', '"../images/hero.png", "../images/texture.webp"');
    const uploaded = await workbench.editor.text();
    for (const reference of references) {
      assert.ok(uploaded.includes(reference), uploaded);
    }
    await workbench.editor.undo();
    await textBecomes(dropped);
    await workbench.editor.undo();
    await textBecomes(text);
    await workbench.editor.open(request);
  });

  it('insert the path of a file that was copied in the Explorer', async () => {
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await workbench.rightClick('images/loop.gif', 'Copy');
    await workbench.editor.focus();
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await appears('../images/loop.gif');
    await textBecomes(original.replace('../images/hero.png', '../images/loop.gif'));
  });

  it('leave text alone that is pasted into a string', async () => {
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await workbench.clipboard.write('plain.png ');
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await textBecomes(original.replace('../images/hero.png', '../plain.png images/hero.png'));
    assert.equal(await workbench.page.locator('.post-edit-widget').count(), 0);
  });

  it('do nothing of this where the setting is off', async () => {
    await workbench.setUserSettings({ ...settings, 'workflowAssets.dropAndPaste': false });
    await workbench.editor.open(request);
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await copyPicture();
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await workbench.page.keyboard.type('x');
    await textBecomes(original.replace('../images/hero.png', '../ximages/hero.png'));
  });

  /** A file dragged in from the desktop, which has no path in a browser. Only a program can make such a drag here. */
  async function dropFromOutside(name: string, text: string): Promise<void> {
    const { x, y } = await placeOf(text);
    await workbench.page.evaluate(`(() => {
      const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([png], ${JSON.stringify(name)}, { type: 'image/png' }));
      const target = document.elementFromPoint(${x}, ${y});
      for (const type of ['dragenter', 'dragover', 'drop']) {
        const options = { bubbles: true, cancelable: true, composed: true, shiftKey: true, clientX: ${x}, clientY: ${y}, dataTransfer };
        target.dispatchEvent(new DragEvent(type, options));
      }
    })()`);
  }

  /** Puts a picture on the browser's clipboard, as "Copy Image" does: another one each time, and not too small to be taken. */
  async function copyPicture(): Promise<void> {
    await workbench.page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d');
      const pixels = context.createImageData(64, 64);
      pixels.data.forEach((_, index) => { pixels.data[index] = index % 4 === 3 ? 255 : Math.random() * 256; });
      context.putImageData(pixels, 0, 0);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    })()`);
  }
});
