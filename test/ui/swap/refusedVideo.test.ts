import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { mp4 } from '../../unit/uploads/mediaSamples.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const useLink = 'Upload to Bucket and Use Its Link';

describe('a 34 MB video in a RunningHub document', () => {
  let workbench: Workbench;
  let storage: FakeProvider;

  before(async () => {
    storage = await startFakeProvider('s3', { keepBytes: true });
    const bucket = { id: 's3-bucket', name: 'Bucket', provider: 's3', endpoint: storage.url };
    workbench = await openWorkbench({
      asksBeforeUploads: true,
      machineSettings: { 'workflowAssets.connections': [{ ...bucket, options: storage.connectionOptions }] },
    });
    mkdirSync(join(workbench.folder, 'big'));
    for (const name of ['first', 'second']) {
      const video = join(workbench.folder, `big/${name}.mp4`);
      writeFileSync(video, mp4());
      truncateSync(video, 34_000_000);
      const node = { nodeId: '12', nodeName: 'LoadVideoFromUrl', fieldName: 'url', fieldValue: `${name}.mp4` };
      const request = { webappId: '1937084629516193794', nodeInfoList: [node] };
      writeFileSync(join(workbench.folder, `big/${name}.json`), `${JSON.stringify(request, undefined, 2)}\n`);
    }
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
    const { accessKeyId, secretAccessKey } = JSON.parse(storage.key);
    await giveKey('RunningHub', [[/^API Key/, workbench.fakeProvider('runningHub').key]]);
    await giveKey('S3-Compatible Storage (Bucket)', [
      [/^Access key ID/, accessKeyId],
      [/^Secret access key/, secretAccessKey],
      [/^Session token/, undefined],
    ]);
  });
  after(async () => {
    await workbench?.close();
    await storage?.close();
  });
  afterEach(() => workbench.notifications.clear());

  /** Answers the boxes that ask for a key, which are known by their titles. */
  async function giveKey(
    label: string,
    boxes: readonly (readonly [title: RegExp, text: string | undefined])[],
  ): Promise<void> {
    const { quickInput, providers, notifications } = workbench;
    await providers.choose(label, 'Set API Key...');
    for (const [title, text] of boxes) {
      await until(`the box ${title}`, async () => title.test(await quickInput.title()) || undefined);
      if (text !== undefined) {
        await quickInput.type(text);
      }
      await quickInput.accept();
    }
    await notifications.read(/was saved/);
    await notifications.clear();
  }

  /** The link in a document, once there is one that leads to the video. */
  async function linkTo(video: string): Promise<string> {
    const link = await until('the link', async () => {
      const [, found] = /"fieldValue": "(http[^"]+)"/.exec(await workbench.editor.text()) ?? [];
      return found;
    });
    const bytes = readFileSync(join(workbench.folder, video));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.equal(new URL(link).pathname, `/media-bucket/workflow-assets/${sha256}.mp4`);
    assert.ok(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes));
    return link;
  }

  it('becomes a link from the lightbulb, once the storage may have files of the workspace', async () => {
    const { editor, notifications } = workbench;
    await editor.open('big/first.json');
    await editor.recognised();
    await editor.placeCursor('first.mp4', { plus: 3 });
    const titles = await editor.actions();
    assert.ok(titles.includes(useLink), titles.join(' | '));
    await editor.chooseAction(useLink);
    const question = await notifications.readDialog();
    assert.match(question, /Upload files named by documents in this workspace to S3-Compatible Storage \(Bucket\)\?/);
    await workbench.screenshot('refused-video-consent');
    await notifications.answerDialog('Allow Uploads');
    await linkTo('big/first.mp4');
    assert.equal(storage.files.length, 1);
    await workbench.screenshot('refused-video-link');
    await editor.save();
  });

  it('becomes a link in three clicks: the button, the line in the preview and OK', async () => {
    const { editor, quickInput, page } = workbench;
    await editor.open('big/second.json');
    const button = '.editor-group-container.active .editor-actions .action-label';
    await page.locator(`${button}[aria-label^="Upload All Local Files and Replace..."]`).click();
    const { description } = await quickInput.line(useLink);
    assert.match(description, /signed link: for 7 d, whoever has the document can download the file/);
    await until('the title', async () => /: 0 files, /.test(await quickInput.title()) || undefined);
    await quickInput.pick(useLink);
    const chosen = /: 1 file, 34 MB to S3-Compatible Storage \(Bucket\)/;
    await until(
      'the title',
      async () => chosen.test(await quickInput.title()) || undefined,
      () => quickInput.title(),
    );
    await workbench.screenshot('refused-video-preview');
    await page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'OK' }).click();
    await linkTo('big/second.mp4');
    assert.equal(workbench.fakeProvider('runningHub').files.length, 0);
    await workbench.screenshot('refused-video-swapped-dark', { theme: 'dark' });
    await editor.save();
  });
});
