/** `npm run pictures`: takes the pictures for the README and the walkthrough from the packaged extension. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import { packageExtension } from '../harness/packageExtension.ts';
import { root } from '../harness/paths.ts';
import { endOnSignals } from '../harness/processes.ts';
import { closeBrowser } from '../ui/driver/prepared.ts';
import { openWorkbench, type Theme, type Workbench } from '../ui/driver/workbench.ts';

// High enough for the Explorer's menu: a picture of it doesn't include the status bar.
const size = { width: 1100, height: 720 };
const themes: readonly Theme[] = ['light', 'dark'];

interface Uses {
  /** The README shows the whole window, in this theme. */
  readonly readme?: Theme;
  /** The walkthrough shows what its step is about and nothing around it, in both themes. */
  readonly walkthrough?: readonly Locator[];
}

/** Left between what the walkthrough shows and the edge of the picture, in pixels of the window. */
const margin = 10;

/** The smallest part of the window that holds all of these. */
async function partAround(page: Page, locators: readonly Locator[]): Promise<Part> {
  const all = await Promise.all(locators.map((locator) => locator.all()));
  const boxes = (await Promise.all(all.flat().map((locator) => locator.boundingBox()))).filter((box) => box !== null);
  const { width, height } = page.viewportSize() ?? size;
  const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - margin);
  const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)));
  const right = Math.min(width, Math.max(...boxes.map((box) => box.x + box.width)) + margin);
  const bottom = Math.min(height, Math.max(...boxes.map((box) => box.y + box.height)));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** In pixels of the window. */
type Part = NonNullable<NonNullable<Parameters<Page['screenshot']>[0]>['clip']>;

class Photographer {
  readonly workbench: Workbench;
  #theme: Theme = 'light';

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  async useTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    await this.workbench.screenshot('theme', { theme });
    await this.workbench.notifications.clear();
  }

  async take(name: string, { readme, walkthrough }: Uses): Promise<void> {
    // Hints and countdowns appear a moment after what they belong to.
    await this.workbench.page.waitForTimeout(1_500);
    if (readme === this.#theme) {
      await this.#write(join('media', 'screenshots', `${name}.png`), { scale: 'css' });
    }
    if (walkthrough !== undefined) {
      const clip = await partAround(this.workbench.page, walkthrough);
      await this.#write(join('media', 'walkthrough', `${name}-${this.#theme}.png`), { clip, scale: 'device' });
    }
  }

  async #write(file: string, options: { readonly clip?: Part; readonly scale: 'css' | 'device' }): Promise<void> {
    await this.workbench.page.screenshot({ path: join(root, file), animations: 'disabled', ...options });
    console.log(file);
  }
}

/** Uploads a file by its path in the workspace, with the mouse and the keyboard. */
async function upload(workbench: Workbench, path: string, id: ProviderId, label: string): Promise<void> {
  const uploads = workbench.fakeProvider(id).files.length;
  await workbench.rightClick(path, 'Upload to', label);
  if (uploads === 0) {
    await workbench.quickInput.type(workbench.fakeProvider(id).key);
    await workbench.quickInput.accept();
  }
  await workbench.notifications.read(/was uploaded/);
  await workbench.notifications.clear();
}

async function prepare(workbench: Workbench): Promise<void> {
  await upload(workbench, 'images/texture.webp', 'runware', 'Runware');
  await upload(workbench, 'images/frames.zip', 'runningHub', 'RunningHub');
  await upload(workbench, 'audio/music.mp3', 'runway', 'Runway');
  await upload(workbench, 'video/clip.mp4', 'runway', 'Runway');
  await upload(workbench, 'images/portrait.jpg', 'runway', 'Runway');
  await upload(workbench, 'images/hero.png', 'runware', 'Runware');
  const { editor } = workbench;
  await editor.open('workflows/postcards.runware.json');
  for (const path of ['../images/hero.png', '../images/texture.webp']) {
    await editor.placeCursor(path, { plus: 5 });
    await editor.chooseAction(/^Replace with existing Runware reference/);
  }
  await editor.save();
  await workbench.runCommand('View: Close All Editors');
}

async function takeAll(photographer: Photographer): Promise<void> {
  const { workbench } = photographer;
  const { explorer, menu, editor, uploads, quickInput, page } = workbench;
  await explorer.show();
  const row = await explorer.row('images/hero.png');
  await menu.open(row, 'Upload to');
  await photographer.take('upload', { readme: 'light', walkthrough: [row, page.locator('.monaco-menu:visible')] });
  await menu.close();
  // A pointer that rests on something shows its hover.
  await page.mouse.move(size.width - 1, size.height - 40);

  await workbench.runCommand('Workflow Assets: Set API Key...');
  await quickInput.pick('Comfy Cloud');
  await page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await photographer.take('key', { walkthrough: [page.locator('.quick-input-widget:visible')] });
  await quickInput.close();

  await editor.open('workflows/teaser.runway.json');
  await editor.placeCursor('../images/hero.png', { plus: 5 });
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  const lines = page.locator('.view-line > span').filter({ hasText: /promptText|promptImage/ });
  await photographer.take('lightbulb', { readme: 'light', walkthrough: [lines, page.locator('.action-widget')] });
  await page.keyboard.press('Escape');

  await editor.open('workflows/postcards.runware.json');
  await editor.placeCursor('"seedImage"');
  await photographer.take('hints', { readme: 'dark' });
  await uploads.show();
  const pane = page.locator('.sidebar .pane').filter({ has: page.locator('.pane-header[aria-label^="Uploads"]') });
  await photographer.take('uploads', {
    readme: 'light',
    walkthrough: [pane.locator('.pane-header'), pane.locator('.monaco-list-row')],
  });
  await workbench.runCommand('View: Close All Editors');
}

endOnSignals();
mkdirSync(join(root, 'media', 'walkthrough'), { recursive: true });
await packageExtension();
// The question for a key names the real address. No key is entered, so nothing is sent there.
const machineSettings = { 'workflowAssets.comfyCloud.endpoint': 'https://cloud.comfy.org' };
const userSettings = {
  // Lines are visible to their end.
  'editor.minimap.enabled': false,
  'editor.fontSize': 12,
  // The name of the program is that of the server, which nobody who reads this uses.
  'window.title': 'workspace',
};
// The walkthrough enlarges its pictures, and most screens have more pixels than windows.
const workbench = await openWorkbench({ size, scale: 2, machineSettings, userSettings });
try {
  const photographer = new Photographer(workbench);
  await prepare(workbench);
  // Behind an empty editor is the server's emblem.
  await workbench.page.addStyleTag({ content: '.editor-group-watermark { display: none !important }' });
  for (const theme of themes) {
    await photographer.useTheme(theme);
    await takeAll(photographer);
  }
} finally {
  await workbench.close();
  await closeBrowser();
}
process.exit();
