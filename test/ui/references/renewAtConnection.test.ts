import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const hour = 3_600_000;
const path = 'two-servers.json';

function loader(id: number, image: string): string {
  return `  "${id}": { "class_type": "LoadImage", "inputs": { "image": "${image}" } }`;
}

describe('references of two ComfyUI servers', () => {
  let workbench: Workbench;
  let first: FakeProvider;
  let second: FakeProvider;

  before(async () => {
    second = await startFakeProvider('comfyServer', { keepBytes: true });
    const box = { id: 'comfyServer-gpubox', name: 'GPU box', provider: 'comfyServer', endpoint: second.url };
    workbench = await openWorkbench({
      machineSettings: { 'workflowAssets.connections': [box] },
      userSettings: { 'files.autoSave': 'off' },
    });
    first = workbench.fakeProvider('comfyServer');
    const text = `{\n${loader(1, 'images/hero.png')},\n${loader(2, 'images/portrait.jpg')}\n}\n`;
    writeFileSync(join(workbench.folder, path), text);
    // What is written while a window opens may escape its file watcher.
    await workbench.reload();
  });
  after(async () => {
    await workbench?.close();
    await second?.close();
  });
  afterEach(() => workbench.notifications.clear());

  /** Names of the files a server has received, those included that it had already. */
  const sentTo = (server: FakeProvider) => server.files.map(({ name }) => name);

  async function textWith(pattern: RegExp): Promise<void> {
    await until(
      `${pattern} on the screen`,
      async () => (pattern.test(await workbench.editor.visibleText()) ? true : undefined),
      () => workbench.editor.visibleText(),
    );
  }

  it('go to the one that the workspace is asked to choose, once', async () => {
    const { editor, quickInput } = workbench;
    await editor.open(path);
    await editor.recognised();
    await editor.placeCursor('images/hero.png', { plus: 3 });
    await editor.chooseAction('Upload to ComfyUI and replace');
    await quickInput.line('GPU box');
    assert.equal(await quickInput.title(), 'Connection to ComfyUI');
    await workbench.screenshot('choose-connection');
    await quickInput.pick('GPU box');
    await until('the upload', async () => (second.files.length === 1 ? true : undefined));
    await textWith(/no expiry · ComfyUI \(GPU box\)/);
    assert.equal(first.files.length, 0);
    await editor.placeCursor('images/portrait.jpg', { plus: 3 });
    const titles = await editor.actions();
    assert.ok(titles.includes('Upload to ComfyUI (GPU box) and replace'), titles.join(' | '));
    await workbench.page.keyboard.press('Escape');
  });

  it('go to another one after one click in the Providers view', async () => {
    const { editor, providers } = workbench;
    await providers.clickAction('ComfyUI (default)', 'Use in This Workspace');
    await until('the row', async () => {
      const line = (await providers.lines()).find(({ label }) => label === 'ComfyUI (default)');
      return line?.description.startsWith('in use here') ? true : undefined;
    });
    await editor.placeCursor('images/portrait.jpg', { plus: 3 });
    await editor.chooseAction('Upload to ComfyUI (default) and replace');
    await until('the upload', async () => (first.files.length === 1 ? true : undefined));
    await textWith(/ComfyUI \(GPU box\)[\s\S]*no expiry · ComfyUI \(default\)/);
    assert.deepEqual([sentTo(first), sentTo(second)], [['portrait.jpg'], ['hero.png']]);
    await editor.placeCursor('hero.png', { plus: 3 });
    const hover = (await editor.hover()).replaceAll('\u00a0', ' ');
    assert.match(hover, /Uploaded with ComfyUI \(GPU box\)\. This workspace uses ComfyUI \(default\)\./);
    await workbench.screenshot('reference-of-other-connection');
    await workbench.page.keyboard.press('Escape');
    await editor.save();
  });

  it('are named in the Uploads view, and grouped by connection', async () => {
    const { uploads, quickInput } = workbench;
    const descriptionOf = async (label: string) =>
      (await uploads.lines()).find((line) => line.label === label)?.description ?? '';
    await until('the rows', async () =>
      /ComfyUI \(GPU box\)$/.test(await descriptionOf('hero.png')) &&
      /ComfyUI \(default\)$/.test(await descriptionOf('portrait.jpg'))
        ? true
        : undefined,
    );
    await workbench.runCommand('Workflow Assets: Group Uploads By...');
    await quickInput.pick('Provider');
    const grouped = ['ComfyUI (default)', 'portrait.jpg', 'ComfyUI (GPU box)', 'hero.png'].join();
    const labels = async () => (await uploads.lines()).map(({ label }) => label);
    await until('a group for each', async () => ((await labels()).join() === grouped ? true : undefined), labels);
    await workbench.screenshot('uploads-by-connection');
    await workbench.runCommand('Workflow Assets: Group Uploads By...');
    await quickInput.pick('Time');
  });

  it('are renewed each at its own', async () => {
    const history = await openUploadHistory(workbench.folder);
    try {
      for (const record of history.query({ limit: 10 })) {
        const lifetime = { type: 'fixed', milliseconds: 24 * hour } as const;
        history.add({ ...record, reference: { ...record.reference, lifetime, expiresAt: Date.now() - hour } });
      }
    } finally {
      history.close();
    }
    await workbench.editor.open(path);
    await textWith(/expired · ComfyUI \(GPU box\)[\s\S]*expired · ComfyUI \(default\)/);
    await workbench.runCommand('Workflow Assets: Renew Expired References');
    await workbench.notifications.read(/Renewed 2 references/);
    assert.deepEqual(sentTo(first), ['portrait.jpg', 'portrait.jpg']);
    assert.deepEqual(sentTo(second), ['hero.png', 'hero.png']);
    await textWith(/no expiry · ComfyUI \(GPU box\)[\s\S]*no expiry · ComfyUI \(default\)/);
    await workbench.editor.save();
  });
});
