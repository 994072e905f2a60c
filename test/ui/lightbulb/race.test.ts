import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const file = 'race.json';
const [image, mask] = ['images/hero.png', 'images/texture.webp'];

/** Both inputs of one document, each the only place of its file. */
function workflowWith(first: string, second: string): string {
  return `{
  "10": { "class_type": "LoadImage", "inputs": { "image": "${first}" } },
  "11": { "class_type": "LoadImageMask", "inputs": { "image": "${second}", "channel": "red" } }
}
`;
}

describe('typing in a workflow while its files upload', () => {
  let workbench: Workbench;
  let letGo: () => void = () => {};

  before(async () => {
    workbench = await openWorkbench({
      machineSettings: { 'workflowAssets.defaultProvider': 'comfyServer' },
      // Every test sends its file anew, also when it is tried a second time, and finds the document as it was.
      userSettings: { 'workflowAssets.reuseUploads': false, 'files.autoSave': 'off' },
    });
    // What is written while a window opens may escape its file watcher.
    writeFileSync(join(workbench.folder, file), workflowWith(image, mask));
    await workbench.reload();
  });
  after(() => workbench?.close());

  beforeEach(async () => {
    workbench.fakeProvider('comfyServer').reset();
    await workbench.editor.open(file);
    await textBecomes(workflowWith(image, mask));
  });

  afterEach(async () => {
    letGo();
    await workbench.notifications.clear();
    await workbench.runCommand('File: Revert File');
  });

  /** Every upload is taken, but not answered before `letGo`. */
  function holdAnswers(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    letGo = resolve;
    workbench.fakeProvider('comfyServer').inject({ what: 'stall', when: 'afterBody', until: promise, times: 2 });
  }

  async function uploadsBegan(count: number): Promise<void> {
    await until(`${count} uploads to begin`, async () =>
      workbench.fakeProvider('comfyServer').requests.filter(({ method, bytes }) => method === 'POST' && bytes > 0)
        .length === count
        ? true
        : undefined,
    );
  }

  async function uploadAndReplace(path: string): Promise<void> {
    await workbench.editor.placeCursor(path, { plus: 3 });
    await workbench.editor.chooseAction('Upload to ComfyUI and replace');
    await uploadsBegan(1);
  }

  async function textBecomes(expected: string): Promise<void> {
    await until(
      'the text',
      async () => ((await workbench.editor.text()) === expected ? true : undefined),
      () => workbench.editor.text(),
    );
  }

  /** As a person types: behind the text given, key by key. */
  async function typeBehind(text: string, typed: string): Promise<void> {
    await workbench.editor.placeCursor(text, { plus: text.length });
    await workbench.editor.focus();
    await workbench.page.keyboard.type(typed, { delay: 10 });
  }

  it('finds the string again where lines were typed above it', async () => {
    holdAnswers();
    await uploadAndReplace(mask);
    await workbench.editor.placeCursor('"10"');
    await workbench.editor.focus();
    await workbench.page.keyboard.type('"9": 1,', { delay: 10 });
    const typed = workflowWith(image, mask).replace('"10"', '"9": 1,"10"');
    await textBecomes(typed);
    letGo();
    await textBecomes(typed.replace(mask, 'texture.webp'));
    await workbench.editor.undo();
    await textBecomes(typed);
  });

  it('leaves the string alone that was itself changed, and gives its reference to the clipboard', async () => {
    holdAnswers();
    await workbench.clipboard.write('');
    await uploadAndReplace(mask);
    await typeBehind('images/texture', '-2');
    const typed = workflowWith(image, mask).replace('texture.webp', 'texture-2.webp');
    await textBecomes(typed);
    letGo();
    await workbench.notifications.read(/changed during the upload, so it was left alone\. The reference was copied/);
    assert.equal(await workbench.clipboard.read(), 'texture.webp');
    assert.equal(await workbench.editor.text(), typed);
    await workbench.screenshot('race-left-alone');
  });

  it('does not damage a document that is no JSON in the middle of typing', async () => {
    holdAnswers();
    await uploadAndReplace(mask);
    await workbench.editor.placeCursor('"10"');
    await workbench.editor.focus();
    // Pasted, because the editor would close the quote.
    await workbench.page.keyboard.insertText('"8": {"class_type": "LoadIm');
    const typed = (await workbench.editor.text()).replace(mask, '?');
    assert.notEqual(typed, workflowWith(image, '?'));
    letGo();
    await until('the reference in its place or on the clipboard', async () =>
      (await workbench.editor.text()).includes('"texture.webp"') ||
      (await workbench.notifications.texts()).some((text) => /left alone/.test(text))
        ? true
        : undefined,
    );
    // All that was typed is there, and at most the one string differs.
    assert.equal((await workbench.editor.text()).replace(/"(images\/)?texture\.webp"/, '"?"'), typed);
  });

  it('replaces what it can of a whole workflow, and lists what was changed meanwhile', async () => {
    holdAnswers();
    await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
    await until('the preview', async () =>
      (await workbench.quickInput.title()).startsWith('Upload and Replace: 2 files') ? true : undefined,
    );
    await workbench.quickInput.accept();
    await uploadsBegan(2);
    await typeBehind('images/texture', '-2');
    const typed = workflowWith(image, 'images/texture-2.webp');
    await textBecomes(typed);
    letGo();
    const said = await workbench.notifications.read(/^Replaced 1 of \d paths with a ComfyUI reference/);
    assert.match(said, /texture\.webp was changed during the upload, so it was left alone\./);
    await textBecomes(workflowWith('hero.png', 'images/texture-2.webp'));
    await workbench.screenshot('race-swap-all');
    await workbench.editor.undo();
    await textBecomes(typed);
  });
});
