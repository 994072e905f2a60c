import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../driver/retry.ts';
import { SampleUploads } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/** What VS Code would make a link, an icon or another order of characters of, as far as a file name can hold it. */
const hostileName = '[Open](command:workbench.action.toggleZenMode) $(flame) {0} www.evil.example \u202Egnp.png';
/** The same, and what a file name can't hold. */
const hostileText = `${hostileName} [Go](https://evil.example/x) https://evil.example/y <img src="https://evil.example/z">\r\n`;
/** How the name reads; what is between the parts can't be seen. */
const readable = /\[Open\]\W?\(command:.*\\u202Egnp/s;

/** Runs in the page: links, pictures and icons that aren't ours, anywhere in the window. The Explorer and editors are VS Code's own. */
const foreign = `[...document.querySelectorAll('a, [data-href], .codicon-flame, img')]
  .filter((element) => !element.closest('.explorer-folders-view, .editor-instance .view-lines, .tabs-container'))
  .filter((element) => element.matches('.codicon-flame')
    || [element.getAttribute('href'), element.getAttribute('data-href'), element.getAttribute('src')].some((target) =>
      /^command:(?!workflowAssets[.])|^[a-z]+:[/][/][^/]*evil|^(www|mailto)/.test(target ?? '')))
  .map((element) => element.outerHTML)`;

describe('a text from outside', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({
      userSettings: {
        'workflowAssets.reuseUploads': false,
        'workflowAssets.copyTemplates': { [hostileText]: hostileText },
      },
    });
    const { folder } = workbench;
    const picture = join(folder, 'images/hero.png');
    copyFileSync(picture, join(folder, hostileName));
    mkdirSync(join(dirname(folder), 'outside'));
    copyFileSync(picture, join(dirname(folder), 'outside', hostileName));
    const load = (image: string): unknown => ({
      class_type: 'LoadImage',
      inputs: { image },
      _meta: { title: hostileText },
    });
    const values = [
      hostileName,
      `missing/${hostileName}`,
      join(dirname(folder), 'outside', hostileName),
      `missing/${'x'.repeat(10_000)}${hostileName}`,
    ];
    writeFileSync(
      join(folder, 'hostile.json'),
      JSON.stringify(Object.fromEntries(values.map((value, index) => [String(index + 1), load(value)])), undefined, 2),
    );
    await workbench.reload();
    view = new SampleUploads(workbench);
    await workbench.providers.clickAction('Runway', 'Set API Key...');
    await workbench.quickInput.type(workbench.fakeProvider('runway').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/The API key for Runway was saved/);
    await workbench.notifications.clear();
  });
  after(() => workbench?.close());
  afterEach(async () => {
    workbench.fakeProvider('runway').reset();
    workbench.fakeProvider('comfyServer').reset();
    await workbench.notifications.clear();
  });

  /** Waits until a part of the window shows the text, and looks for what the product didn't make. */
  async function isText(selector: string, pattern: RegExp = readable): Promise<void> {
    await until(
      `${pattern} in ${selector}`,
      async () => {
        const texts = await workbench.page.locator(selector).allTextContents();
        return texts.some((text) => pattern.test(text)) ? true : undefined;
      },
      () => workbench.page.locator(selector).allTextContents(),
    );
    assert.deepEqual(await workbench.page.evaluate(foreign), []);
  }

  async function upload(): Promise<void> {
    await workbench.explorer.show();
    await (await workbench.explorer.row(hostileName)).click();
    await workbench.rightClick(hostileName, 'Upload to', 'Runway');
  }

  it('is nothing but text in the title of a progress and in the message about a success', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    workbench.fakeProvider('runway').inject({ what: 'stall', when: 'afterBody', until: promise });
    await upload();
    await isText('.notification-toast .notification-list-item-message');
    resolve();
    await workbench.notifications.read(/was uploaded to Runway/);
    await isText('.notification-toast .notification-list-item-message');
  });

  it('is nothing but text where it is what a provider answered', async () => {
    const body = { error: `Bad asset: ${hostileText}` };
    workbench.fakeProvider('runway').inject({ what: 'status', status: 400, body, step: 'slot' });
    await upload();
    await isText('.notification-toast .notification-list-item-message', /Bad asset.*\[Open\]/s);
  });

  it('is nothing but text in a row, in its details and in the message about its removal', async () => {
    await view.opened();
    await view.inHistory(async (history) => {
      const record = view.record({ id: 'hostile', path: 'images/hero.png', provider: 'runway', age: 0, left: 9e6 });
      await history.restore([{ ...record, fileName: hostileName, mediaType: hostileText, account: hostileText }]);
    });
    const rows = '.sidebar .monaco-list-row';
    await workbench.uploads.show();
    await isText(rows);
    const row = workbench.page.locator(rows, { hasText: readable }).first();
    await until('the hover', async () => {
      await workbench.page.mouse.move(900, 600);
      await row.hover();
      const hover = workbench.page.locator('.monaco-hover.workbench-hover, .workbench-hover');
      return (
        (await hover
          .first()
          .waitFor({ timeout: 3_000 })
          .then(
            () => true,
            () => undefined,
          )) ?? undefined
      );
    });
    await isText('.workbench-hover');
    await workbench.page.mouse.move(900, 600);
    await until('the message about the removal', async () => {
      // A row that is being redrawn swallows the click.
      await row.click();
      await workbench.page.keyboard.press('Delete');
      return await workbench.page
        .locator('.notification-toast')
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => undefined,
        );
    });
    await isText('.notification-toast .notification-list-item-message');
  });

  it('is nothing but text in lists and their titles', async () => {
    await workbench.explorer.show();
    await (await workbench.explorer.row(hostileName)).click();
    await workbench.rightClick(hostileName, 'Upload to', 'Runway');
    await workbench.notifications.read(/was uploaded to Runway/);
    await workbench.uploads.show();
    await workbench.menu.choose(
      workbench.page.locator('.sidebar .monaco-list-row', { hasText: readable }).first(),
      'Copy As...',
    );
    await isText('.quick-input-widget');
    await workbench.quickInput.close();
  });

  it('is nothing but text in problems, hovers and the preview of what is sent', async () => {
    await workbench.editor.open('hostile.json');
    await workbench.editor.recognised();
    await workbench.runCommand('Problems: Focus on Problems View');
    await isText('.markers-panel .monaco-list-row');
    await workbench.editor.focus();
    await workbench.editor.placeCursor('[Open]', { plus: 2 });
    await workbench.editor.hover();
    await isText('.monaco-editor-hover, .monaco-hover');
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
    await workbench.quickInput.pick('ComfyUI');
    await isText('.quick-input-widget');
    await workbench.quickInput.close();
  });

  it('is nothing but text in the question whether a file may be sent', async () => {
    await workbench.editor.open('hostile.json');
    await workbench.editor.placeCursor('outside/', { plus: 2 });
    await workbench.editor.chooseAction(/^Upload to ComfyUI/);
    await isText('.monaco-dialog-box');
    await workbench.notifications.answerDialog('Cancel');
    assert.equal(workbench.fakeProvider('comfyServer').files.length, 0);
  });
});
