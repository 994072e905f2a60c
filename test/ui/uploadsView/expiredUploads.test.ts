import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../driver/retry.ts';
import { byTime, type Sample, SampleUploads, samples } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const ended = samples[3] as Sample;

describe('expired uploads in their view', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
  });
  after(() => workbench?.close());
  beforeEach(() => view.reset());

  it('offer what renewed them when they are copied', async () => {
    const renewal = { ...view.record({ ...ended, id: 'renewal', left: 20 * 3_600_000 }), contentHash: ended.id };
    await view.inHistory((history) => history.add({ ...renewal, uploadedAt: Date.now() - 9 * 86_400_000 }));
    await until(
      'both rows',
      async () => (await view.names()).filter((name) => name === 'clip.mp4').length === 2 || undefined,
    );
    await workbench.clipboard.write('');
    await workbench.uploads.choose('clip.mp4', 'Copy Reference');
    assert.match(await workbench.notifications.readDialog(), /clip\.mp4 expired on /);
    await workbench.screenshot('uploads-expired-copy');
    await workbench.notifications.answerDialog('Copy the Renewed One');
    await until('the copy', async () => (await workbench.clipboard.read()) === renewal.reference.value || undefined);
  });

  it('are renewed first where nothing has renewed them, and say so', async () => {
    const runway = workbench.fakeProvider('runway');
    await (await workbench.uploads.line('clip.mp4')).click();
    await workbench.page.keyboard.press('Control+c');
    assert.match(await workbench.notifications.readDialog(), /clip\.mp4 expired on /);
    await workbench.notifications.answerDialog('Renew and Copy');
    await until('the question for the key', async () =>
      /key/i.test(await workbench.quickInput.title()) ? true : undefined,
    );
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/Renewed the reference of clip\.mp4/);
    const fresh = runway.files.find(({ name }) => name === 'clip.mp4')?.reference;
    assert.ok(fresh);
    await until('the copy', async () => (await workbench.clipboard.read()) === fresh || undefined);
  });

  it('are called by one word in every menu', async () => {
    const labels = await workbench.menu.labels(await workbench.uploads.line('clip.mp4'));
    assert.deepEqual(
      labels.filter((label) => /again|refresh|renew/i.test(label)),
      ['Renew', 'Renew and Replace Everywhere...'],
    );
  });

  it('are never inserted into the Output panel, nor where JSON would break', async () => {
    await workbench.runCommand('Workflow Assets: Show Log');
    const output = workbench.page.locator('.panel .monaco-editor .view-lines');
    await output.waitFor();
    const before = await output.innerText();
    await output.click();
    await workbench.uploads.choose('hero.png', 'Insert into Editor');
    await workbench.notifications.read(/Nothing was inserted\. Open a text file first/);
    assert.equal(await output.innerText(), before);
    await workbench.page.keyboard.press('Control+j');
    await workbench.notifications.clear();
    await workbench.editor.open('workflows/teaser.runway.json');
    await workbench.editor.placeCursor('{', { plus: 1 });
    const text = await workbench.editor.text();
    await workbench.editor.placeCursor('{', { plus: 1 });
    await workbench.uploads.choose('hero.png', 'Insert into Editor');
    await workbench.notifications.click(/Nothing was inserted: a reference has to be a value/, 'Copy Reference');
    await until(
      'the copy',
      async () => (await workbench.clipboard.read()) === view.record(samples[0] as Sample).reference.value || undefined,
    );
    assert.equal(await workbench.editor.text(), text);
  });

  // The last one: the workflow it opens keeps an upload among those that need attention.
  it('are cleared after a question where open workflows use them', async () => {
    const { value } = view.record(ended).reference;
    writeFileSync(join(workbench.folder, 'workflows/still-used.json'), `{ "videoUri": "${value}" }\n`);
    await workbench.editor.open('workflows/still-used.json');
    await until('the hint', async () => /expired/.test(await workbench.editor.visibleText()) || undefined);
    await view.choose('Clear Expired');
    assert.match(await workbench.notifications.readDialog(), /1 expired upload is still used in this workspace/);
    await workbench.screenshot('uploads-clear-used');
    await workbench.notifications.answerDialog('Clear the Others');
    await workbench.notifications.read(/1 expired upload was removed/);
    await view.namesBecome([
      'Needs Attention',
      'clip.mp4',
      ...byTime.filter((name) => name !== 'Older' && name !== 'deleted.png'),
    ]);
  });
});
