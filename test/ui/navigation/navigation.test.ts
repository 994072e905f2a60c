import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const portraits = 'portraits.json';

describe('getting around in a workflow', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'files.autoSave': 'off' } });
    const nodes = {
      7: { class_type: 'LoadImage', inputs: { image: 'images/hero.png' }, _meta: { title: 'Portrait of the hero' } },
      8: { class_type: 'LoadImage', inputs: { image: 'images/gone.png' }, _meta: { title: 'Mask' } },
      9: { class_type: 'KSampler', inputs: { seed: 1 } },
    };
    writeFileSync(join(workbench.folder, portraits), `${JSON.stringify(nodes, undefined, 2)}\n`);
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  after(() => workbench?.close());
  afterEach(async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.notifications.clear();
    await workbench.runCommand('View: Close All Editors');
  });

  it('opens the picture a path leads to on Ctrl+click', async () => {
    const { page } = workbench;
    await workbench.editor.open(portraits);
    await workbench.editor.recognised();
    const link = workbench.editor.element().locator('.detected-link', { hasText: 'hero.png' });
    await link.waitFor();
    assert.equal(await workbench.editor.element().locator('.detected-link').count(), 1);
    await workbench.screenshot('document-links');
    await until('the picture', async () => {
      await link.click({ modifiers: ['ControlOrMeta'], timeout: 3_000 }).catch(() => undefined);
      return (await page.locator('.tabs-container .tab.active[data-resource-name="hero.png"]').count()) > 0
        ? true
        : undefined;
    });
    await workbench.screenshot('document-link-opened');
  });

  it('names nodes by their titles in the outline and the breadcrumbs', async () => {
    const { page } = workbench;
    await workbench.editor.open(portraits);
    await workbench.editor.recognised();
    await workbench.runCommand('Explorer: Focus on Outline View');
    const rows = page.locator('.outline-pane .monaco-list-row');
    await rows.filter({ hasText: 'Portrait of the hero' }).first().waitFor();
    await workbench.editor.placeCursor('images/hero.png', { plus: 3 });
    const crumbs = page.locator('.breadcrumbs-control .monaco-breadcrumb-item');
    const seen = await until('the breadcrumbs', async () => {
      const texts = await crumbs.allInnerTexts();
      return texts.some((text) => text.includes('hero.png')) ? texts : undefined;
    });
    assert.deepEqual(seen.slice(-2), ['Portrait of the hero', 'hero.png']);
    await workbench.screenshot('outline');
  });

  it('lists the usages of a picture of the Explorer, and opens the chosen one', async () => {
    await workbench.menu.choose(await workbench.explorer.row('images/hero.png'), 'Find Usages');
    assert.equal(await workbench.quickInput.title(), 'Where hero.png Is Used');
    const line = await workbench.quickInput.line(portraits);
    assert.equal(line.description, 'line 5');
    await workbench.screenshot('find-usages');
    await workbench.quickInput.pick(portraits);
    await workbench.page.locator(`.tabs-container .tab.active[data-resource-name="${portraits}"]`).waitFor();
  });
});
