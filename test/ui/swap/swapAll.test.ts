import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../harness/processes.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const workflow = 'workflows/poster.comfyui-api.json';
const titleBar = '.editor-group-container.active .editor-actions';

describe('swapping a whole workflow', () => {
  let workbench: Workbench;

  before(async () => {
    const settings = { 'workflowAssets.defaultProvider': 'comfyServer', 'workflowAssets.assetFolders': ['images'] };
    workbench = await openWorkbench({ machineSettings: settings });
    copyFileSync(join(workbench.folder, 'images/portrait.jpg'), outside);
    const text = workbench.readFile(workflow);
    // Beside what is there: a file twice, one that is missing, and one from elsewhere on the disk.
    const loader = (id: number, image: string): string =>
      `  "${id}": {\n    "class_type": "LoadImage",\n    "inputs": { "image": "${image}", "upload": "image" }\n  },\n`;
    const more = [loader(20, '../images/hero.png'), loader(21, 'lost.png'), loader(22, outside)].join('');
    writeFileSync(
      join(workbench.folder, workflow),
      text.replace('{\n', () => `{\n${more}`),
    );
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  const outside = join(temporaryFolder('outside'), 'elsewhere-1.jpg');

  async function rows(): Promise<string[]> {
    const list = workbench.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
    await list.first().waitFor();
    return await list.evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''));
  }

  async function title(pattern: RegExp): Promise<string> {
    return await until(
      `a title like ${pattern}`,
      async () => {
        const text = await workbench.quickInput.title();
        return pattern.test(text) ? text : undefined;
      },
      () => workbench.quickInput.title(),
    );
  }

  /** The Enter key belongs to the checkbox that was clicked last. */
  async function pressOk(): Promise<void> {
    await workbench.page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'OK' }).click();
  }

  it('begins with a button in the title of a workflow, and of no other document', async () => {
    await workbench.editor.open(workflow);
    const button = workbench.page.locator(
      `${titleBar} .action-label[aria-label^="Upload All Local Files and Replace..."]`,
    );
    await button.waitFor();
    await workbench.editor.open('README.md');
    await button.waitFor({ state: 'detached' });
    await workbench.editor.open(workflow);
    await button.click();
    await workbench.quickInput.waitFor();
  });

  it('shows which files go where, and what needs a second thought', async () => {
    await title(/^Upload and Replace: 2 files, \d[\d.]* [kM]B to ComfyUI, 1 missing$/);
    const shown = await rows();
    const [hero, texture, elsewhere, lost] = ['hero.png', 'texture.webp', 'elsewhere-', 'lost.png'].map((name) =>
      shown.find((row) => row.includes(name)),
    );
    assert.match(hero ?? '', /images\/hero\.png → LoadImage #20, .+ #10/);
    assert.match(texture ?? '', /images\/texture\.webp → .+ #11/);
    assert.match(elsewhere ?? '', /outside the workspace, needs your consent/);
    assert.ok(elsewhere?.includes(outside), elsewhere);
    assert.equal(lost?.match(/not found/g)?.length, 1, lost);
    assert.equal(workbench.fakeProvider('comfyServer').requests.length, 0);
    await workbench.screenshot('swap-preview');
  });

  it('does not let a missing file be chosen, and counts what is chosen', async () => {
    const box = (name: string) =>
      workbench.page
        .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: name })
        .locator('.monaco-checkbox, input[type=checkbox], .quick-input-list-checkbox')
        .first();
    await box('lost.png').click();
    await title(/^Upload and Replace: 2 files/);
    await box('texture.webp').click();
    await title(/^Upload and Replace: 1 file,/);
    await box('texture.webp').click();
    await box('elsewhere-').click();
    await title(/^Upload and Replace: 3 files/);
  });

  it('asks about the file from outside by its whole path before anything is sent', async () => {
    await pressOk();
    // The first time, the question about the workspace comes before it and is answered by the driver.
    const text = await until('the question about the file', async () => {
      const shown = await workbench.notifications.readDialog();
      return shown.includes('Upload elsewhere-1.jpg to ComfyUI?') ? shown : undefined;
    });
    assert.ok(text.includes(outside), text);
    assert.equal(workbench.fakeProvider('comfyServer').requests.length, 0);
    await workbench.screenshot('swap-consent');
    await workbench.notifications.answerDialog('Cancel');
    await workbench.page.locator('.statusbar-item', { hasText: 'Cancelled. The document was left alone.' }).waitFor();
    assert.equal(workbench.fakeProvider('comfyServer').requests.length, 0);
  });

  it('uploads each file once, replaces every place, and one undo restores the text', async () => {
    const before = await workbench.editor.text();
    await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
    await title(/2 files/);
    await workbench.quickInput.accept();
    await workbench.notifications.read(
      /^Replaced 3 of 4 paths with ComfyUI references\. lost\.png was not found and is unchanged\.$/,
    );
    const after = before.replaceAll('../images/hero.png', 'hero.png');
    await until('the references', async () => ((await workbench.editor.text()) === after ? true : undefined));
    assert.equal(workbench.fakeProvider('comfyServer').files.length, 2);
    await workbench.screenshot('swapped');
    await workbench.editor.undo();
    assert.equal(await workbench.editor.text(), before);
  });

  it('copies the workflow with references and leaves the document alone', async () => {
    const before = await workbench.editor.text();
    await workbench.runCommand('Workflow Assets: Copy Workflow with References');
    await title(/^Upload and Copy Workflow: 1 file, nothing to send to ComfyUI, 1 reused, 1 missing$/);
    await workbench.screenshot('resolve-preview');
    await workbench.quickInput.accept();
    const said = await workbench.notifications.read(/^Workflow copied/);
    assert.equal(
      said,
      'Workflow copied with 3 ComfyUI references. elsewhere-1.jpg was not uploaded and is unchanged. lost.png was not found and is unchanged.',
    );
    await workbench.screenshot('resolve-left-out');
    assert.equal(await workbench.clipboard.read(), before.replaceAll('../images/hero.png', 'hero.png'));
    assert.equal(await workbench.editor.text(), before);
    assert.equal(workbench.fakeProvider('comfyServer').files.length, 2);
  });

  it('takes several workflows from the Explorer, each with its own provider', async () => {
    await workbench.explorer.select('workflows/teaser.runway.json', 'workflows/postcards.runware.json');
    const row = await workbench.explorer.row('workflows/postcards.runware.json');
    await workbench.menu.choose(row, 'Upload All Local Files and Replace...');
    for (const [label, id] of [
      ['Runway', 'runway'],
      ['Runware', 'runware'],
    ] as const) {
      await title(new RegExp(`^API Key for ${label}$`));
      await workbench.quickInput.type(workbench.fakeProvider(id).key);
      await workbench.quickInput.accept();
    }
    await title(/^Upload and Replace: 5 files, .* to Runway, Runware$/);
    await workbench.screenshot('swap-preview-two-providers');
    await workbench.quickInput.accept();
    await workbench.notifications.read(/^Replaced 6 paths with Runway, Runware references\./);
    for (const [name, form] of [
      ['teaser.runway.json', '"runway://'],
      ['postcards.runware.json', '"seedImage": "'],
    ] as const) {
      await workbench.editor.open(`workflows/${name}`);
      const text = await workbench.editor.text();
      assert.ok(text.includes(form), text);
      assert.ok(!text.includes('../images'), text);
    }
  });

  it('is not offered on the configuration of other tools', async () => {
    // The entries of an extension appear late, so the menu of a workflow is looked at first.
    const swap = 'Upload All Local Files and Replace...';
    const workflow = await workbench.explorer.row('workflows/postcards.runware.json');
    assert.ok((await workbench.menu.labels(workflow)).includes(swap));
    const settings = await workbench.menu.labels(await workbench.explorer.row('.vscode/settings.json'));
    assert.ok(settings.length > 3 && !settings.includes(swap), settings.join(', '));
  });

  it('copies a workflow whose files are all there with one click', async () => {
    await workbench.editor.open(workflow);
    const before = await workbench.editor.text();
    // Away with what is missing or outside: then there is nothing left to ask.
    const complete = before.replace('lost.png', 'hero.png').replace(outside, '../images/texture.webp');
    writeFileSync(join(workbench.folder, 'workflows/complete.json'), complete);
    await workbench.editor.open('workflows/complete.json');
    await workbench.clipboard.write('');
    await workbench.runCommand('Workflow Assets: Copy Workflow with References');
    const expected = complete.replaceAll('../images/', '');
    await until('the copy', async () => ((await workbench.clipboard.read()) === expected ? true : undefined));
    await workbench.screenshot('resolved-copied');
    await workbench.runCommand('Workflow Assets: Open Workflow with References');
    const tab = workbench.page.locator('.tabs-container .tab.active', { hasText: 'complete (with references).json' });
    await tab.waitFor();
    assert.equal(await workbench.editor.text(), expected);
    await workbench.screenshot('resolved-opened');
    await workbench.page.keyboard.type('x');
    assert.equal(await workbench.editor.text(), expected, 'it can be edited');
    await workbench.runCommand('View: Close Editor');
    await tab.waitFor({ state: 'detached' });
    await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  });

  for (const theme of ['dark', 'light'] as const) {
    it(`looks right in a ${theme} theme`, async () => {
      await workbench.screenshot(`swapped-${theme}`, { theme });
      await workbench.editor.open(workflow);
      await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
      await title(/^Upload and Replace/);
      await workbench.screenshot(`swap-preview-${theme}`);
      await workbench.quickInput.close();
    });
  }
});

