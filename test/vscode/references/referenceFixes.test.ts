import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Answers, until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';
import { actionsAt, hintTexts, problemsOnce, runAction } from '../support/shownDocument.ts';

describe('what can be done about references in a document', () => {
  let past: PastUploads;

  before(async () => {
    past = await pastUploads('freshness-fixes');
  });
  after(() => past?.close());
  beforeEach(resetFakes);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  describe('quick fixes', () => {
    it('renew an expired reference wherever it stands, in one undo step', async () => {
      const expired = past.ending(-hour);
      const alive = past.ending(20 * hour);
      const before = workflow(expired, alive, expired);
      const document = await past.open(before);
      await problemsOnce(document, 2);
      const fix = (await actionsAt(document, expired)).find((action) => action.isPreferred);
      assert.match(fix?.title ?? '', /^Renew and replace \(hero\.png, ComfyUI\)/);
      assert.equal(fix?.kind?.value, vscode.CodeActionKind.QuickFix.value);
      await runAction(document, expired, /^Renew and replace/);
      const [file] = fakeProvider('comfyServer').files;
      assert.ok(file);
      assert.equal(fakeProvider('comfyServer').files.length, 1);
      assert.equal(document.getText(), workflow(file.reference, alive, file.reference));
      await problemsOnce(document, 0);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    });

    it('renew a reference in its place where the document was closed meanwhile, and its edits discarded', async () => {
      const expired = past.ending(-hour);
      const before = workflow(past.ending(undefined), expired);
      const document = await past.open(before);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(1, 0), '  "0": { "class_type": "Note" },\n\n');
      await vscode.workspace.applyEdit(edit);
      const { promise, resolve: letGo } = Promise.withResolvers<void>();
      fakeProvider('comfyServer').inject({ what: 'stall', when: 'afterBody', until: promise });
      const running = runAction(document, expired, /^Renew and replace/);
      await until('the upload', () =>
        fakeProvider('comfyServer').requests.some(({ bytes }) => bytes > 0) ? true : undefined,
      );
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      // The extension host hears of it a moment later.
      await until('the reverted document', () => (document.isDirty ? undefined : true));
      letGo();
      await running;
      const again = await vscode.workspace.openTextDocument(document.uri);
      assert.equal(again.getText(), before.replace(expired, fakeProvider('comfyServer').files[0]?.reference ?? ''));
      await vscode.window.showTextDocument(again);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });

    it('upload the new version of a changed file', async () => {
      const file = join(past.folder, 'changing.png');
      const picture = readFileSync(join(past.root, 'images', 'hero.png'));
      // Other bytes than any before, else an earlier upload would do.
      writeFileSync(file, Buffer.concat([picture, Buffer.from(randomUUID())]));
      const { reference } = await past.api.upload(vscode.Uri.file(file), { provider: 'comfyServer' });
      writeFileSync(file, Buffer.concat([picture, Buffer.from('another version')]));
      const document = await past.open(workflow(reference.value));
      await until('the change', async () => ((await hintTexts(document))[0]?.startsWith('changed') ? true : undefined));
      const [first] = await actionsAt(document, reference.value);
      assert.match(first?.title ?? '', /^Upload the new version and replace \(changing\.png, ComfyUI\)/);
      assert.equal(first?.isPreferred, true);
      await runAction(document, reference.value, /^Upload the new version/);
      const sent = fakeProvider('comfyServer').files.at(-1);
      assert.equal(sent?.size, picture.length + 'another version'.length);
      assert.equal(document.getText(), workflow(sent?.reference ?? ''));
      await until('the new state', async () =>
        (await hintTexts(document))[0]?.startsWith('changed') ? undefined : true,
      );
    });

    it('offer another file for a path to nowhere', async () => {
      const document = await past.open(workflow('../images/gone.png'));
      await problemsOnce(document, 1);
      assert.deepEqual(
        (await actionsAt(document, '../images/gone.png')).map(({ title, kind }) => [title, kind?.value]),
        [
          ['Pick another file...', vscode.CodeActionKind.QuickFix.value],
          ['Show all media in this workflow...', vscode.CodeActionKind.QuickFix.value],
        ],
      );
    });

    it('replace an expired reference with the renewed one, wherever it stands and without an upload', async () => {
      const same = past.sourceFile();
      const expired = past.ending(-hour, same);
      const living = past.ending(20 * hour, {
        ...same,
        fileUri: vscode.Uri.file(join(past.folder, 'moved.png')).toString(),
      });
      const document = await past.open(workflow(expired, expired));
      await problemsOnce(document, 2);
      const [first] = await actionsAt(document, expired);
      assert.match(first?.title ?? '', /^Replace with the renewed reference \(hero\.png, expires in 19 h \d+ m\)/);
      assert.equal(first?.isPreferred, true);
      await runAction(document, expired, /^Replace with the renewed/);
      assert.equal(document.getText(), workflow(living, living));
      assert.equal(fakeProvider('comfyServer').requests.length, 0);
      await problemsOnce(document, 0);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), workflow(expired, expired));
    });

    it('offer to upload a local path, as a fix of its hint', async () => {
      const document = await past.open(workflow('../images/portrait.jpg'));
      await problemsOnce(document, 1);
      const found = await actionsAt(document, '../images/portrait.jpg');
      const preferred = found.filter((action) => action.isPreferred);
      assert.deepEqual(
        preferred.map(({ title, kind }) => [title, kind?.value]),
        [['Upload to ComfyUI and replace', vscode.CodeActionKind.QuickFix.value]],
      );
    });

    it('leave a living reference of an unchanged file without a preferred one', async () => {
      const alive = past.ending(20 * hour);
      const document = await past.open(workflow(alive));
      await hintTexts(document);
      const found = await actionsAt(document, alive);
      assert.deepEqual(
        found.map(({ title, isPreferred }) => [title, isPreferred ?? false]),
        [
          ['Renew and replace (hero.png, ComfyUI)', false],
          ['Restore local path', false],
        ],
      );
    });
  });

  describe('restoring local paths', () => {
    it('gives back the same bytes after every input was swapped, escapes included', async () => {
      const text = workflow('"..\\/images\\/h\\u0065ro.png"', '../images/portrait.jpg', './../images/texture.webp');
      const document = await past.open(text);
      for (const name of ['"..\\/images', '../images/portrait', './../images']) {
        await runAction(document, name, /^(Upload to ComfyUI and replace|Replace with existing ComfyUI)/);
      }
      assert.doesNotMatch(document.getText(), /images/);
      await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths');
      assert.equal(document.getText(), text);
      await vscode.commands.executeCommand('undo');
      assert.doesNotMatch(document.getText(), /images/);
    });

    it('gives back the same bytes after the references were renewed', async () => {
      const text = workflow('"..\\/images\\/hero.png"');
      const document = await past.open(text);
      await runAction(document, '"..\\/images', /ComfyUI/);
      const { value } = past.uploaded.reference;
      past.history.add({ ...past.uploaded, reference: { ...past.uploaded.reference, expiresAt: Date.now() - hour } });
      try {
        await runAction(document, value, /^Renew and replace/);
        await runAction(document, fakeProvider('comfyServer').files.at(-1)?.reference ?? '', /^Restore local path/);
        assert.equal(document.getText(), text);
      } finally {
        past.history.add(past.uploaded);
      }
    });

    it('writes the path from the document for a reference that came by another way', async () => {
      const value = past.ending(hour, { fileUri: past.uploaded.fileUri });
      const document = await past.open(workflow(value));
      await runAction(document, value, /^Restore local path/);
      assert.equal(document.getText(), workflow('../images/hero.png'));
    });

    it('leaves strings alone that no file of this machine became', async () => {
      const text = workflow('elsewhere.png', 'https://example.com/a.png');
      const document = await past.open(text);
      await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths', document.uri);
      assert.equal(document.getText(), text);
      assert.equal(document.isDirty, false);
    });
  });

  describe('refreshing expired references', () => {
    it('renews every expired one with one upload per file and one undo step, and no other', async () => {
      const same = past.sourceFile();
      const images = [
        past.ending(-hour, same),
        past.ending(-2 * hour, same),
        past.ending(-hour),
        past.ending(20 * hour),
      ];
      const before = workflow(...images);
      const document = await past.open(before);
      await vscode.commands.executeCommand('workflowAssets.refreshExpired');
      const text = document.getText();
      for (const image of images.slice(0, 3)) {
        assert.ok(!text.includes(image));
      }
      assert.ok(text.includes(images[3] ?? ''));
      assert.equal(fakeProvider('comfyServer').files.length, 2);
      await problemsOnce(document, 0);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    });

    it('renews the others where one fails', async () => {
      const gone = past.ending(-hour, { fileUri: vscode.Uri.file(join(past.folder, 'gone.png')).toString() });
      const expired = past.ending(-hour);
      const document = await past.open(workflow(gone, expired));
      await vscode.commands.executeCommand('workflowAssets.refreshExpired', document.uri);
      const text = document.getText();
      assert.ok(text.includes(gone));
      assert.ok(!text.includes(expired));
    });

    it('asks whether those about to expire are meant as well', async () => {
      const expired = past.ending(-hour);
      const expiring = past.ending(2 * hour);
      const document = await past.open(workflow(expired, expiring));
      const done = vscode.commands.executeCommand('workflowAssets.refreshExpired');
      let isDone = false;
      void done.then(() => {
        isDone = true;
      });
      // The first choice is the expired ones alone; pressed until the list is there.
      await until('the renewal', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return isDone ? true : undefined;
      });
      assert.ok(!document.getText().includes(expired));
      assert.ok(document.getText().includes(expiring));
    });

    it('says how many references it knows nothing about', async () => {
      const answers = new Answers();
      try {
        const images = [past.ending(20 * hour), `api/${'a'.repeat(64)}.png`, `api/${'b'.repeat(64)}.png`];
        const { uri } = await past.open(workflow(...images));
        await vscode.commands.executeCommand('workflowAssets.refreshExpired', uri);
        await answers.read(/^No known reference in workflow-\d+\.json has expired\. 2 references aren't in/);
      } finally {
        answers.dispose();
      }
    });

    it('changes nothing where nothing has expired', async () => {
      const text = workflow(past.ending(20 * hour), past.ending(undefined));
      const document = await past.open(text);
      await vscode.commands.executeCommand('workflowAssets.refreshExpired');
      assert.equal(document.getText(), text);
      assert.equal(fakeProvider('comfyServer').files.length, 0);
    });
  });
});
