import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { until } from '../support/answers.ts';
import { imagesIn, prompt, useSwapDesk } from '../support/swapDesk.ts';

describe('leaving the file in git untouched', () => {
  const desk = useSwapDesk();

  describe('a workflow with references', () => {
    it('is copied without touching the document, and in one click once all files are there', async () => {
      await desk.pictures('a.png', 'b.png');
      const text = prompt(['./a.png', './b.png']);
      const document = await desk.open(text);
      const running = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
      assert.match((await desk.previews.shown()).title ?? '', /^Upload and Copy Workflow: 2 files/);
      await desk.previews.accept();
      await running;
      assert.equal(await vscode.env.clipboard.readText(), prompt(['a.png', 'b.png']));
      assert.equal(document.getText(), text);
      assert.equal(document.isDirty, false);

      const { opened } = desk.previews;
      await vscode.env.clipboard.writeText('');
      await vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
      assert.equal(desk.previews.opened, opened, 'a question where there is none');
      assert.equal(await vscode.env.clipboard.readText(), prompt(['a.png', 'b.png']));
      assert.equal(desk.server.files.length, 2);
    });

    it('is opened beside the document, read-only and named after its file, and never asks to be saved', async () => {
      await desk.pictures('a.png');
      const document = await desk.open(prompt(['./a.png']));
      const running = vscode.commands.executeCommand('workflowAssets.openResolvedWorkflow');
      await desk.previews.accept();
      await running;
      const opened = vscode.window.activeTextEditor?.document;
      assert.ok(opened);
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'workflow (with references).json');
      assert.equal(opened.isUntitled, false);
      assert.equal(opened.languageId, 'json');
      assert.equal(opened.getText(), prompt(['a.png']));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(opened.uri, new vscode.Position(0, 0), ' ');
      await vscode.workspace.applyEdit(edit).then(undefined, () => undefined);
      assert.equal(opened.isDirty, false);
      assert.equal(document.isDirty, false);
      // Other suites may have opened the log, whose text counts as an editor.
      const editors = vscode.window.visibleTextEditors.filter((each) => each.document.uri.scheme !== 'output');
      assert.deepEqual(
        editors.map((each) => each.document).sort((a, b) => Number(a === opened) - Number(b === opened)),
        [document, opened],
      );
    });

    it('is not copied half-done: a failure is said first, and Retry finishes the job', async () => {
      await desk.pictures('a.png', 'b.png');
      await desk.open(prompt(['./a.png', './b.png']));
      await vscode.env.clipboard.writeText('before');
      desk.server.inject({ what: 'emptyBody' });
      desk.answers.next(/^Uploaded 1 of 2/, 'Retry');
      const running = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
      await desk.previews.accept();
      await running;
      const { message, buttons } = await desk.answers.read(/^Uploaded 1 of 2 files to ComfyUI\./);
      assert.match(message, /^Uploaded 1 of 2 files to ComfyUI\. The workflow was not copied\. .*unexpected response/);
      assert.ok(buttons.includes('Retry') && buttons.includes('Continue Without It'), buttons.join(', '));
      await until('the copy', async () =>
        (await vscode.env.clipboard.readText()) === prompt(['a.png', 'b.png']) ? true : undefined,
      );
    });

    it('is copied without a file that failed where the person goes on, and names it', async () => {
      await desk.pictures('a.png', 'b.png');
      await desk.open(prompt(['./a.png', './b.png', './gone.png']));
      desk.server.inject({ what: 'status', status: 400, skip: 1 });
      desk.answers.next(/^Uploaded 1 of 2/, 'Continue Without It');
      const running = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
      await desk.previews.accept();
      await running;
      const { message } = await desk.answers.read(/^Workflow copied/);
      assert.match(
        message,
        /^Workflow copied with 1 ComfyUI reference\. [ab]\.png was not uploaded and is unchanged\. gone\.png was not found and is unchanged\.$/,
      );
    });

    it('is made for other extensions without any question, and never with a file from outside', async () => {
      await desk.pictures('a.png');
      const outside = join(tmpdir(), `outside-${process.pid}-api.png`);
      await writeFile(outside, png(3000));
      const api = await vscode.extensions.getExtension('workflow-assets.workflow-assets')?.activate();
      const uri = desk.uri('workflow.json');
      const resolved = await api.resolveWorkflow(prompt(['./a.png', outside, 'gone.png']), uri, {
        provider: 'comfyServer',
      });
      await rm(outside);
      assert.deepEqual(imagesIn(resolved.text), ['a.png', outside, 'gone.png']);
      assert.equal(resolved.replaced, 1);
      assert.deepEqual(
        resolved.problems.map(({ value, code }: { value: string; code: string }) => [value, code]),
        [
          ['gone.png', 'fileMissing'],
          [outside, 'outsideWorkspace'],
        ],
      );
      assert.equal(desk.server.files.length, 1);
    });
  });
});
