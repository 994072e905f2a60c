import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { runwayRecord, sampleRecord } from '../../unit/history/sampleRecords.ts';
import { Answers } from '../support/answers.ts';
import { withWindow } from '../support/replacedWindow.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const folder = join(root, 'exchange');

function file(name: string): vscode.Uri {
  return vscode.Uri.file(join(folder, name));
}

describe('exporting and importing uploads', () => {
  const image = sampleRecord(1);
  const poster = runwayRecord(2);
  let history: HistoryStore;
  let answers: Answers;

  async function exportTo(target: vscode.Uri): Promise<void> {
    answers.next(/^Export all uploads to/, 'Export');
    await vscode.commands.executeCommand('workflowAssets.exportUploads', target);
  }

  async function importFrom(source: vscode.Uri): Promise<void> {
    answers.next(/^Import uploads from/, 'Import');
    await vscode.commands.executeCommand('workflowAssets.importUploads', source);
  }

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    await (await extension.activate()).uploads();
    mkdirSync(folder, { recursive: true });
    history = await openUploadHistory(root);
    answers = new Answers();
  });
  beforeEach(async () => {
    answers.clear();
    await history.removeAll();
    await history.restore([image, poster]);
  });
  after(async () => {
    answers?.dispose();
    await history?.removeAll();
    history?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings back every upload as it was', async () => {
    history.add(sampleRecord(9, { fileName: '=HYPERLINK("x"),\n写真.png', alternatives: [] }));
    const before = history.query({ limit: 9 });
    await exportTo(file('export.json'));
    await history.removeAll();
    await importFrom(file('export.json'));
    assert.deepEqual(history.query({ limit: 9 }), before);
  });

  it('adds to what is there, duplicates nothing, and counts both', async () => {
    await exportTo(file('again.json'));
    await history.remove([image.id]);
    history.add(sampleRecord(11));
    await importFrom(file('again.json'));
    assert.equal(history.count(), 3);
    await answers.read(/^Imported 1 upload\. 1 was already there\.$/);
    answers.clear();
    await importFrom(file('again.json'));
    await answers.read(/^Both uploads were already there\.$/);
  });

  it('imports nothing from a file of another kind', async () => {
    for (const [name, text] of [
      ['other.json', '{"a": 1}'],
      ['table.csv', 'a,b'],
    ] as const) {
      writeFileSync(join(folder, name), text);
      await importFrom(file(name));
      assert.equal(history.count(), 2);
    }
  });

  it('exports a table of a line per upload, after the heading', async () => {
    await exportTo(file('table.csv'));
    const lines = readFileSync(join(folder, 'table.csv'), 'utf8').trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.ok(lines.some((line) => line.includes(poster.fileName)));
  });

  it('exports everything to a file that says what it is', async () => {
    await exportTo(file('plain.json'));
    const { format, records } = JSON.parse(readFileSync(join(folder, 'plain.json'), 'utf8')) as {
      format: string;
      records: readonly object[];
    };
    assert.equal(format, 'workflow-assets-uploads');
    assert.equal(records.length, 2);
  });

  it('asks for the format by name, and offers that type of file', async () => {
    let offered: vscode.SaveDialogOptions | undefined;
    const target = file('chosen.csv');
    const showQuickPick = async (items: readonly vscode.QuickPickItem[]) => items.find(({ label }) => label === 'CSV');
    const showSaveDialog = async (options: vscode.SaveDialogOptions) => {
      offered = options;
      return target;
    };
    await withWindow({ showQuickPick, showSaveDialog }, async () => {
      await vscode.commands.executeCommand('workflowAssets.exportUploads');
    });
    assert.deepEqual(offered?.filters, { CSV: ['csv'] });
    assert.ok(offered?.defaultUri?.path.endsWith('/uploads.csv'));
    assert.equal(readFileSync(target.fsPath, 'utf8').trim().split('\r\n').length, 3);
  });

  it('names the real path of a file it was called with, and does nothing without a yes', async () => {
    await exportTo(file('real.json'));
    symlinkSync(join(folder, 'real.json'), join(folder, 'link.json'));
    await history.remove([image.id]);
    await vscode.commands.executeCommand('workflowAssets.importUploads', file('link.json'));
    const { message, isModal } = await answers.read(/^Import uploads from/);
    assert.ok(message.includes(join(realpathSync(folder), 'real.json')), message);
    assert.ok(isModal);
    assert.equal(history.count(), 1);
    await vscode.commands.executeCommand('workflowAssets.exportUploads', file('unwanted.json'));
    await answers.read(/^Export all uploads to .*unwanted\.json/);
    assert.ok(!existsSync(join(folder, 'unwanted.json')));
  });
});
