import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const request = 'workflows/teaser.runway.json';
const oneLine = 'one-line.json';
const oddNames = 'odd-names.json';
/** Characters that a path in JSON may hold, and that other places take for markup. */
const oddName = 'a "quoted" <b>.png';

function loader(id: number, image: string): string {
  return `"${id}":${JSON.stringify({ class_type: 'LoadImage', inputs: { image }, _meta: { title: `Frame ${id}` } })}`;
}

describe('local paths in an open workflow', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      machineSettings: { 'workflowAssets.defaultProvider': 'comfyServer' },
      userSettings: { 'files.autoSave': 'off' },
    });
    const { folder } = workbench;
    copyFileSync(join(folder, 'images/hero.png'), join(folder, 'images', oddName));
    // Beyond column 10,000 VS Code draws nothing.
    const note = `"1":${JSON.stringify({ class_type: 'Note', inputs: { text: 'x'.repeat(12_000) } })}`;
    writeFileSync(join(folder, oneLine), `{${note},${loader(7, 'images/gone.png')},${loader(8, 'images/hero.png')}}`);
    writeFileSync(join(folder, oddNames), `{\n${loader(1, `images/${oddName}`)}\n}\n`);
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  after(() => workbench?.close());
  afterEach(async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.notifications.clear();
  });

  it('have a hover with a picture that is described, the full path and what can be done', async () => {
    await workbench.editor.open(request);
    await workbench.editor.recognised();
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    // A pointer that rests on the path above the editor shows what that says.
    await workbench.page.mouse.move(900, 600);
    const text = (await workbench.editor.hover()).replaceAll('\u00a0', ' ');
    assert.ok(text.includes(join(workbench.folder, 'images/hero.png')), text);
    assert.match(text, /640 × 360 px/);
    assert.match(text, /Works with Runway/);
    for (const title of ['Upload to Runway and replace', 'Pick another file...', 'Reveal file']) {
      assert.ok(text.includes(title), `${title} in ${text}`);
    }
    const picture = workbench.page.locator('.monaco-hover-content:visible img[alt="Preview of hero.png"]');
    await until('the picture', async () =>
      (await picture.evaluate((image) => Reflect.get(image, 'naturalWidth') as number)) > 0 ? true : undefined,
    );
    await workbench.screenshot('local-path-hover');
  });

  it('are listed with their nodes, also where VS Code does not draw them, and can be replaced from there', async () => {
    const comfy = workbench.fakeProvider('comfyServer');
    await workbench.editor.open(oneLine);
    await workbench.editor.recognised();
    await workbench.runCommand('Workflow Assets: Show Media in This Workflow...');
    assert.equal((await workbench.quickInput.line('gone.png')).description, 'missing');
    assert.equal((await workbench.quickInput.line('hero.png')).description, 'local file · 12 kB');
    const read = await workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => String(row.getAttribute('aria-label')).replaceAll('\u00a0', ' ')));
    assert.match(read[0] ?? '', /gone\.png.*missing.*Frame 7 · #7 · images\/gone\.png/);
    assert.match(read[1] ?? '', /hero\.png.*local file · 12 kB.*Frame 8 · #8 · images\/hero\.png/);
    assert.equal(await workbench.quickInput.title(), 'Media in one-line.json: 2 inputs need attention');
    await workbench.screenshot('media-list');
    await workbench.quickInput.pick('hero.png');
    const actions = await until('the actions', async () => {
      const labels = (await workbench.quickInput.items()).map(({ label }) => label);
      return labels[0] === 'Show in the document' ? labels : undefined;
    });
    assert.deepEqual(actions.slice(-2), ['Pick another file...', 'Reveal file']);
    await workbench.screenshot('media-actions');
    await workbench.quickInput.pick('Upload to ComfyUI and replace');
    const file = await until('the upload', async () => comfy.files.at(-1));
    await until('the reference', async () =>
      (await workbench.editor.text()).includes(loader(8, file.reference)) ? true : undefined,
    );
  });

  it('are reported to screen readers when the lightbulb has replaced them', async () => {
    await workbench.editor.open(request);
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await workbench.editor.chooseAction('Upload to Runway and replace');
    const runway = workbench.fakeProvider('runway');
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    // An earlier one may still be there.
    const announced = '[aria-label^="Replaced hero.png with a Runway reference."]';
    await workbench.page.locator(`.statusbar [role="alert"]${announced}`).waitFor();
    await workbench.screenshot('announced');
  });

  it('are found whatever characters their names hold', async () => {
    await workbench.editor.open(oddNames);
    await workbench.editor.recognised();
    await workbench.editor.placeCursor('images/a', { plus: 3 });
    const text = (await workbench.editor.hover()).replaceAll('\u00a0', ' ');
    assert.ok(text.includes(oddName), text);
    await workbench.screenshot('odd-name-hover');
    await workbench.page.keyboard.press('Escape');
    const titles = await workbench.editor.actions();
    assert.ok(
      titles.some((title) => /^(Upload to ComfyUI and replace|Replace with existing ComfyUI)/.test(title)),
      titles.join(),
    );
  });
});
