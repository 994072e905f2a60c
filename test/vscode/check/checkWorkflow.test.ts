import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { until } from '../support/answers.ts';
import { hour } from '../support/pastUploads.ts';
import { linesOf } from '../support/preview.ts';
import { problemsOnce } from '../support/shownDocument.ts';
import { imagesIn, prompt, useSwapDesk } from '../support/swapDesk.ts';

const command = 'workflowAssets.checkWorkflow';

describe('Check Workflow', () => {
  const desk = useSwapDesk();
  let api: WorkflowAssetsApi;
  let history: HistoryStore;
  let count = 0;

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    api = await extension.activate();
    // Opens the history.
    await api.uploads();
    history = await openUploadHistory(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
  });
  after(() => history?.close());

  /** Uploads a picture and, on request, has its record say that the reference ends at another time. */
  async function uploaded(name: string, left?: number): Promise<UploadRecord> {
    // Each with bytes of its own: the same ones would be reused.
    await writeFile(desk.uri(name).fsPath, png(5000 + ++count));
    const record = await api.upload(desk.uri(name), { provider: 'comfyServer' });
    if (left === undefined) {
      return record;
    }
    const lifetime = { type: 'fixed', milliseconds: 24 * hour } as const;
    const changed = { ...record, reference: { ...record.reference, lifetime, expiresAt: Date.now() + left } };
    history.add(changed);
    await until('the other window’s record', async () => {
      const [found] = await api.uploads({ ids: [record.id], limit: 1 });
      return found?.reference.expiresAt === changed.reference.expiresAt ? true : undefined;
    });
    return changed;
  }

  /** Accepts an item once the window has made it the active one. */
  async function choose(pick: vscode.QuickPick<vscode.QuickPickItem>, index: number): Promise<void> {
    const wanted = pick.items[index];
    assert.ok(wanted);
    if (index > 0) {
      const active = new Promise<void>((resolve) => {
        pick.onDidChangeActive(([item]) => item === wanted && resolve());
      });
      pick.activeItems = [wanted];
      await active;
    }
    await desk.previews.accept();
  }

  /** Runs the check and waits for its list. */
  async function listed(...args: readonly unknown[]) {
    const running = vscode.commands.executeCommand(command, ...args);
    const pick = await desk.previews.shown();
    return { running, pick, lines: linesOf(pick) };
  }

  it('says that a workflow is ready once the server has confirmed every reference', async () => {
    const { reference } = await uploaded('ready.png');
    await desk.open(prompt([reference.value]));
    const requests = desk.server.requests.length;
    await vscode.commands.executeCommand(command);
    await desk.answers.read(/^workflow\.json is ready for ComfyUI\.$/);
    const asked = desk.server.requests.slice(requests).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(asked, ['HEAD /view']);
  });

  it('lists input by input what is missing, and goes there', async () => {
    const [expired, soon, held] = [
      await uploaded('a.png', -hour),
      await uploaded('b.png', 2 * hour),
      await uploaded('c.png'),
    ];
    await desk.pictures('local.png');
    const names = [expired, soon, held].map(({ reference }) => reference.value);
    const document = await desk.open(
      prompt([...names, 'local.png', '../gone/x.png', 'server.png', 'runway://of-somebody', '']),
    );
    const { running, pick, lines } = await listed();
    assert.equal(
      pick.title,
      "workflow.json: 1 file to upload, 2 missing, 1 expired, 1 ends too soon, 1 that can't be used",
    );
    assert.deepEqual(lines, [
      'Make Ready: upload 1 file, renew 2 references',
      `${names[0]}: expired`,
      `${names[1]}: expires in 1 h 59 m`,
      'local.png: local file, not uploaded yet',
      'x.png: file not found',
      'server.png: file not found',
      "runway://of-somebody: this kind of Runway reference doesn't work here",
    ]);
    assert.equal(pick.items[3]?.detail, 'LoadImage #4');
    await choose(pick, 4);
    await running;
    const { activeTextEditor: editor } = vscode.window;
    assert.equal(editor?.document, document);
    assert.equal(document.getText(editor?.selection), '../gone/x.png');
  });

  it('finds a file that is only in the server’s input folder', async () => {
    const form = new FormData();
    form.set('image', new Blob([new Uint8Array(600)]), 'only-there.png');
    await fetch(`${desk.server.url}/upload/image`, { method: 'POST', body: form });
    await desk.open(prompt(['only-there.png']));
    await vscode.commands.executeCommand(command);
    await desk.answers.read(/is ready for ComfyUI/);
  });

  it('notices a server that was wiped, and makes the workflow ready for it', async () => {
    const record = await uploaded('hero.png');
    await desk.pictures('new.png');
    const document = await desk.open(prompt([record.reference.value, 'new.png']));
    desk.server.reset();
    const { running, pick, lines } = await listed(document.uri);
    assert.deepEqual(lines, [
      'Make Ready: upload 1 file, renew 1 reference',
      `${record.reference.value}: ComfyUI no longer has it`,
      'new.png: local file, not uploaded yet',
    ]);
    const [problem] = (await problemsOnce(document, 2)).filter(({ code }) => code === 'expired-reference');
    assert.match(problem?.message ?? '', /^hero.png is no longer at ComfyUI/);
    await choose(pick, 0);
    // The preview of the swap, with its file selected.
    await until('the preview', () => (desk.previews.opened > 1 ? true : undefined));
    await desk.previews.accept();
    await running;
    await desk.answers.read(/^workflow\.json is ready for ComfyUI\.$/);
    const stored = desk.server.files.map(({ reference }) => reference);
    assert.deepEqual(imagesIn(document.getText()).sort(), [...stored].sort());
    assert.equal(stored.length, 2);
  });

  it('takes nothing for gone where the server can’t be asked', async () => {
    const { reference } = await uploaded('offline.png');
    await desk.open(prompt([reference.value]));
    desk.server.inject({ what: 'status', status: 502, step: 'probe' });
    await vscode.commands.executeCommand(command);
    const { message } = await desk.answers.read(/is ready for ComfyUI/);
    assert.match(message, /The provider couldn't be asked whether it still has 1 reference\./);
    const [known] = await api.uploads({ text: reference.value, limit: 1 });
    assert.equal(known?.reference.expiresAt, undefined);
  });

  it('checks all workflows of a folder, and leaves other JSON alone', async () => {
    const { reference } = await uploaded('kept.png');
    await desk.pictures('local.png');
    const folder = join(desk.folder, 'many');
    await mkdir(join(folder, 'sub'), { recursive: true });
    await writeFile(join(folder, 'ready.json'), prompt([reference.value]));
    await writeFile(join(folder, 'sub', 'open.json'), prompt(['../../local.png']));
    await writeFile(join(folder, 'package.json'), '{ "name": "x", "icon": "icon.png" }');
    await writeFile(join(desk.folder, 'outside.json'), prompt(['local.png']));
    const { running, pick, lines } = await listed(vscode.Uri.file(folder));
    assert.equal(pick.title, "1 of 2 workflows isn't ready");
    const path = vscode.workspace.asRelativePath(join(folder, 'sub', 'open.json'));
    assert.deepEqual(lines, ['Make Ready: upload 1 file', `— ${path}`, 'local.png: local file, not uploaded yet']);
    await desk.previews.close();
    await running;
  });

  it('tells other programmes the same, but nothing about files outside the workspace', async () => {
    const outside = join(desk.folder, '..', '..', 'outside.png');
    await writeFile(outside, 'x');
    await desk.pictures('local.png');
    const { reference } = await uploaded('later.png', 2 * hour);
    const text = prompt([reference.value, 'local.png', outside, `${outside}.missing.png`, 'gone/x.png']);
    try {
      const { ready, provider, findings, unasked } = await api.check({ text, uri: desk.uri('any.json') });
      assert.deepEqual([ready, provider, unasked], [false, 'comfyServer', 0]);
      assert.deepEqual(
        findings.map(({ problem, value }) => [problem, value]),
        [
          ['local', 'local.png'],
          ['outsideWorkspace', outside],
          ['outsideWorkspace', `${outside}.missing.png`],
          ['missing', 'gone/x.png'],
        ],
      );
      assert.deepEqual(findings[0]?.path, ['2', 'inputs', 'image']);
    } finally {
      await rm(outside, { force: true });
    }
    const document = await desk.open(prompt([reference.value]));
    const until = Date.now() + 4 * hour;
    const [soon] = (await api.check(document.uri, { until })).findings;
    assert.deepEqual([soon?.problem, soon?.endsAt], ['endsBefore', reference.expiresAt]);
    assert.equal((await api.check(document.uri)).ready, true);
    desk.server.reset();
    assert.equal((await api.check(document.uri)).ready, true, 'as nobody has been asked');
    const [gone] = (await api.check(document.uri, { askProvider: true })).findings;
    assert.equal(gone?.problem, 'goneAtProvider');
    await assert.rejects(api.check(vscode.Uri.file('/etc/hosts')), { code: 'outsideWorkspace' });
  });
});