describe('swapping in a workspace that is not trusted', () => {
  let workbench: Workbench;
  const secret = join(temporaryFolder('outside'), 'secret-1.jpg');

  before(async () => {
    const settings = { 'workflowAssets.defaultProvider': 'comfyServer' };
    workbench = await openWorkbench({ machineSettings: settings, askForTrust: true });
  });
  after(() => workbench?.close());

  it('refuses every file that a document names, whatever is clicked', async () => {
    // Later versions open a folder in Restricted Mode without a question.
    if (workbench.version.startsWith('1.103.')) {
      await workbench.notifications.answerDialog('No, I don');
    }
    copyFileSync(join(workbench.folder, 'images/portrait.jpg'), secret);
    const text = workbench.readFile(workflow).replace('texture.webp', () => secret);
    writeFileSync(join(workbench.folder, workflow), text);
    await workbench.editor.open(workflow);
    await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
    await until('the preview', async () =>
      (await workbench.quickInput.title()).startsWith('Upload and Replace: 0 files') ? true : undefined,
    );
    const rows = workbench.page.locator('.quick-input-widget:visible .monaco-list-row');
    for (const name of ['secret-', 'hero.png']) {
      const row = rows.filter({ hasText: name });
      assert.match((await row.getAttribute('aria-label')) ?? '', /refused, because this workspace isn't trusted/);
      await row.locator('.monaco-checkbox, .quick-input-list-checkbox').first().click();
    }
    await workbench.screenshot('swap-untrusted');
    await workbench.page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'OK' }).click();
    await workbench.page
      .locator('.quick-input-widget:visible')
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    assert.equal(workbench.fakeProvider('comfyServer').requests.length, 0);
  });
});
