import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';
import { linesOf, Previews } from '../support/preview.ts';

describe('Find Usages', () => {
  let past: PastUploads;
  let previews: Previews;

  before(async () => {
    past = await pastUploads('usages');
  });
  after(() => past?.close());
  beforeEach(() => {
    resetFakes();
    previews = new Previews();
  });
  afterEach(async () => {
    previews.dispose();
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** The lines of the list once the search has ended, and what it says then. */
  async function usagesOf(...args: readonly unknown[]): Promise<readonly string[]> {
    const searching = vscode.commands.executeCommand('workflowAssets.findUsages', ...args);
    const list = await previews.shown();
    await searching;
    // Several workflows are searched at once.
    const lines = [list.title ?? '', ...linesOf(list).sort(), list.placeholder ?? ''];
    previews.closeAll();
    return lines;
  }

  /** A picture of its own in a folder of its own, and a living reference made from it. */
  function uploadedPicture(): { readonly uri: vscode.Uri; readonly path: string; readonly reference: string } {
    const source = past.sourceFile();
    const uri = vscode.Uri.parse(source.fileUri ?? '');
    return { uri, path: uri.fsPath.slice(past.folder.length + 1), reference: past.ending(20 * hour, source) };
  }

  it('of a file lists the paths that lead to it and the references made from it, and no other file of that name', async () => {
    const { uri, path, reference } = uploadedPicture();
    const { path: other } = uploadedPicture();
    mkdirSync(join(past.folder, 'deeper'), { recursive: true });
    writeFileSync(join(past.folder, 'both.json'), workflow(`./${path}`, reference, other, uri.fsPath));
    writeFileSync(join(past.folder, 'deeper', 'relative.json'), workflow(`../${path}`));
    assert.deepEqual(await usagesOf(uri, [uri]), [
      'Where hero.png Is Used',
      'usages/both.json: line 2',
      'usages/both.json: line 3',
      'usages/both.json: line 5',
      'usages/deeper/relative.json: line 2',
      '4 places in 2 files',
    ]);
    rmSync(join(past.folder, 'deeper'), { recursive: true });
  });

  it('of an upload lists the paths that lead to its file as well', async () => {
    const { path, reference } = uploadedPicture();
    const record = past.history.findByReference(reference);
    writeFileSync(join(past.folder, 'row.json'), workflow(path, reference));
    const row = { type: 'record', key: 'x', group: undefined, record };
    assert.deepEqual(await usagesOf(row, [row]), [
      'Where hero.png Is Used',
      'usages/row.json: line 2',
      'usages/row.json: line 3',
      '2 places in 1 file',
    ]);
  });

  it('of several files, and of one that nothing uses, says so', async () => {
    const [one, two] = [uploadedPicture(), uploadedPicture()];
    assert.deepEqual(await usagesOf(one.uri, [one.uri, two.uri]), [
      'Where 2 Files Are Used',
      'Not used in this workspace: undefined',
      'No workflow in this workspace uses any of them.',
    ]);
    assert.equal((await usagesOf(one.uri)).at(-1), 'No workflow in this workspace uses it.');
  });

  it('from the palette is about the picture in front of the person', async () => {
    const { uri, path } = uploadedPicture();
    writeFileSync(join(past.folder, 'palette.json'), workflow(path));
    await vscode.commands.executeCommand('vscode.open', uri);
    await until(
      'the picture',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'hero.png' || undefined,
    );
    // The picture takes the focus once more when it is drawn, which closes a list and ends its search.
    const lines = await until('the usages', async () => {
      const found = await usagesOf();
      return found.at(-1) === '1 place in 1 file' ? found : undefined;
    });
    assert.deepEqual(lines.slice(0, 2), ['Where hero.png Is Used', 'usages/palette.json: line 2']);
  });
});
