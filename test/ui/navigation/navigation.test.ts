import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const portraits = 'portraits.json';
const oneLine = 'one-line.json';

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
    // Beyond column 10,000 VS Code draws nothing.
    const long = { 1: { class_type: 'Note', inputs: { text: 'x'.repeat(12_000) } }, ...nodes };
    writeFileSync(join(workbench.folder, oneLine), JSON.stringify(long));
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

  /** The names in the breadcrumbs, once the last two are these. */
  async function breadcrumbsEndIn(...names: readonly string[]): Promise<void> {
    const crumbs = workbench.page.locator('.breadcrumbs-control .monaco-breadcrumb-item');
    let seen: readonly string[] = [];
    await until(
      'the breadcrumbs',
      async () => {
        seen = await crumbs.allInnerTexts();
        return seen.slice(-names.length).join() === names.join() ? true : undefined;
      },
      async () => seen,
    );
  }

  it('names nodes by their titles in the outline and the breadcrumbs, also right after an edit', async () => {
    const { page } = workbench;
    await workbench.editor.open(portraits);
    await workbench.editor.recognised();
    await workbench.runCommand('Explorer: Focus on Outline View');
    await page.locator('.outline-pane .monaco-list-row', { hasText: 'Portrait of the hero' }).first().waitFor();
    await workbench.editor.placeCursor('images/hero.png', { plus: 3 });
    await breadcrumbsEndIn('Portrait of the hero', 'hero.png');
    await workbench.screenshot('outline');
    await workbench.editor.placeCursor('Portrait of');
    await page.keyboard.type('New ');
    await breadcrumbsEndIn('Workflow Assets', 'New Portrait of the hero');
    await workbench.runCommand('File: Revert File');
  });

  it('leads from the outline to what VS Code does not draw', async () => {
    const { page } = workbench;
    await workbench.editor.open(oneLine);
    await workbench.editor.recognised();
    await workbench.runCommand('Explorer: Focus on Outline View');
    const row = page.locator('.outline-pane .monaco-list-row', { hasText: 'gone.png' }).first();
    const column = JSON.stringify({ 1: { class_type: 'Note', inputs: { text: 'x'.repeat(12_000) } } }).length;
    await until('the place', async () => {
      await row.click({ timeout: 3_000 });
      const position = await page.locator('.statusbar-item[id="status.editor.selection"]').innerText();
      return Number(/Col ([\d,]+)/.exec(position)?.[1]?.replaceAll(',', '')) > column ? true : undefined;
    });
    await workbench.screenshot('outline-one-line');
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
