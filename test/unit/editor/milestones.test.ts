import './fakeVscode.ts';
import assert from 'node:assert/strict';
import * as vscode from './vscodeModule.ts';

const { Milestones } = await import('../../../src/editor/services/milestones.ts');

describe('A milestone', () => {
  const { executeCommand } = vscode.commands;
  after(() => Object.assign(vscode.commands, { executeCommand }));

  it('sets the key that a step of the walkthrough asks for, once', () => {
    const executed: unknown[][] = [];
    Object.assign(vscode.commands, { executeCommand: async (...call: unknown[]) => void executed.push(call) });
    const milestones = new Milestones({ debug() {}, info() {}, warn() {}, error() {} });
    milestones.reach('uploaded');
    milestones.reach('uploaded');
    milestones.reach('pathReplaced');
    assert.deepEqual(executed, [
      ['setContext', 'workflowAssets.uploaded', true],
      ['setContext', 'workflowAssets.pathReplaced', true],
    ]);
  });
});
