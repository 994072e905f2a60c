import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../driver/retry.ts';
import { type Sample, SampleUploads, samples } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('uploads in their view', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
  });
  after(() => workbench?.close());
  beforeEach(() => view.reset());

  it('copies the references of several rows by the keyboard', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await workbench.page.keyboard.press('Shift+ArrowDown');
    await workbench.clipboard.write('');
    await workbench.page.keyboard.press('Control+c');
    const copied = await until('the copy', async () => (await workbench.clipboard.read()) || undefined);
    assert.equal(copied, `${view.record(samples[0] as Sample).reference.value}\nportrait.jpg`);
  });

  it('removes rows by the keyboard and puts them back', async () => {
    await (await workbench.uploads.line('hero.png')).click();
    await workbench.page.keyboard.press('Delete');
    await workbench.notifications.read(/hero\.png was removed/);
    await until('the row to go', async () => !(await view.names()).includes('hero.png') || undefined);
    await workbench.notifications.click(/hero\.png was removed/, 'Undo');
    await workbench.uploads.line('hero.png');
  });

  it('clears expired uploads, and undoes that even after the message is gone', async () => {
    await view.choose('Clear Expired');
    await workbench.notifications.read(/2 expired uploads were removed/);
    await workbench.notifications.clear();
    await view.namesBecome(['Today', 'hero.png', 'portrait.jpg', 'texture.webp', 'Last 30 Days', 'music.mp3']);
    await view.choose('Undo Removal from History');
    await workbench.uploads.line('deleted.png');
  });

  it('clears the whole history only after a question', async () => {
    await view.choose('Clear History...');
    assert.match(await workbench.notifications.readDialog(), /Clear all 6 uploads/);
    await workbench.notifications.answerDialog('Clear List');
    await workbench.page.locator('.sidebar .welcome-view-content', { hasText: 'Nothing uploaded yet' }).waitFor();
    await workbench.notifications.click(/list was cleared/, 'Undo');
    await workbench.uploads.line('hero.png');
  });

  it('deletes an upload at the provider after a question and with the key it asks for', async () => {
    await workbench.rightClick('audio/music.mp3', 'Upload to', 'Runware');
    await workbench.quickInput.type(workbench.fakeProvider('runware').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/music\.mp3 was uploaded to Runware/);
    const count = async () => (await view.names()).filter((name) => name === 'music.mp3').length;
    await workbench.uploads.show();
    await until('both uploads', async () => (await count()) === 2 || undefined);
    // The only key there is: nobody is asked which one.
    await view.choose('Remove API Key...');
    await workbench.notifications.answerDialog('Remove');
    await workbench.uploads.choose('music.mp3', 'Delete at the Provider...');
    assert.match(await workbench.notifications.readDialog(), /Delete music\.mp3 at Runware/);
    await workbench.screenshot('uploads-delete');
    await workbench.notifications.answerDialog('Delete');
    await until('the question for the key', async () =>
      /key/i.test(await workbench.quickInput.title()) ? true : undefined,
    );
    await workbench.quickInput.type(workbench.fakeProvider('runware').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/Deleted music\.mp3 at Runware/);
    await until('the row to go', async () => (await count()) === 1 || undefined);
    // Runware returns an error for what it doesn't know: the other upload was never made.
    assert.ok(
      !(await workbench.menu.labels(await workbench.uploads.line('music.mp3'))).includes('Delete at the Provider...'),
    );
  });

  it('marks files in the Explorer that have a living reference', async () => {
    const badgeOf = async (path: string) => {
      const label = (await workbench.explorer.row(path)).locator('.monaco-icon-label').first();
      // The badge exists in the style only.
      return label.evaluate((element) =>
        String(Reflect.get(globalThis, 'getComputedStyle')(element, '::after').content).replaceAll('"', ''),
      );
    };
    const badgeBecomes = (path: string, badge: string) =>
      until(
        `${badge} at ${path}`,
        async () => (await badgeOf(path)) === badge || undefined,
        () => badgeOf(path),
      );
    await badgeBecomes('images/hero.png', '↑');
    await badgeBecomes('images/texture.webp', '↑!');
    assert.equal(await badgeOf('images/loop.gif'), 'none');
    await view.inHistory((history) => history.add({ ...view.record(samples[0] as Sample), mtimeMs: 5 }));
    await badgeBecomes('images/hero.png', '↑*');
    await workbench.uploads.show();
    await until('the row of a changed file', async () =>
      (await workbench.uploads.lines()).some(({ description }) => description.startsWith('changed · '))
        ? true
        : undefined,
    );
  });

  it('gives a dragged row to a JSON document as its reference', async () => {
    await workbench.editor.open('workflows/teaser.runway.json');
    await workbench.uploads.show();
    const row = await workbench.uploads.line('hero.png');
    const target = workbench.editor.element().locator('.view-line', { hasText: 'hero.png' }).first();
    const from = await row.boundingBox();
    const to = await target.boundingBox();
    assert.ok(from && to);
    const { mouse } = workbench.page;
    await mouse.move(from.x + 60, from.y + 10);
    await mouse.down();
    await mouse.move(from.x + 100, from.y + 14, { steps: 5 });
    await mouse.move(to.x + 150, to.y + 8, { steps: 20 });
    await workbench.page.waitForTimeout(500);
    await mouse.move(to.x + 155, to.y + 8, { steps: 3 });
    await workbench.screenshot('uploads-drag');
    await mouse.up();
    const { value } = view.record(samples[0] as Sample).reference;
    const text = await until(
      'the reference in the document',
      async () => {
        const now = await workbench.editor.text();
        return now.includes(value) ? now : undefined;
      },
      () => workbench.editor.text(),
    );
    const original = workbench.readFile('workflows/teaser.runway.json');
    assert.equal(text, original.replace('"../images/hero.png"', JSON.stringify(value)));
    await workbench.editor.undo();
    assert.equal(await workbench.editor.text(), original);
    await workbench.uploads.show();
  });

  it('uploads files that are dropped on it, after asking where to', async () => {
    const rows = workbench.page
      .locator('.sidebar .pane')
      .filter({ has: workbench.page.locator('[aria-label^="Uploads"]') });
    const target = rows.locator('.monaco-list-row').first();
    await target.waitFor();
    // As the Explorer of a remote window provides it.
    const file = pathToFileURL(join(workbench.folder, 'images/loop.gif')).href;
    const uri = file.replace('file://', `vscode-remote://${new URL(workbench.page.url()).host}`);
    const transfer = await workbench.page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.setData('text/uri-list', ${JSON.stringify(uri)}); return data; })()`,
    );
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await target.dispatchEvent(type, { dataTransfer: transfer });
      await workbench.page.waitForTimeout(200);
    }
    assert.match(await workbench.quickInput.title(), /Upload loop\.gif/);
    await workbench.quickInput.pick('ComfyUI');
    await until('the upload', async () =>
      workbench.fakeProvider('comfyServer').files.find(({ name }) => name === 'loop.gif'),
    );
    await workbench.notifications.read(/loop\.gif was uploaded to ComfyUI/);
  });

  it('shows running uploads in the status bar and in a row for as long as they run', async () => {
    workbench
      .fakeProvider('comfyServer')
      .inject({ step: 'upload', what: 'stall', when: 'beforeBody', milliseconds: 10_000 });
    await workbench.rightClick('video/clip.mp4', 'Upload to', 'ComfyUI');
    const item = workbench.page.locator('.statusbar-item', { hasText: 'Uploading clip.mp4' });
    await item.waitFor();
    await workbench.uploads.show();
    await until('the running row', async () => {
      const [first] = await workbench.uploads.lines();
      return (first?.label === 'clip.mp4' && first.level === 1) || undefined;
    });
    await workbench.screenshot('uploads-running');
    assert.deepEqual(await workbench.menu.labels(await workbench.uploads.line('clip.mp4')), [
      'Cancel Upload',
      'Open File',
      'Reveal File',
      'Copy Path',
    ]);
    await workbench.notifications.read(/clip\.mp4 was uploaded to ComfyUI/);
    await item.waitFor({ state: 'detached' });
  });

  it('renews an expired upload and replaces it in the workflows that use it', async () => {
    const clip = view.record(samples[3] as Sample);
    writeFileSync(join(workbench.folder, 'workflows/ended.json'), `{\n  "videoUri": "${clip.reference.value}"\n}\n`);
    await workbench.uploads.choose('clip.mp4', 'Find Usages');
    assert.deepEqual(
      (await workbench.quickInput.items()).map(({ label, description }) => [label, description]),
      [
        ['workflows/ended.json', 'line 2'],
        // By its path, which leads to the same file.
        ['workflows/restyle-video.comfyui.json', 'line 22'],
      ],
    );
    await workbench.quickInput.close();
    await workbench.uploads.choose('clip.mp4', 'Renew and Replace Everywhere...');
    assert.match(await workbench.quickInput.title(), /Renew clip\.mp4 and Replace Its Reference/);
    await workbench.screenshot('uploads-renew');
    await workbench.quickInput.accept();
    await until('the question for the key', async () =>
      /key/i.test(await workbench.quickInput.title()) ? true : undefined,
    );
    const runway = workbench.fakeProvider('runway');
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    await workbench.notifications.click(/Replaced 1 reference in 1 file/, 'Save All');
    const fresh = await until(
      'the new upload',
      async () => runway.files.find(({ name }) => name === 'clip.mp4')?.reference,
    );
    await until(
      'the saved file',
      async () => workbench.readFile('workflows/ended.json') === `{\n  "videoUri": "${fresh}"\n}\n` || undefined,
    );
  });
});
