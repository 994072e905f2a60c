import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const names = [1, 2, 3, 4, 5, 6].map((number) => `frame-${number}.png`);

describe('What became of a swap', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ machineSettings: { 'workflowAssets.defaultProvider': 'comfyServer' } });
    mkdirSync(join(workbench.folder, 'frames'));
    for (const name of names) {
      const bytes = Buffer.concat([workbench.readBytes('images/hero.png'), Buffer.from(name)]);
      writeFileSync(join(workbench.folder, 'frames', name), bytes);
    }
    writeFileSync(join(workbench.folder, 'frames.json'), promptWith(names.map((name) => `frames/${name}`)));
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  after(() => workbench?.close());

  function promptWith(images: readonly string[]): string {
    const nodes = images.map((image, index) => [
      String(index + 1),
      { class_type: 'LoadImage', _meta: { title: `Frame ${index + 1}` }, inputs: { image } },
    ]);
    return `${JSON.stringify(Object.fromEntries(nodes), null, 2)}\n`;
  }

  async function replacedImages(): Promise<number> {
    const text = await workbench.editor.text();
    return names.filter((name) => !text.includes(`"frames/${name}"`)).length;
  }

  it('counts every path once, goes on with what was cancelled, and leads to what failed', async () => {
    const comfy = workbench.fakeProvider('comfyServer');
    comfy.inject({ step: 'upload', what: 'emptyBody' });
    comfy.inject({ step: 'upload', what: 'stall', when: 'afterBody', skip: 2, times: 9 });
    await workbench.editor.open('frames.json');
    await workbench.runCommand('Workflow Assets: Upload All Local Files and Replace...');
    await until('the preview', async () =>
      /^Upload and Replace: 6 files/.test(await workbench.quickInput.title()) ? true : undefined,
    );
    await workbench.screenshot('swap-preview-titles');
    await workbench.quickInput.accept();
    await workbench.notifications.read(/^Uploading 6 files to ComfyUI: 3 of 6 done/);
    await workbench.notifications.click(/Uploading 6 files to ComfyUI/, 'Cancel');
    const message = await workbench.notifications.read(/^Cancelled/);
    // A message that nobody touches goes by itself, so its button comes first and everything else later.
    comfy.reset();
    await workbench.notifications.click(/Cancelled: 2 of 6/, 'Replace the Other 3');
    assert.match(
      message,
      /^Cancelled: 2 of 6 paths were replaced\. frame-\d\.png: ComfyUI returned an unexpected response/,
    );
    assert.equal(message.match(/unexpected response/g)?.length, 1);
    const union = await workbench.notifications.read(/^Replaced 5 of 6 paths with ComfyUI references\./);
    await workbench.notifications.click(/Replaced 5 of 6/, 'Show in Uploads');
    assert.match(union, /frame-\d\.png: ComfyUI returned an unexpected response/);
    await until(
      'the row of what failed',
      async () => (await workbench.uploads.lines()).find(({ description }) => description.startsWith('failed')),
      () => workbench.uploads.lines(),
    );
    await workbench.screenshot('swap-failed-row');
    assert.equal(await replacedImages(), 5);
  });
});
