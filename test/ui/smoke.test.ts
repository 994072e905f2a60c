import assert from 'node:assert/strict';
import { until } from './driver/retry.ts';
import { openWorkbench, type Workbench } from './driver/workbench.ts';

describe('the packaged extension in VS Code', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench?.close());

  it('is installed in a window that shows the workspace', async () => {
    const names = await workbench.explorer.names();
    for (const name of ['audio', 'images', 'video', 'workflows', 'README.md']) {
      assert.ok(names.includes(name), `${name} among ${names.join(', ')}`);
    }
    const offered = () => workbench.quickInput.commands('Workflow Assets: Upload');
    await until(
      'a command of the extension',
      async () => (await offered()).includes('Workflow Assets: Upload Files...') || undefined,
      offered,
    );
  });

  it('offers every provider in the menu of an image', async () => {
    const image = await workbench.explorer.row('images/hero.png');
    const providers = await workbench.menu.labels(image, 'Upload to');
    assert.deepEqual(providers, ['RunningHub', 'Runware', 'Runway', 'Comfy API v2', 'Comfy Cloud', 'ComfyUI']);
    await workbench.menu.open(image, 'Upload to');
    await workbench.screenshot('upload-to');
    await workbench.menu.close();
  });

  it('offers nothing in the menu of a text', async () => {
    const labels = await workbench.menu.labels(await workbench.explorer.row('README.md'));
    assert.ok(labels.includes('Copy Path'), labels.join(', '));
    assert.ok(!labels.includes('Upload to'), labels.join(', '));
  });

  it('opens a workflow, finds a place in it and undoes what was typed', async () => {
    await workbench.editor.open('workflows/teaser.runway.json');
    const text = await workbench.editor.text();
    assert.equal(text, workbench.readFile('workflows/teaser.runway.json'));
    await workbench.editor.placeCursor('../images/hero.png');
    await workbench.page.keyboard.type('x');
    assert.equal(await workbench.editor.text(), text.replace('../images/hero.png', 'x../images/hero.png'));
    await workbench.editor.undo();
    assert.equal(await workbench.editor.text(), text);
  });

  it('shows its views', async () => {
    await workbench.uploads.show();
    await workbench.providers.show();
    await workbench.screenshot('views', { theme: 'dark' });
  });

  it('leads through its first steps in a walkthrough', async () => {
    await workbench.page.setViewportSize({ width: 1700, height: 900 });
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.pick('Get Started with Workflow Assets');
    const steps = workbench.page.locator('.getting-started-step .step-title');
    await steps.first().waitFor();
    assert.deepEqual(await steps.allInnerTexts(), [
      'Save an API key',
      'Upload a file',
      'Replace a path in a workflow',
      'See how long references last',
    ]);
    await steps.filter({ hasText: 'Replace a path' }).click();
    const picture = workbench.page.locator('.getting-started-media img[alt^="The lightbulb on a path"]');
    await picture.waitFor();
    await workbench.screenshot('walkthrough');
    // No workflow is open, so those of the workspace are listed.
    const title = await until('the list of workflows', async () => {
      // A button of a step that is still unfolding isn't where it is clicked, and a step that takes the focus closes the list.
      await workbench.page.getByRole('button', { name: 'Upload All Local Files and Replace' }).click();
      return await workbench.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'poster.comfyui-api.json' })
        .waitFor({ timeout: 5_000 })
        .then(
          () => workbench.quickInput.title(),
          () => undefined,
        );
    });
    assert.equal(title, 'Choose Workflows');
    await workbench.page.keyboard.press('Escape');
  });
});
