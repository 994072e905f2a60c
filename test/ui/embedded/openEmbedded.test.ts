import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngWith, textChunk } from '../../unit/workflow/embedded/imageSamples.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const prompt = '{"3":{"class_type":"LoadImage","inputs":{"image":"hero.png","seed":18446744073709551615}}}';
const workflow = '{"nodes":[{"id":3,"type":"LoadImage","widgets_values":["hero.png","image"]}],"links":[]}';

describe('The workflow in an image', () => {
  let workbench: Workbench;
  const image = pngWith([textChunk('prompt', prompt), textChunk('workflow', workflow)]);
  const file = (): string => join(workbench.folder, 'images', 'rendered.png');
  /** Where VS Code proposes to save what belongs to no folder. */
  const copy = (): string => join(workbench.folder, 'rendered.prompt.json');

  before(async () => {
    workbench = await openWorkbench();
    writeFileSync(file(), image);
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  beforeEach(async () => {
    rmSync(copy(), { force: true });
    await workbench.runCommand('View: Close All Editors');
  });
  after(() => workbench?.close());

  it('opens with a right-click, can be read and not edited, and a saved copy can', async () => {
    await workbench.menu.choose(await workbench.explorer.row('images/rendered.png'), 'Open Embedded Workflow');
    const items = await workbench.quickInput.items();
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Workflow', 'Prompt'],
    );
    await workbench.quickInput.pick('Prompt');
    const tab = workbench.page.locator('.tabs-container .tab.active[data-resource-name="rendered.prompt.json"]');
    await tab.waitFor();
    const shown = await until('the text', async () => {
      const text = await workbench.editor.visibleText();
      return text.includes('18446744073709551615') ? text : undefined;
    });
    assert.match(shown, /^ {2}"3": \{$/m);
    const swap = workbench.page.locator('.editor-actions .action-label[aria-label^="Upload All Local Files"]');
    // Its problems are shown, so it has been recognised, and the button would be there.
    await workbench.page.locator('.editor-instance .squiggly-hint, .editor-instance .squiggly-info').first().waitFor();
    assert.equal(await swap.count(), 0);
    await workbench.screenshot('embedded-workflow');
    const text = await workbench.editor.text();
    assert.equal(text.replace(/\s/g, ''), prompt);
    assert.ok(readFileSync(file()).equals(image), 'the image was written');

    // Typing changes nothing.
    await workbench.editor.placeCursor('hero.png');
    await workbench.page.keyboard.type('x');
    assert.equal(await workbench.editor.text(), text);
    await workbench.runCommand('File: Save As...');
    await workbench.quickInput.waitFor();
    await until('the copy', async () => {
      // The dialog takes no name before it has read the folder.
      if (await workbench.page.locator('.quick-input-widget').isVisible()) {
        await workbench.page.keyboard.press('Enter');
      }
      return existsSync(copy()) && readFileSync(copy(), 'utf8') === text ? true : undefined;
    });
    // It is a workflow like any other: its paths can be replaced.
    await workbench.editor.recognised();
  });
});
