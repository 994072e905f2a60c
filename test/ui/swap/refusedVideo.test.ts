import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { mp4 } from '../../unit/uploads/mediaSamples.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const path = 'big/request.json';
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
    const { folder } = workbench;
    mkdirSync(join(folder, 'big'));
    writeFileSync(join(folder, 'big/clip.mp4'), mp4());
    truncateSync(join(folder, 'big/clip.mp4'), 34_000_000);
    const item = `{ "nodeId": "12", "nodeName": "LoadVideoFromUrl", "fieldName": "url", "fieldValue": "clip.mp4" }`;
    writeFileSync(join(folder, path), `{\n  "nodeInfoList": [\n    ${item}\n  ]\n}\n`);
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
    await giveKey();
  });
  after(async () => {
    await workbench?.close();
    await storage?.close();
  });
  afterEach(() => workbench.notifications.clear());

  async function giveKey(): Promise<void> {
    const { quickInput, providers } = workbench;
    const { accessKeyId, secretAccessKey } = JSON.parse(storage.key);
    await providers.show();
    await providers.choose('S3-Compatible Storage (Bucket)', 'Set API Key...');
    for (const [title, text] of [
      [/^Access key ID/, accessKeyId],
      [/^Secret access key/, secretAccessKey],
      [/^Session token/, undefined],
    ] as const) {
      await until(`the box ${title}`, async () => title.test(await quickInput.title()) || undefined);
      if (text !== undefined) {
        await quickInput.type(text);
      }
      await quickInput.accept();
    }
    await quickInput.waitUntilClosed();
  }

  it('becomes a link in three clicks: lightbulb, action and consent', async () => {
    const { editor, notifications, page } = workbench;
    await editor.open(path);
    await editor.recognised();
    await editor.placeCursor('clip.mp4', { plus: 3 });
    const bulb = page.locator('.editor-group-container.active').locator('[class*="lightbulb"], [class*="light-bulb"]');
    await bulb.filter({ visible: true }).first().click();
    const action = page.locator('.action-widget .monaco-list-row', { hasText: useLink });
    await action.waitFor();
    await workbench.screenshot('refused-video-lightbulb');
    await action.click();
    const question = await notifications.readDialog();
    assert.match(question, /Upload files named by documents in this workspace to S3-Compatible Storage \(Bucket\)\?/);
    await workbench.screenshot('refused-video-consent');
    await notifications.answerDialog('Allow Uploads');
    const link = await until('the link', async () => {
      const [, found] = /"fieldValue": "(http[^"]+)"/.exec(await editor.text()) ?? [];
      return found;
    });
    const bytes = readFileSync(join(workbench.folder, 'big/clip.mp4'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.equal(new URL(link).pathname, `/media-bucket/workflow-assets/${sha256}.mp4`);
    assert.ok(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes));
    assert.equal(workbench.fakeProvider('runningHub').requests.length, 0);
    await until('the time left', async () => /7 d|6 d 23 h/.test(await editor.visibleText()) || undefined);
    await workbench.screenshot('refused-video-link');
  });

  it('has a line of its own in the preview, which nobody has ticked', async () => {
    const { editor, quickInput } = workbench;
    await editor.undo();
    await workbench.page
      .locator(
        '.editor-group-container.active .editor-actions .action-label[aria-label^="Upload All Local Files and Replace..."]',
      )
      .click();
    const line = await quickInput.line(useLink);
    assert.match(line.description, /signed link: for 7 d, whoever has the document can download the file/);
    await until('the title', async () => /^Upload and Replace: 0 files/.test(await quickInput.title()) || undefined);
    await workbench.screenshot('refused-video-preview-dark', { theme: 'dark' });
    await quickInput.close();
    await editor.save();
  });
});
