import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { until } from '../support/answers.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { linesOf } from '../support/preview.ts';
import { actionsAt } from '../support/shownDocument.ts';
import { prompt, swapCommand, useSwapDesk } from '../support/swapDesk.ts';

describe('other ways to swap a document', () => {
  const desk = useSwapDesk();

  describe('the code actions', () => {
    async function actions(document: vscode.TextDocument, line: number, kind?: string): Promise<vscode.CodeAction[]> {
      const range = new vscode.Range(line, 0, line, 0);
      return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);
    }

    it('offer the swap of the whole document, as a rewrite and as a source action', async () => {
      await desk.pictures('a.png', 'b.png');
      const document = await desk.open(prompt(['./a.png', './b.png']));
      await until('the rewrite', async () =>
        (await actions(document, 3)).some(({ title }) => title === 'Upload all 2 local files and replace...')
          ? true
          : undefined,
      );
      const found = await actions(document, 0, 'source.workflowAssets.swapAll');
      assert.deepEqual(
        found.map(({ title, kind }) => [title, kind?.value]),
        [['Upload all local files and replace...', 'source.workflowAssets.swapAll']],
      );
    });

    it('offer an earlier upload as long as its account is the one in use', async () => {
      await giveKey('runway');
      await desk.pictures('a.png');
      const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
      const api = await extension?.activate();
      await api?.upload(desk.uri('a.png'), { provider: 'runway' });
      const document = await desk.open('{ "model": "gen4_turbo", "promptImage": "./a.png" }\n');
      const isOffered = (wanted: boolean): Promise<true> =>
        until(`${wanted ? 'the' : 'no'} offer`, async () => {
          const titles = (await actionsAt(document, './a.png')).map(({ title }) => title);
          assert.ok(titles.includes('Upload to Runway and replace'), titles.join());
          return titles.some((title) => title.startsWith('Replace with existing Runway reference')) === wanted
            ? true
            : undefined;
        });
      await isOffered(true);
      await takeKey('runway', desk.answers);
      await isOffered(false);
      await giveKey('runway');
      await isOffered(true);
      await takeKey('runway', desk.answers);
    });

    it('offer nothing for a name that is the reference of the very file already', async () => {
      await desk.pictures('a.png');
      const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
      const api = await extension?.activate();
      const record = await api?.upload(desk.uri('a.png'), { provider: 'comfyServer' });
      const document = await desk.open(prompt([record?.reference.value ?? '', './a.png']));
      const offers = async (text: string): Promise<string[]> =>
        (await actionsAt(document, text)).map(({ title }) => title).filter((title) => /ComfyUI/.test(title));
      const forPath = await offers('./a.png');
      assert.ok(forPath.includes('Replace with existing ComfyUI reference (no expiry)'), forPath.join());
      await until('the way back', async () => {
        const titles = (await actionsAt(document, '"a.png"')).map(({ title }) => title);
        return titles.some((title) => title.startsWith('Restore local path')) || undefined;
      });
      assert.deepEqual(
        (await offers('"a.png"')).filter((title) => !title.startsWith('Renew')),
        [],
      );
    });

    it('name only providers that take a file of this type', async () => {
      await desk.pictures('a.gif', 'b.heic', 'c.webp');
      const nodes = ['./a.gif', './b.heic', './c.webp'].map((fieldValue) => ({
        nodeId: '1',
        fieldName: 'image',
        fieldValue,
      }));
      const document = await desk.open(JSON.stringify({ nodeInfoList: nodes }));
      const titles = async (text: string): Promise<readonly string[]> =>
        (await actionsAt(document, text)).map(({ title }) => title).filter((title) => !title.startsWith('Upload all'));
      assert.deepEqual(await titles('./c.webp'), ['Upload to RunningHub and replace']);
      assert.deepEqual(await titles('./a.gif'), []);
      assert.deepEqual(await titles('./b.heic'), []);
    });

    it('never upload by saving: the preview comes after it, and is not shown again once it was closed', async () => {
      await desk.pictures('a.png');
      const editor = vscode.workspace.getConfiguration('editor');
      const onSave = { 'source.workflowAssets.swapAll': 'explicit' };
      await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Global);
      try {
        const document = await desk.open(prompt(['./a.png']));
        const type = async (text: string): Promise<void> => {
          const edit = new vscode.WorkspaceEdit();
          edit.insert(document.uri, new vscode.Position(0, 0), text);
          await vscode.workspace.applyEdit(edit);
          await vscode.commands.executeCommand('workbench.action.files.save');
        };
        await type('\n');
        await desk.previews.shown();
        assert.equal(document.isDirty, false, 'saving waits for the preview');
        assert.equal(desk.server.requests.length, 0);
        await desk.previews.close();
        const { opened } = desk.previews;
        await type('\n');

        await desk.pictures('b.png');
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), prompt(['./a.png', './b.png']));
        await vscode.workspace.applyEdit(edit);
        await vscode.commands.executeCommand('workbench.action.files.save');
        await desk.previews.accept();
        assert.equal(desk.previews.opened, opened + 1, 'asked for the new file only, not again for what was declined');
        await until('the references on disk', async () =>
          (await desk.onDisk()) === prompt(['a.png', 'b.png']) && !document.isDirty ? true : undefined,
        );
      } finally {
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('ignore a workspace that would have something open whenever a document is saved', async () => {
      await desk.pictures('a.png');
      const editor = vscode.workspace.getConfiguration('editor');
      const onSave = { 'source.workflowAssets.swapAll': 'explicit' };
      const save = async (document: vscode.TextDocument): Promise<void> => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), '\n');
        await vscode.workspace.applyEdit(edit);
        await vscode.commands.executeCommand('workbench.action.files.save');
      };
      const { opened } = desk.previews;
      try {
        await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Workspace);
        await save(await desk.open(prompt(['./a.png']), 'ignored.json'));
        await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Global);
        // The question about this document comes after the one about the other would have.
        await save(await desk.open(prompt(['./a.png']), 'asked.json'));
        await desk.previews.shown();
        await desk.previews.close();
        assert.equal(desk.previews.opened, opened + 1);
      } finally {
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('ask again after a save whose upload failed', async () => {
      await desk.pictures('a.png');
      const editor = vscode.workspace.getConfiguration('editor');
      const onSave = { 'source.workflowAssets.swapAll': 'explicit' };
      await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Global);
      try {
        const document = await desk.open(prompt(['./a.png']));
        const save = async (): Promise<void> => {
          const edit = new vscode.WorkspaceEdit();
          edit.insert(document.uri, new vscode.Position(0, 0), '\n');
          await vscode.workspace.applyEdit(edit);
          await vscode.commands.executeCommand('workbench.action.files.save');
        };
        desk.server.inject({ what: 'status', status: 400 });
        await save();
        await desk.previews.accept();
        await desk.answers.read(/rejected/);
        await save();
        await desk.previews.accept();
        await until('the reference', () => (document.getText().includes('"a.png"') ? true : undefined));
      } finally {
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });

  describe('a document over 50 MB', () => {
    it('is rewritten on disk, with its original beside it and a way back', async function () {
      this.timeout(60_000);
      await desk.pictures('a.png');
      const filler = `"${'lorem ipsum '.repeat(80)}"`;
      const notes = new Array<string>(55_000).fill(filler).join(',\n');
      const text = `{"notes": {"class_type": "Note", "inputs": {"text": [${notes}]}},\n${prompt(['./a.png']).slice(1)}`;
      assert.ok(text.length > 50 * 1024 * 1024);
      const uri = desk.uri('large.json');
      await writeFile(uri.fsPath, text);
      await assert.rejects(
        async () => vscode.workspace.openTextDocument(uri),
        'VS Code opens it: no need for all this',
      );
      let [rewritten, backup] = ['', ''];
      desk.answers.next(/was rewritten on disk/, 'Undo', async () => {
        const name = (await readdir(desk.folder)).find((each) => each.startsWith('large.json.backup-')) ?? '';
        [rewritten, backup] = await Promise.all([desk.onDisk('large.json'), desk.onDisk(name)]);
      });
      const running = vscode.commands.executeCommand(swapCommand, uri, [uri]);
      const pick = await desk.previews.shown();
      assert.equal(linesOf(pick)[0], 'large.json: over 50 MB, which VS Code does not share with extensions');
      assert.match(pick.items[0]?.detail ?? '', /The file itself will be rewritten/);
      await desk.previews.accept();
      await running;
      await desk.answers.read(/The original is beside it as large\.json\.backup-/);
      await until('the original', async () => ((await readdir(desk.folder)).length === 2 ? true : undefined));
      // Compared like this, because a difference would be printed.
      assert.ok(rewritten === text.replace('./a.png', 'a.png'), 'more than the path has changed');
      assert.ok(backup === text, 'the backup is something else');
      assert.ok((await desk.onDisk('large.json')) === text, 'Undo gave something else');
      assert.equal(desk.server.files.length, 1);
    });
  });
});
