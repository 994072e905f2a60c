import assert from 'node:assert/strict';
import { until } from '../driver/retry.ts';
import { SampleUploads } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('keys in the Uploads view', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
  });
  after(() => workbench?.close());
  beforeEach(() => view.reset());

  const press = (...keys: readonly string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => workbench.page.keyboard.press(key)), Promise.resolve());
  const focused = (name: string): Promise<string> =>
    until(`the focus on ${name}`, async () => {
      const label = await workbench.uploads.focusedLabel();
      return label?.startsWith(name) ? label : undefined;
    });
  const goneIs = (name: string): Promise<unknown> =>
    until(`${name} to go`, async () => !(await view.names()).includes(name) || undefined);

  it('act on the row that has the focus, not on the one that is selected', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await press('ArrowDown');
    await focused('portrait.jpg');
    await workbench.clipboard.write('');
    await press('Control+c');
    const copied = await until('the copy', async () => (await workbench.clipboard.read()) || undefined);
    assert.equal(copied, 'portrait.jpg');
    await press('ArrowDown');
    await focused('texture.webp');
    await press('Delete');
    await workbench.notifications.readAloud(/texture\.webp was removed/);
    await goneIs('texture.webp');
    assert.ok((await view.names()).includes('portrait.jpg'));
  });

  it('leave the selected row alone while a group has the focus', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await press('ArrowUp');
    await focused('Today');
    await press('Delete');
    await press('ArrowDown', 'ArrowDown');
    await focused('portrait.jpg');
    await press('Delete');
    await goneIs('portrait.jpg');
    assert.ok((await view.names()).includes('hero.png'));
  });

  it('act on all rows that are selected', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await press('Shift+ArrowDown');
    await press('Delete');
    await workbench.notifications.readAloud(/2 uploads were removed/);
    await goneIs('hero.png');
    await goneIs('portrait.jpg');
    await press('Control+z');
    await workbench.uploads.line('hero.png');
    await workbench.uploads.line('portrait.jpg');
  });

  it('undo one removal after the other, and then leave the open document alone', async () => {
    await workbench.editor.open('workflows/teaser.runway.json');
    await workbench.editor.placeCursor('{');
    await workbench.page.keyboard.type(' ');
    const typed = await workbench.editor.text();
    await (await workbench.uploads.line('hero.png')).click();
    await press('Delete');
    await goneIs('hero.png');
    await (await workbench.uploads.line('portrait.jpg')).click();
    await press('Delete');
    await goneIs('portrait.jpg');
    await (await workbench.uploads.line('texture.webp')).click();
    await press('Control+z');
    await workbench.uploads.line('portrait.jpg');
    await press('Control+z');
    await workbench.uploads.line('hero.png');
    // What other tests have removed comes next.
    await until('the end of all removals', async () => {
      await press('Control+z');
      const message = workbench.page.locator('.statusbar-item', { hasText: 'There is no removal to undo' });
      return (await message.count()) > 0 || undefined;
    });
    assert.equal(await workbench.editor.text(), typed);
    await workbench.editor.undo();
    await workbench.uploads.show();
  });

  it('open the file of a row', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await press('ArrowDown', 'ArrowDown');
    await focused('texture.webp');
    await press('Enter');
    await workbench.page.locator('.tabs-container .tab.active[data-resource-name="texture.webp"]').waitFor();
  });

  it('do nothing to the history while somebody types to find a row', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await press('Control+Alt+f');
    const find = workbench.page.locator('.sidebar .monaco-tree-type-filter input, .sidebar .monaco-findInput input');
    await find.first().waitFor();
    await workbench.page.keyboard.type('portra');
    await press('Delete', 'Escape');
    await (await workbench.uploads.line('texture.webp')).click();
    await press('Delete');
    await goneIs('texture.webp');
    assert.ok((await view.names()).includes('hero.png'));
  });

  it('say why an upload failed, and dismiss it', async () => {
    workbench.fakeProvider('comfyServer').inject({ step: 'upload', what: 'status', status: 400 });
    await workbench.rightClick('images/loop.gif', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/ComfyUI/);
    await workbench.notifications.clear();
    await (await workbench.uploads.line('loop.gif')).click();
    await press('Enter');
    await workbench.notifications.read(/ComfyUI/);
    assert.deepEqual(await workbench.notifications.buttons(/ComfyUI/), ['Retry', 'Dismiss']);
    await workbench.notifications.clear();
    const row = await workbench.uploads.line('loop.gif');
    assert.deepEqual(
      (await workbench.menu.labels(row)).filter((label) => /Reason|Dismiss|Path/.test(label)),
      ['Show Reason', 'Dismiss', 'Dismiss All Failed Uploads', 'Copy Path'],
    );
    await row.click();
    await press('Delete');
    await goneIs('loop.gif');
  });
});
