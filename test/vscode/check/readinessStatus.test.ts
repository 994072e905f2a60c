import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';

describe('the status item of a workflow', () => {
  const original = vscode.languages.createLanguageStatusItem;
  let items: vscode.LanguageStatusItem[] = [];
  let past: PastUploads;

  before(async () => {
    past = await pastUploads('readiness');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const value = (...args: Parameters<typeof original>): vscode.LanguageStatusItem => {
      const item = original(...args);
      const dispose = item.dispose.bind(item);
      item.dispose = () => {
        items = items.filter((each) => each !== item);
        dispose();
      };
      items.push(item);
      return item;
    };
    Object.defineProperty(vscode.languages, 'createLanguageStatusItem', { value, configurable: true, writable: true });
  });
  after(() => {
    Object.defineProperty(vscode.languages, 'createLanguageStatusItem', {
      value: original,
      configurable: true,
      writable: true,
    });
    past?.close();
  });
  beforeEach(resetFakes);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** Waits until the only item reads like this. */
  const reads = (text: string): Promise<vscode.LanguageStatusItem> =>
    until(
      text,
      () => (items.length === 1 && items[0]?.text === text ? items[0] : undefined),
      () => items.map((item) => item.text),
    );

  it('says in a few words what is missing, for people who look and those who listen', async () => {
    const document = await past.open(
      workflow(past.ending(-hour), past.ending(hour), '../images/portrait.jpg', '../images/hero.png', '../gone.png'),
    );
    const item = await reads('2 files to upload, 1 missing, 1 expired, 1 ends too soon');
    assert.equal(item.severity, vscode.LanguageStatusSeverity.Warning);
    assert.equal(item.detail, 'ComfyUI');
    assert.deepEqual(item.command?.arguments, [document.uri]);
    assert.equal(item.command?.command, 'workflowAssets.checkWorkflow');
    assert.match(item.accessibilityInformation?.label ?? '', /^Workflow Readiness: 2 files to upload/);
  });

  it('is quiet about files that are still to be uploaded, and follows the document', async () => {
    const document = await past.open(workflow(past.ending(undefined), '../images/portrait.jpg'));
    const item = await reads('1 file to upload');
    assert.equal(item.severity, vscode.LanguageStatusSeverity.Information);
    const edit = new vscode.WorkspaceEdit();
    const start = document.getText().indexOf('../images/portrait.jpg');
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + 22));
    edit.replace(document.uri, range, past.ending(undefined));
    await vscode.workspace.applyEdit(edit);
    await reads('Ready');
    await document.save();
  });

  it('follows the clock', async () => {
    await past.open(workflow(past.ending(2_500)));
    await reads('1 ends too soon');
    await reads('1 expired');
  });

  it('belongs to the workflow in the active editor only', async () => {
    const document = await past.open(workflow('../images/portrait.jpg'));
    await reads('1 file to upload');
    await past.open('{ "compilerOptions": {} }', 'tsconfig.json');
    await until('no item', () => (items.length === 0 ? true : undefined));
    await vscode.window.showTextDocument(document);
    await reads('1 file to upload');
  });
});
