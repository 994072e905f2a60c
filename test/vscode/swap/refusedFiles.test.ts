import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { megabyte } from '../../../src/core/units.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { mp4 } from '../../unit/uploads/mediaSamples.ts';
import { allowUploads, until } from '../support/answers.ts';
import { answering } from '../support/boxes.ts';
import { fakeProvider } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { checkedIn, linesOf } from '../support/preview.ts';
import { actionsAt, runAction } from '../support/shownDocument.ts';
import { swapCommand, useSwapDesk } from '../support/swapDesk.ts';

const bucket = 'S3-Compatible Storage (Bucket)';
const useLink = 'Upload to Bucket and Use Its Link';
const tooLarge = 'too large: RunningHub accepts up to 30 MB';

describe('files that RunningHub refuses', () => {
  const desk = useSwapDesk();
  const storage = () => fakeProvider('s3');
  const runningHub = () => fakeProvider('runningHub');

  before(async () => {
    await giveKey('runningHub');
    await configure('connections', [
      {
        id: 's3-bucket',
        name: 'Bucket',
        provider: 's3',
        endpoint: storage().url,
        options: storage().connectionOptions,
      },
    ]);
    const { accessKeyId, secretAccessKey } = JSON.parse(storage().key);
    await answering([accessKeyId, secretAccessKey, ''], () =>
      vscode.commands.executeCommand('workflowAssets.setApiKey', 's3'),
    );
  });
  after(async () => {
    await takeKey('runningHub', desk.answers);
    await configure('connections', undefined);
  });
  afterEach(() => configure('overflow', undefined));

  async function configure(name: string, value: unknown): Promise<void> {
    const settings = vscode.workspace.getConfiguration('workflowAssets');
    await settings.update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** Videos of these sizes with content of their own, as far as their beginning goes. */
  function videos(sizes: Readonly<Record<string, number>>): void {
    for (const [name, size] of Object.entries(sizes)) {
      const { fsPath } = desk.uri(name);
      writeFileSync(fsPath, mp4());
      truncateSync(fsPath, size);
    }
  }

  /** A request that loads each file from an address. */
  function request(...files: readonly string[]): string {
    const items = files.map(
      (file, id) =>
        `  { "nodeId": "${id}", "nodeName": "LoadVideoFromUrl", "fieldName": "url", "fieldValue": "${file}" }`,
    );
    return `{ "nodeInfoList": [\n${items.join(',\n')}\n] }\n`;
  }

  /** What the nodes of a request load. */
  function valuesIn(text: string): readonly string[] {
    return JSON.parse(text).nodeInfoList.map(({ fieldValue }: { fieldValue: string }) => fieldValue);
  }

  /** Fails unless a link leads to the file in the storage, for anybody who has it. */
  async function assertLinksTo(link: string | undefined, name: string): Promise<void> {
    const bytes = readFileSync(desk.uri(name).fsPath);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.ok(
      link?.startsWith(`${storage().url}/media-bucket/workflow-assets/${sha256}.mp4?`),
      link?.replace(/\?.*/, ''),
    );
    const downloaded = Buffer.from(await (await fetch(link ?? '')).arrayBuffer());
    assert.ok(downloaded.equals(bytes));
  }

  async function opened(text: string, name?: string): Promise<vscode.TextDocument> {
    const document = await desk.open(text, name);
    await until('the actions', async () => ((await actionsAt(document, '.mp4')).length > 0 ? true : undefined));
    return document;
  }

  it('become links from the lightbulb, once the storage may have files of the workspace', async () => {
    videos({ 'clip.mp4': 34 * megabyte });
    const document = await opened(request('clip.mp4'));
    desk.answers.allowsUploads = false;
    desk.answers.next(/^Upload files named by documents/, allowUploads);
    await runAction(document, 'clip.mp4', new RegExp(`^${useLink}$`));
    const { message, detail } = await desk.answers.read(/^Upload files named by documents/);
    assert.equal(message, `Upload files named by documents in this workspace to ${bucket}?`);
    assert.match(detail ?? '', /link/);
    await assertLinksTo(valuesIn(document.getText())[0], 'clip.mp4');
    assert.equal(runningHub().requests.length, 0);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), request('clip.mp4'));
  });

  it('are offered to the storage in the preview, one by one', async () => {
    videos({ 'clip.mp4': 35 * megabyte, 'short.mp4': 5000 });
    const document = await desk.open(request('clip.mp4', 'short.mp4', 'clip.mp4'));
    const running = vscode.commands.executeCommand(swapCommand);
    const pick = await desk.previews.shown();
    assert.deepEqual(linesOf(pick), [
      '— to RunningHub',
      `clip.mp4: 35 MB · ${tooLarge}`,
      `${useLink}: 35 MB · signed link: for 7 d, whoever has the document can download the file`,
      'short.mp4: 5 kB',
    ]);
    const [, direct, linked, short] = pick.items;
    assert.match(linked?.detail ?? '', /^clip\.mp4 → LoadVideoFromUrl #0, LoadVideoFromUrl #2$/);
    assert.deepEqual(checkedIn(pick), ['short.mp4']);
    assert.equal(pick.title, 'Upload and Replace: 1 file, 5 kB to RunningHub');
    assert.ok(direct && linked && short);
    for (const [choice, title] of [
      [direct, /^Upload and Replace: 2 files, 35 MB to RunningHub$/],
      [linked, /^Upload and Replace: 2 files, 35 MB to RunningHub, S3-Compatible Storage \(Bucket\)$/],
    ] as const) {
      pick.selectedItems = [...pick.selectedItems, choice];
      await until(
        `the title ${title}`,
        () => title.test(pick.title ?? '') || undefined,
        () => pick.title,
      );
    }
    assert.deepEqual(new Set(checkedIn(pick)), new Set(['short.mp4', useLink]));
    await desk.previews.accept();
    await running;
    const [first, second, third] = valuesIn(document.getText());
    await assertLinksTo(first, 'clip.mp4');
    assert.equal(third, first);
    assert.match(second ?? '', new RegExp(`^${runningHub().url}/`));
    assert.deepEqual([storage().files.length, runningHub().files.length], [1, 1]);
    await desk.answers.read(/^Replaced 3 paths with RunningHub, S3-Compatible Storage \(Bucket\) references\.$/);
  });

  it('become links after RunningHub itself has refused them, from the message', async () => {
    videos({ 'clip.mp4': 6000 });
    const text = request('clip.mp4');
    for (const again of [
      (document: vscode.TextDocument) => runAction(document, 'clip.mp4', /^Upload to RunningHub and replace$/),
      () => desk.swap(),
    ]) {
      videos({ 'clip.mp4': 6000 });
      const document = await opened(text);
      for (const step of ['v2', 'v1'] as const) {
        runningHub().inject({ step, what: 'status', status: 413 });
      }
      desk.answers.next(/clip\.mp4 is too large for RunningHub/, useLink);
      await again(document);
      const link = await until('the link', () => valuesIn(document.getText()).find((value) => value !== 'clip.mp4'));
      await assertLinksTo(link, 'clip.mp4');
      assert.equal(runningHub().files.length, 0);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      desk.answers.clear();
    }
  });

  it('become links in a copied workflow, too', async () => {
    for (const rule of ['offer', 'always']) {
      await configure('overflow', rule);
      videos({ 'clip.mp4': 8000, 'other.mp4': 9000 });
      const document = await desk.open(request('other.mp4', 'clip.mp4'), `${rule}.json`);
      await vscode.env.clipboard.writeText('');
      for (const step of ['v2', 'v1', 'v2', 'v1'] as const) {
        runningHub().inject({ step, what: 'status', status: 413 });
      }
      desk.answers.next(/too large for RunningHub/, useLink);
      const running = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow', document.uri);
      await desk.previews.accept();
      await running;
      const copied = await until('the copy', async () => (await vscode.env.clipboard.readText()) || undefined);
      const [other, clip] = valuesIn(copied);
      await assertLinksTo(other, 'other.mp4');
      await assertLinksTo(clip, 'clip.mp4');
      assert.equal(document.isDirty, false);
      assert.equal(
        desk.answers.asked.some(({ message }) => /too large/.test(message)),
        rule === 'offer',
      );
      desk.answers.clear();
    }
  });

  it('give a link on the clipboard where they were uploaded from the Explorer', async () => {
    videos({ 'clip.mp4': 34 * megabyte });
    const file = desk.uri('clip.mp4');
    desk.answers.next(/^clip\.mp4 is too large for RunningHub: it is 34 MB/, 'Upload to Bucket and Copy Its Link');
    await vscode.commands.executeCommand('workflowAssets.uploadTo.runningHub', file, [file]);
    await desk.answers.read(/^clip\.mp4 was uploaded to S3-Compatible Storage \(Bucket\)/);
    await assertLinksTo(await vscode.env.clipboard.readText(), 'clip.mp4');
    assert.equal(runningHub().requests.length, 0);
  });

  it('go to the storage by themselves where the settings say so, for other extensions too', async () => {
    await configure('overflow', 'always');
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    videos({ 'clip.mp4': 34 * megabyte, 'late.mp4': 7000 });
    const document = await opened(request('clip.mp4'));
    const resolved = await extension.exports.resolveWorkflow(document.getText(), document.uri, {
      provider: 'runningHub',
    });
    assert.deepEqual([resolved.replaced, resolved.problems], [1, []]);
    await assertLinksTo(valuesIn(resolved.text)[0], 'clip.mp4');
    const running = vscode.commands.executeCommand(swapCommand);
    assert.deepEqual(checkedIn(await desk.previews.shown()), [useLink]);
    await desk.previews.accept();
    await running;
    await assertLinksTo(valuesIn(document.getText())[0], 'clip.mp4');
    const late = await opened(request('late.mp4'), 'late.json');
    for (const step of ['v2', 'v1'] as const) {
      runningHub().inject({ step, what: 'status', status: 413 });
    }
    await runAction(late, 'late.mp4', /^Upload to RunningHub and replace$/);
    await assertLinksTo(valuesIn(late.getText())[0], 'late.mp4');
    assert.ok(!desk.answers.asked.some(({ message }) => /too large/.test(message)));
  });

  it('are refused for good where the input takes no link', async () => {
    videos({ 'clip.mp4': 34 * megabyte });
    await desk.open(request('clip.mp4').replace('LoadVideoFromUrl', 'LoadVideo').replace('"url"', '"video"'));
    const running = vscode.commands.executeCommand(swapCommand);
    const pick = await desk.previews.shown();
    assert.deepEqual(linesOf(pick), ['— to RunningHub', `clip.mp4: 34 MB · ${tooLarge}`]);
    await desk.previews.close();
    await running;
  });
});
