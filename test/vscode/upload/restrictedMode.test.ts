import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { workflow } from '../support/pastUploads.ts';
import { actionsAt, hintTexts, hoverOver, problemsOnce } from '../support/shownDocument.ts';

const provider = 'comfyServer';
const command = (name: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`workflowAssets.${name}`, ...args);

// Only a window that isn't trusted can show what happens there; the harness opens one for this suite.
if (!vscode.workspace.isTrusted) {
  describe('A workspace in Restricted Mode', () => {
    const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'restricted');
    let api: WorkflowAssetsApi;
    let answers: Answers;
    let record: UploadRecord;

    before(async () => {
      mkdirSync(folder);
      const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
      assert.ok(extension);
      api = await extension.activate();
      answers = new Answers();
      answers.next(/^Upload first\.png to ComfyUI/, 'Upload This File');
      const asked = answers.read(/^Upload first\.png to ComfyUI/);
      void command(`uploadTo.${provider}`, picture('first.png', 4_100));
      assert.equal((await asked).detail?.startsWith(join(folder, 'first.png')), true);
      await answers.read(/^first\.png was uploaded/);
      const [uploaded] = await api.uploads({ limit: 1 });
      assert.ok(uploaded);
      record = uploaded;
    });
    after(async () => {
      answers.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      rmSync(folder, { recursive: true });
    });
    beforeEach(() => {
      resetFakes();
      answers.clear();
    });

    function picture(name: string, size: number): vscode.Uri {
      writeFileSync(join(folder, name), png(size));
      return vscode.Uri.file(join(folder, name));
    }

    async function open(name: string, ...images: readonly string[]): Promise<vscode.TextDocument> {
      const file = join(folder, name);
      writeFileSync(file, workflow(...images));
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      return document;
    }

    function assertNothingSent(): void {
      assert.deepEqual(fakeProvider(provider).requests, []);
      assert.deepEqual(
        answers.asked.filter(({ isModal }) => isModal),
        [],
      );
    }

    it('shows references and paths as anywhere else', async () => {
      const document = await open('viewed.json', record.reference.value, './first.png');
      await problemsOnce(document, 1);
      assert.match((await hintTexts(document)).join(), /ComfyUI/);
      assert.match(await hoverOver(document, record.reference.value), /first\.png/);
      assertNothingSent();
    });

    it('offers nothing that would be refused later, and says why', async () => {
      picture('offered.png', 4_150);
      const document = await open('offered.json', record.reference.value, './offered.png');
      await problemsOnce(document, 1);
      for (const text of [record.reference.value, './offered.png']) {
        const titles = (await actionsAt(document, text)).map(({ title }) => title);
        assert.deepEqual(
          titles.filter((title) => /upload|renew/i.test(title)),
          [],
        );
      }
      const hover = await hoverOver(document, './offered.png');
      assert.match(hover, /Restricted&nbsp;Mode/);
      assert.doesNotMatch(hover, /replaceString/);
      assert.match(hover, /pickFile/);
      assertNothingSent();
    });

    it('sends no file that a document names, and says why', async () => {
      picture('named.png', 4_200);
      const document = await open('sent.json', './named.png');
      const start = document.positionAt(document.getText().indexOf('./named.png'));
      const request = { document: document.uri.toString(), line: start.line, character: start.character };
      await command('replaceString', { ...request, value: './named.png', provider, cause: 'chosen' });
      await answers.read(/named\.png wasn't uploaded because this workspace isn't trusted/);
      assert.equal(document.getText(), workflow('./named.png'));
      assertNothingSent();
    });

    it('sends no file of an earlier upload again, and says why', async () => {
      await command('uploadAgain', { type: 'record', key: 'x', group: undefined, record });
      await answers.read(/first\.png wasn't uploaded because this workspace isn't trusted/);
      assertNothingSent();
    });

    it('sends no file that another extension asks for', async () => {
      await assert.rejects(api.upload(picture('programme.png', 4_300), { provider }), { code: 'workspaceUntrusted' });
      const { problems } = await api.resolveWorkflow(
        workflow('./programme.png'),
        vscode.Uri.file(join(folder, 'resolved.json')),
        { provider },
      );
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['workspaceUntrusted'],
      );
      assertNothingSent();
    });

    it('asks about each file that a command names', async () => {
      const file = picture('asked.png', 4_400);
      await command(`uploadTo.${provider}`, file);
      const asked = await answers.read(/^Upload asked\.png to ComfyUI/);
      assert.ok(asked.isModal);
      assert.ok(asked.detail?.startsWith(file.fsPath), asked.detail);
      assert.deepEqual(fakeProvider(provider).requests, []);
    });
  });
}
