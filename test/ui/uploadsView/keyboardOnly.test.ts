import assert from 'node:assert/strict';
import { until } from '../driver/retry.ts';
import { SampleUploads } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('the keyboard alone', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
    await view.reset();
  });
  after(() => workbench?.close());

  const press = (...keys: readonly string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => workbench.page.keyboard.press(key)), Promise.resolve());
  /** Goes to the first upload of the list, once that is this one. */
  const focusOnFirst = async (name: string): Promise<string> => {
    const found = await until(`the focus on ${name}`, async () => {
      await press('Home', 'ArrowDown');
      const label = await workbench.uploads.focusedLabel();
      // The row of a running upload goes once it has ended, and the focus goes with it.
      return label?.startsWith(name) && !label.includes('uploading') ? label : undefined;
    });
    // The conditions of VS Code's key bindings follow the focus a moment later, but sooner than a person's next key.
    await workbench.page.waitForTimeout(300);
    return found;
  };
  const runFromPalette = async (title: string): Promise<void> => {
    await press('F1');
    await workbench.quickInput.type(`>Workflow Assets: ${title}`);
    await workbench.quickInput.line(`Workflow Assets: ${title}`);
    const line = workbench.page.locator('.quick-input-list .monaco-list-row.focused .label-name').first();
    await until(`the focus on ${title}`, async () => {
      if ((await line.innerText()).trim() === `Workflow Assets: ${title}`) {
        return true;
      }
      await press('ArrowDown');
      return undefined;
    });
    await press('Enter');
  };

  it('leads from a file to its reference, its renewal, its removal and back, and everything is read aloud', async () => {
    await runFromPalette('Upload Files...');
    await workbench.quickInput.line('clip.mp4');
    await workbench.page.keyboard.type('clip.mp4');
    // VS Code gives the focus to no entry by itself where several can be ticked.
    await press('ArrowDown', 'Enter');
    await until('the question for the provider', async () =>
      /Upload clip\.mp4/.test(await workbench.quickInput.title()) ? true : undefined,
    );
    await workbench.page.keyboard.type('ComfyUI');
    await press('Enter');
    await workbench.notifications.readAloud(/clip\.mp4 was uploaded to ComfyUI/);
    const comfy = workbench.fakeProvider('comfyServer');
    const reference = comfy.files[0]?.reference;
    await until('the first copy', async () => (await workbench.clipboard.read()) === reference || undefined);

    await runFromPalette('Focus on Uploads View');
    assert.match(await focusOnFirst('clip.mp4'), /^clip\.mp4, .*ComfyUI/);

    await workbench.clipboard.write('');
    await until('the copy', async () => {
      await press('Control+c');
      return (await workbench.clipboard.read()) === reference || undefined;
    });

    await press('Shift+F10');
    const item = workbench.page.locator('.monaco-menu .action-item.focused .action-label');
    await until('the focus on Renew', async () => {
      await press('ArrowDown');
      return (await item.innerText()).trim() === 'Renew' || undefined;
    });
    await press('Enter');
    await workbench.notifications.readAloud(/Renewed the reference of clip\.mp4/);
    assert.equal(comfy.files.filter(({ name }) => name === 'clip.mp4').length, 2);

    await focusOnFirst('clip.mp4');
    const rows = (await view.names()).filter((name) => name === 'clip.mp4').length;
    await press('Delete');
    await workbench.notifications.readAloud(/clip\.mp4 was removed from the list/);
    const left = async (): Promise<number> => (await view.names()).filter((name) => name === 'clip.mp4').length;
    await until('the row to go', async () => (await left()) === rows - 1 || undefined);
    await press('Control+z');
    await until('the row to come back', async () => (await left()) === rows || undefined);
  });
});
