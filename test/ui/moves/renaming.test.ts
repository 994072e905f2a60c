import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const workflow = 'workflows/postcards.runware.json';
const question = /4 paths in 3 workflows name hero\.png\. Update them\?/;

describe('renaming a file in the Explorer', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    // The extension listens once a JSON document has been open.
    await workbench.editor.open(workflow);
    await workbench.editor.recognised();
  });
  after(() => workbench?.close());

  async function rename(path: string, name: string): Promise<void> {
    if (existsSync(join(workbench.folder, dirname(path), name))) {
      // Another try of the same test: the file has its new name already.
      await rename(join(dirname(path), name), basename(path));
      await workbench.notifications.clear();
    }
    await until(`${path} to be called ${name}`, async () => {
      const row = await workbench.explorer.row(path);
      // A tooltip of the row above would catch the click.
      await workbench.page.mouse.move(0, 0);
      await row.click();
      await workbench.page.keyboard.press('F2');
      const input = workbench.page.locator('.explorer-folders-view input');
      await input.waitFor({ timeout: 3_000 });
      await input.fill(name);
      await workbench.page.keyboard.press('Enter');
      return true;
    });
  }

  it('asks whether the workflows that name it are to be updated, and shows how', async () => {
    await rename('images/hero.png', 'cover.png');
    // At once: VS Code keeps a question for ten seconds only before it moves it to the bell.
    await workbench.notifications.click(question, 'Preview...');
    const items = await workbench.quickInput.items();
    assert.equal(await workbench.quickInput.title(), 'Update Paths: 4 paths');
    assert.equal(items.filter(({ label }) => label === '../images/hero.png → ../images/cover.png').length, 3);
    await workbench.screenshot('moves-preview');
    await workbench.page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'OK' }).click();
    await workbench.notifications.read(/^Updated 4 paths in 3 workflows\.$/);
    await workbench.editor.open(workflow);
    const text = await workbench.editor.text();
    assert.equal(text.split('../images/cover.png').length - 1, 2);
    assert.ok(!text.includes('hero.png'));
  });

  it('is undone in all of them at once, and asks nothing when the file gets its name back', async () => {
    await workbench.notifications.clear();
    await workbench.editor.open(workflow);
    await workbench.editor.undo();
    for (const each of [workflow, 'workflows/teaser.runway.json']) {
      await workbench.editor.open(each);
      await until('the former path', async () =>
        (await workbench.editor.text()).includes('hero.png') ? true : undefined,
      );
    }
    await workbench.editor.open(workflow);
    assert.equal(await workbench.page.locator('.tabs-container .tab.dirty').count(), 0);

    if (existsSync(join(workbench.folder, 'images/cover.png'))) {
      await workbench.page.mouse.move(0, 0);
      await (await workbench.explorer.row('images/cover.png')).click();
      await workbench.page.keyboard.press('ControlOrMeta+z');
    }
    await until('the former name', async () => existsSync(join(workbench.folder, 'images/hero.png')) || undefined);
    // A rename that is asked about comes after it, so that no question can come late.
    await rename('images/texture.webp', 'paper.webp');
    const asked = /2 paths in 2 workflows name texture\.webp\. Update them\?/;
    await workbench.notifications.read(asked);
    assert.deepEqual(
      (await workbench.notifications.texts()).filter((text) => question.test(text)),
      [],
    );
    await workbench.notifications.click(asked, 'Update');
    await workbench.editor.open(workflow);
    await until('the new path', async () =>
      (await workbench.editor.text()).includes('paper.webp') ? true : undefined,
    );
  });
});
