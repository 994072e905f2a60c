import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { linesOf } from '../support/preview.ts';
import { imagesIn, prompt, useSwapDesk } from '../support/swapDesk.ts';

const question = /Update (?:it|them)\?$/;

describe('files that are renamed or moved', () => {
  const desk = useSwapDesk();

  /** As the Explorer does it: one event for all of them. */
  async function rename(...moves: readonly (readonly [from: string, to: string])[]): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    for (const [from, to] of moves) {
      edit.renameFile(desk.uri(from), desk.uri(to));
    }
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  async function write(name: string, images: readonly string[]): Promise<void> {
    await writeFile(join(desk.folder, name), prompt(images));
  }

  function imagesNow(document: vscode.TextDocument, expected: readonly string[]): Promise<true> {
    return until(
      `${document.uri.path} to name ${expected}`,
      () => (imagesIn(document.getText()).join() === expected.join() ? true : undefined),
      () => document.getText(),
    );
  }

  const asked = (): readonly string[] =>
    desk.answers.asked.map(({ message }) => message).filter((message) => question.test(message));

  async function setMode(mode: string | undefined): Promise<void> {
    const settings = vscode.workspace.getConfiguration('workflowAssets');
    await settings.update('updatePathsOnRename', mode, vscode.ConfigurationTarget.Global);
  }

  beforeEach(() => mkdir(join(desk.folder, 'shots')));
  afterEach(() => setMode(undefined));

  it('are asked about once, and get their new paths in every workflow, in one undo step for each', async () => {
    await desk.pictures('a.png', 'b.png');
    await write('other.json', ['a.png']);
    const document = await desk.open(prompt(['./a.png', 'b.png', 'a.png']));
    desk.answers.next(question, 'Update');
    await rename(['a.png', 'c.png']);
    await imagesNow(document, ['./c.png', 'b.png', 'c.png']);
    assert.deepEqual(asked(), ['3 paths in 2 workflows name a.png. Update them?']);
    const other = await vscode.workspace.openTextDocument(desk.uri('other.json'));
    await imagesNow(other, ['c.png']);
    assert.ok(document.isDirty && other.isDirty);
    assert.deepEqual(imagesIn(await desk.onDisk('other.json')), ['a.png']);
  });

  it('have a preview, from which the person chooses', async () => {
    await desk.pictures('a.png', 'b.png');
    const document = await desk.open(prompt(['./a.png', 'shots/../b.png', 'a.png']));
    desk.answers.next(question, 'Preview...');
    await rename(['a.png', 'shots/a.png'], ['b.png', 'd.png']);
    const preview = await desk.previews.shown();
    assert.equal(preview.title, 'Update Paths: 3 paths');
    assert.deepEqual(linesOf(preview).slice(1), [
      './a.png → ./shots/a.png: undefined',
      'shots/../b.png → shots/../d.png: undefined',
      'a.png → shots/a.png: undefined',
    ]);
    assert.match(preview.items[1]?.detail ?? '', /LoadImage #1/);
    const chosen = preview.items.filter(({ label }) => label.startsWith('./'));
    // The window reports its first selection after the preview is there.
    await until('the choice', () => {
      preview.selectedItems = chosen;
      return preview.title === 'Update Paths: 1 path' ? true : undefined;
    });
    await desk.previews.accept();
    await imagesNow(document, ['./shots/a.png', 'shots/../b.png', 'a.png']);
    await vscode.commands.executeCommand('undo');
    await imagesNow(document, ['./a.png', 'shots/../b.png', 'a.png']);
  });

  it('are asked about again when the rename is undone, and left alone where nothing was updated', async () => {
    await desk.pictures('a.png', 'b.png');
    const document = await desk.open(prompt(['a.png', 'b.png']));
    desk.answers.next(question, 'Update');
    await rename(['a.png', 'c.png']);
    await imagesNow(document, ['c.png', 'b.png']);
    desk.answers.next(question, 'Update');
    await rename(['c.png', 'a.png']);
    await imagesNow(document, ['a.png', 'b.png']);

    desk.answers.next(question, 'Not Now');
    await rename(['a.png', 'x.png']);
    await until('the third question', () => (asked().length === 3 ? true : undefined));
    await rename(['x.png', 'a.png']);
    // Something comes after it, so that nothing can come late.
    desk.answers.next(question, 'Update');
    await rename(['b.png', 'e.png']);
    await imagesNow(document, ['a.png', 'e.png']);
    assert.equal(asked().length, 4);
  });

  it('are followed where they are moved on, or back, before the question is answered', async () => {
    await desk.pictures('a.png');
    const document = await desk.open(prompt(['a.png']));
    desk.answers.next(question, 'Update', () => rename(['a1.png', 'shots/a2.png']));
    await rename(['a.png', 'a1.png']);
    await imagesNow(document, ['shots/a2.png']);
  });

  it('are found again in a workflow that is edited meanwhile', async () => {
    await desk.pictures('a.png');
    const document = await desk.open(prompt(['a.png']));
    desk.answers.next(question, 'Update', async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(1, 0), '  "0": { "class_type": "Note", "inputs": {} },\n');
      await vscode.workspace.applyEdit(edit);
    });
    await rename(['a.png', 'b.png']);
    await imagesNow(document, ['b.png']);
    assert.match(document.getText(), /"Note"/);
  });

  it('are no question in a workflow that is moved with them, and one where it is moved away from them', async () => {
    await desk.pictures('a.png');
    await rename(['a.png', 'shots/a.png']);
    await write('shots/flow.json', ['a.png']);
    await rename(['shots', 'scenes']);
    desk.answers.next(question, 'Update');
    await rename(['scenes/flow.json', 'flow.json']);
    const document = await vscode.workspace.openTextDocument(desk.uri('flow.json'));
    await imagesNow(document, ['scenes/a.png']);
    assert.deepEqual(asked(), ['1 path in flow.json no longer leads to its file. Update it?']);
  });

  it('are updated without a question, or not at all, where the settings say so', async () => {
    await desk.pictures('a.png');
    const document = await desk.open(prompt(['a.png']));
    await setMode('never');
    await rename(['a.png', 'b.png']);
    await setMode('always');
    await rename(['b.png', 'a.png']);
    await rename(['a.png', 'c.png']);
    await imagesNow(document, ['c.png']);
    assert.deepEqual(asked(), []);
  });

  it('keep what stands in JSON that is no workflow, and the escapes of one that is', async () => {
    await desk.pictures('a.png', 'caf\u00e9.png');
    await writeFile(join(desk.folder, 'package.json'), '{"name": "x", "version": "1.0.0", "icon": "a.png"}');
    const document = await desk.open(prompt(['.\\/a.png', 'caf\\u00e9.png']));
    desk.answers.next(question, 'Update');
    await rename(['a.png', 'shots/b.png'], ['caf\u00e9.png', '\u00e9t\u00e9.png']);
    await imagesNow(document, ['.\\/shots\\/b.png', '\\u00e9t\\u00e9.png']);
    assert.deepEqual(asked(), ['2 paths in workflow.json no longer lead to their files. Update them?']);
  });

  it('are where restoring local paths leads afterwards', async () => {
    await desk.pictures('a.png');
    const document = await desk.open(prompt(['./a.png']));
    await desk.swap();
    await imagesNow(document, ['a.png']);
    await document.save();
    // The name at ComfyUI is no path, so only the other workflow is asked about.
    await write('other.json', ['./a.png']);
    desk.answers.next(question, 'Not Now');
    await rename(['a.png', 'shots/b.png'], ['workflow.json', 'moved.json']);
    await desk.answers.read(/^1 path in other\.json no longer leads to its file\. Update it\?$/);
    const moved = await vscode.workspace.openTextDocument(desk.uri('moved.json'));
    await vscode.window.showTextDocument(moved);
    await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths');
    await imagesNow(moved, ['./shots/b.png']);
  });

  it('are updated on disk, with a backup, in a workflow that VS Code does not share', async function () {
    // Fifty megabytes are scanned in short turns, which takes seconds on a busy machine.
    this.timeout(60_000);
    // Not a.png: the test before has uploaded one, and its name at ComfyUI is a reference rather than a path.
    await desk.pictures('huge.png');
    const padding = `  "0": { "class_type": "Note", "inputs": { "text": "${'x'.repeat(51 * 1024 * 1024)}" } },\n`;
    await writeFile(
      join(desk.folder, 'large.json'),
      prompt(['huge.png']).replace('{\n', () => `{\n${padding}`),
    );
    desk.answers.next(question, 'Update');
    await rename(['huge.png', 'vast.png']);
    await desk.answers.read(/^1 path in large\.json names huge\.png\. Update it\?$/);
    await desk.answers.read(/^large\.json was rewritten on disk\./);
    assert.deepEqual(imagesIn((await desk.onDisk('large.json')).slice(-200)), ['vast.png']);
    assert.ok((await readdir(desk.folder)).some((name) => name.startsWith('large.json.backup-')));
    await rm(join(desk.folder, 'large.json'));
  });
});
