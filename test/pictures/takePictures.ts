/** `npm run pictures`: takes the pictures for the README and the walkthrough from the packaged extension. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import { packageExtension } from '../harness/packageExtension.ts';
import { root } from '../harness/paths.ts';
import { endOnSignals } from '../harness/processes.ts';
import { closeBrowser } from '../ui/driver/prepared.ts';
import { openWorkbench, type Theme, type Workbench } from '../ui/driver/workbench.ts';

const size = { width: 1100, height: 640 };
const themes: readonly Theme[] = ['light', 'dark'];

/** A part of the window, in pixels. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Uses {
  /** The README shows the whole window, in this theme. */
  readonly readme?: Theme;
  /** The walkthrough shows the part that its step is about, in both themes. */
  readonly walkthrough?: Part;
}

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
      await this.#write(join('media', 'screenshots', `${name}.png`));
    }
    if (walkthrough !== undefined) {
      await this.#write(join('media', 'walkthrough', `${name}-${this.#theme}.png`), walkthrough);
    }
  }

  async #write(file: string, clip?: Part): Promise<void> {
    await this.workbench.page.screenshot({ path: join(root, file), animations: 'disabled', clip });
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
  await menu.open(await explorer.row('images/hero.png'), 'Upload to');
  await photographer.take('upload', { readme: 'light', walkthrough: { x: 48, y: 150, width: 660, height: 455 } });
  await menu.close();
  // A pointer that rests on something shows its hover.
  await page.mouse.move(size.width - 1, size.height - 40);

  await workbench.runCommand('Workflow Assets: Set API Key...');
  await quickInput.pick('Comfy Cloud');
  await page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await photographer.take('key', { walkthrough: { x: 210, y: 0, width: 680, height: 200 } });
  await quickInput.close();

  await editor.open('workflows/teaser.runway.json');
  await editor.placeCursor('../images/hero.png', { plus: 5 });
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  await photographer.take('lightbulb', { readme: 'light', walkthrough: { x: 328, y: 30, width: 680, height: 320 } });
  await page.keyboard.press('Escape');

  await editor.open('workflows/postcards.runware.json');
  await editor.placeCursor('"seedImage"');
  await photographer.take('hints', { readme: 'dark' });
  await uploads.show();
  await photographer.take('uploads', { readme: 'light', walkthrough: { x: 48, y: 30, width: 1052, height: 400 } });
  await workbench.runCommand('View: Close All Editors');
}

endOnSignals();
mkdirSync(join(root, 'media', 'walkthrough'), { recursive: true });
await packageExtension();
// The question for a key names the real address. No key is entered, so nothing is sent there.
const machineSettings = { 'workflowAssets.comfyCloud.endpoint': 'https://cloud.comfy.org' };
// Lines are visible to their end.
const userSettings = { 'editor.minimap.enabled': false, 'editor.fontSize': 12 };
const workbench = await openWorkbench({ size, machineSettings, userSettings });
try {
  const photographer = new Photographer(workbench);
  await prepare(workbench);
  for (const theme of themes) {
    await photographer.useTheme(theme);
    await takeAll(photographer);
  }
} finally {
  await workbench.close();
  await closeBrowser();
}
process.exit();
