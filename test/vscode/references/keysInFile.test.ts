import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Answers, until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { pressingEnter, takeKey } from '../support/keys.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const file = join(root, 'with-key.json');

describe('an API key in a workflow', () => {
  let answers: Answers;
  let document: vscode.TextDocument;
  let text: string;

  before(() => {
    answers = new Answers();
  });
  after(async () => {
    answers.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(file, { force: true });
  });

  beforeEach(async () => {
    resetFakes();
    text = JSON.stringify(
      [
        { taskType: 'authentication', apiKey: fakeProvider('runware').key },
        { taskType: 'imageInference', taskUUID: '1', seedImage: 'images/hero.png' },
      ],
      null,
      2,
    );
    writeFileSync(file, text);
    document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
  });

  const warnings = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'api-key-in-file');

  async function fixOf({ range }: vscode.Diagnostic): Promise<vscode.Command> {
    const kind = vscode.CodeActionKind.QuickFix.value;
    const actions: vscode.CodeAction[] = await vscode.commands.executeCommand(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      kind,
    );
    const found = actions.find(({ title }) => title === 'Save Key and Remove It from the File');
    assert.ok(found?.command, actions.map(({ title }) => title).join());
    return found.command;
  }

  it('is saved and removed by its quick fix, in one undo step', async () => {
    const [warning, ...more] = await until('the warning', () => (warnings().length > 0 ? warnings() : undefined));
    assert.ok(warning);
    assert.equal(more.length, 0);
    assert.equal(warning.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(document.getText(warning.range), `"${fakeProvider('runware').key}"`);
    const { command, arguments: args = [] } = await fixOf(warning);
    const written = JSON.stringify([warning.message, args]);
    assert.ok(!written.includes(fakeProvider('runware').key), 'The key is in the warning or the command');

    await pressingEnter(() => vscode.commands.executeCommand(command, ...args));
    assert.equal(document.getText(), text.replace(fakeProvider('runware').key, ''));
    await until('the warning to go', () => (warnings().length === 0 ? true : undefined));
    await vscode.commands.executeCommand('workflowAssets.testConnection', 'runware');
    assert.ok(fakeProvider('runware').requests.length >= 2, 'The key was not checked, or not saved');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await takeKey('runware', answers);
  });
});
