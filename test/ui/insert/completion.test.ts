import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const request = 'workflows/poster.comfyui-api.json';

describe('completion inside a media input', () => {
  let workbench: Workbench;
  let original: string;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'files.autoSave': 'off' } });
    original = workbench.readFile(request);
    await workbench.rightClick('images/portrait.jpg', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/was uploaded/);
    await workbench.notifications.clear();
    await workbench.editor.open(request);
  });
  after(() => workbench?.close());
  afterEach(async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
    await until('the original text', async () => {
      // A list that is still open takes the palette's key, and the command is never run.
      await workbench.runCommand('File: Revert File');
      return (await workbench.editor.text()) === original || undefined;
    });
  });

  function suggestions(): Locator {
    return workbench.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  async function labels(): Promise<string[]> {
    await suggestions().first().waitFor();
    return suggestions().locator('.label-name').allInnerTexts();
  }

  /** The description beside the list; the same key opens the list, shows the description and hides it. */
  async function details(): Promise<Locator> {
    const shown = workbench.page.locator('.suggest-details');
    return until('the description', async () => {
      if (await shown.isVisible()) {
        return shown;
      }
      await workbench.page.keyboard.press('Control+Space');
      await workbench.page.waitForTimeout(500);
      return undefined;
    });
  }

  /** Opens the list where it has not come by itself. */
  async function open(): Promise<string[]> {
    return until('the list', async () => {
      await workbench.page.waitForTimeout(500);
      if ((await suggestions().count()) > 0) {
        return labels();
      }
      await workbench.page.keyboard.press('Control+Space');
      return undefined;
    });
  }

  /** Takes the path of the first loader out of its quotes and leaves the cursor between them. */
  async function emptyString(): Promise<void> {
    await workbench.editor.placeCursor('../images/hero.png');
    for (let count = 0; count < '../images/hero.png'.length; count++) {
      await workbench.page.keyboard.press('Delete');
    }
  }

  it('offers references, then files, and shows what they look like', async () => {
    await emptyString();
    const offered = await open();
    assert.ok(offered.indexOf('hero.png') >= 0, offered.join());
    // In quotes: JSON's own, of what stands in other properties of this name.
    const jsonsOwn = offered.findIndex((label) => label.startsWith('"'));
    assert.ok(jsonsOwn > 0, offered.join());
    assert.equal(offered[0], 'portrait.jpg', 'the reference stands before the files, and before all else');
    const picture = (await details()).locator('img');
    await picture.waitFor();
    await until('the picture', async () =>
      (await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)) > 0
        ? true
        : undefined,
    );
    await workbench.screenshot('completion');
  });

  it('inserts what is chosen in place of all that stands in the string', async () => {
    await workbench.editor.placeCursor('../images/hero.png', { plus: '../images/'.length });
    await workbench.page.keyboard.type('lo');
    assert.ok((await open()).includes('loop.gif'));
    await workbench.page.keyboard.press('Enter');
    assert.equal(await workbench.editor.text(), original.replace('../images/hero.png', 'loop.gif'));
  });

  it('comes by itself when a string is begun', async () => {
    await workbench.editor.placeCursor('"../images/hero.png"');
    for (let count = 0; count < '"../images/hero.png"'.length; count++) {
      await workbench.page.keyboard.press('Delete');
    }
    await workbench.page.keyboard.type('"');
    assert.ok((await labels()).includes('hero.png'));
    await workbench.page.keyboard.type('loo');
    await until('loop.gif alone', async () => {
      const [first] = await labels();
      return first === 'loop.gif' ? true : undefined;
    });
    await workbench.page.keyboard.press('Enter');
    assert.equal(await workbench.editor.text(), original.replace('../images/hero.png', 'loop.gif'));
  });

  it('says what a reference is and how long it lives', async () => {
    await workbench.screenshot('completion-workflow', { theme: 'dark' });
    await emptyString();
    await open();
    const chosen = suggestions().and(workbench.page.locator('.focused'));
    await until('the reference', async () => {
      await workbench.page.keyboard.press('ArrowUp');
      return /no expiry · ComfyUI/.test(await chosen.innerText()) || undefined;
    });
    const shown = await details();
    await shown.getByText('portrait.jpg').first().waitFor();
    assert.match(await shown.innerText(), /no expiry · ComfyUI/);
    await workbench.screenshot('completion-dark');
  });
});
