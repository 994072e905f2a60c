import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { actionsAt } from '../support/shownDocument.ts';
import { prompt, useSwapDesk } from '../support/swapDesk.ts';

describe('a document edited while the file of one string uploads', () => {
  const desk = useSwapDesk();
  let letGo: () => void = () => {};
  let running: Thenable<unknown> = Promise.resolve();

  afterEach(async () => {
    letGo();
    await running;
  });

  /** Chooses the upload at the first occurrence of a path, and waits until the server has the file but has not answered. */
  async function beginUpload(document: vscode.TextDocument, path: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    letGo = resolve;
    desk.server.inject({ what: 'stall', when: 'afterBody', until: promise });
    const command = await until('the action', async () =>
      (await actionsAt(document, path)).find(({ title }) => title === 'Upload to ComfyUI and replace'),
    ).then((action) => action.command);
    assert.ok(command);
    running = vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until('the upload', () => (desk.server.requests.some(({ bytes }) => bytes > 0) ? true : undefined));
  }

  async function endUpload(): Promise<void> {
    letGo();
    await running;
  }

  async function replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
    const at = document.getText().indexOf(old);
    assert.ok(at >= 0, old);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + old.length));
    edit.replace(document.uri, range, text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  it('gets the reference in the very string, where text before it has moved it, and one undo takes it back', async () => {
    await desk.pictures('a.png', 'b.png');
    const document = await desk.open(prompt(['./b.png', './a.png']));
    await beginUpload(document, './a.png');
    await replace(document, '"1": {', '"0": {\n    "class_type": "Note"\n  },\n\n  "1": {');
    const typed = document.getText();
    await endUpload();
    assert.equal(document.getText(), typed.replace('./a.png', 'a.png'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), typed);
  });

  it('gets it in the string that was meant, and not in a copy of its node that took its place in the list', async () => {
    await desk.pictures('a.png');
    const node = '{ "type": "LoadImage", "widgets_values": ["./a.png", "image"] }';
    const document = await desk.open(`{ "nodes": [\n  ${node}\n], "links": [] }\n`);
    await beginUpload(document, './a.png');
    await replace(document, '[\n', `[\n  ${node},\n`);
    const typed = document.getText();
    await endUpload();
    const last = typed.lastIndexOf('./a.png');
    assert.equal(document.getText(), `${typed.slice(0, last)}a.png${typed.slice(last + './a.png'.length)}`);
  });

  it('is left alone where the string itself was changed, and the reference is on the clipboard', async () => {
    await desk.pictures('a.png', 'b.png');
    const document = await desk.open(prompt(['./a.png', './b.png']));
    await vscode.env.clipboard.writeText('');
    await beginUpload(document, './a.png');
    await replace(document, './a.png', './mine.png');
    const typed = document.getText();
    await endUpload();
    assert.equal(document.getText(), typed);
    await desk.answers.read(/changed during the upload, so it was left alone\. The reference was copied/);
    assert.equal(await vscode.env.clipboard.readText(), desk.server.files[0]?.reference);
  });

  it('is left alone where a copy of the string has the path of the one that was changed', async () => {
    await desk.pictures('a.png');
    const node = '{ "type": "LoadImage", "widgets_values": ["./a.png", "image"] }';
    const document = await desk.open(`{ "nodes": [\n  ${node}\n], "links": [] }\n`);
    await beginUpload(document, './a.png');
    await replace(document, '[\n', `[\n  ${node},\n`);
    const last = document.getText().lastIndexOf('a.png');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(last), 'of/');
    await vscode.workspace.applyEdit(edit);
    const typed = document.getText();
    await endUpload();
    assert.equal(document.getText(), typed);
    await desk.answers.read(/so it was left alone/);
  });

  it('gets the reference in the right place where its edits were discarded and it was closed', async () => {
    await desk.pictures('a.png', 'b.png');
    const text = prompt(['./b.png', './a.png']);
    const document = await desk.open(text);
    await replace(document, '"1": {', '"0": {\n    "class_type": "Note"\n  },\n\n  "1": {');
    await beginUpload(document, './a.png');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    // The extension host hears of it a moment later.
    await until('the reverted document', () => (document.isDirty ? undefined : true));
    await endUpload();
    const again = await vscode.workspace.openTextDocument(document.uri);
    assert.equal(again.getText(), text.replace('./a.png', 'a.png'));
    assert.equal(await desk.onDisk(), text);
  });

  it('is gone for good where it was never saved: the reference is on the clipboard, and nothing is made in its name', async () => {
    await desk.pictures('a.png');
    const content = prompt([desk.uri('a.png').fsPath]);
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    await vscode.window.showTextDocument(document);
    await vscode.env.clipboard.writeText('');
    await beginUpload(document, desk.folder);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('the document to be gone', () => (document.isClosed ? true : undefined));
    await endUpload();
    await desk.answers.read(/^Untitled-\d+ can't be edited\. The reference was copied\.$/);
    assert.equal(await vscode.env.clipboard.readText(), desk.server.files[0]?.reference);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'untitled'),
      [],
    );
  });

  for (const [what, old, typed] of [
    ['a string that is not closed yet', '"1": {', '"0": "half a str\n  "1": {'],
    ['a property without a value', '"1": {', '"0":\n  "1": {'],
    ['a bracket too many', '"1": {', '"0": [{,\n  "1": {'],
    ['nothing but its second half', '{\n  "1": {\n    "class_type": "LoadImage",\n', ''],
  ] as const) {
    it(`is not damaged by ${what} before the string`, async () => {
      await desk.pictures('a.png', 'b.png');
      const document = await desk.open(prompt(['./b.png', './a.png']));
      await beginUpload(document, './a.png');
      await replace(document, old, typed);
      const broken = document.getText();
      assert.throws(() => JSON.parse(broken));
      await endUpload();
      const isReplaced = document.getText() === broken.replace('"./a.png"', '"a.png"');
      const isLeftAlone = document.getText() === broken;
      assert.ok(isReplaced || isLeftAlone, document.getText());
      if (isLeftAlone) {
        await desk.answers.read(/so it was left alone/);
      }
    });
  }
});
