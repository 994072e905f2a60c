import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Services } from '../../../../src/editor/services/services.ts';
import { recordingLog } from '../../history/sampleRecords.ts';
import { Uri, workspace } from '../vscodeModule.ts';

const { SwapOnSave } = await import('../../../../src/editor/swap/swapOnSave.ts');

type Listener = (document: unknown) => void;

describe('Swapping on save', () => {
  const document = { uri: Uri.parse('untitled:plain.json'), languageId: 'json', version: 1, getText: () => '{}' };
  let listeners: Set<Listener>;
  let settings: Record<string, unknown>;
  let restore: () => void;

  beforeEach(() => {
    listeners = new Set();
    settings = {};
    const before = { ...workspace };
    restore = () => {
      for (const name of Object.keys(workspace)) {
        Reflect.deleteProperty(workspace, name);
      }
      Object.assign(workspace, before);
    };
    Object.assign(workspace, {
      textDocuments: [document],
      openTextDocument: async () => document,
      getConfiguration: () => ({ inspect: () => settings }),
      onDidSaveTextDocument: (listener: Listener) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    });
  });
  afterEach(() => {
    for (const listener of listeners) {
      listener(document);
    }
    restore();
  });

  /** Whether a save with these settings waits to open the preview. */
  function isStartedBy(inspected: Record<string, unknown>): boolean {
    settings = inspected;
    new SwapOnSave({ log: recordingLog() } as unknown as Services).start(document.uri.toString());
    return listeners.size > 0;
  }

  const wanted = { 'source.workflowAssets.swapAll': 'explicit' };

  it("follows the person's own settings", () => {
    assert.equal(isStartedBy({ globalValue: wanted }), true);
  });

  it('follows what is set for JSON', () => {
    assert.equal(isStartedBy({ globalLanguageValue: { 'source.workflowAssets': true } }), true);
  });

  it('follows a list of kinds', () => {
    assert.equal(isStartedBy({ globalValue: ['source.workflowAssets.swapAll'] }), true);
  });

  it('ignores the settings of a workspace and its folders', () => {
    assert.equal(isStartedBy({ workspaceValue: wanted, workspaceFolderValue: wanted }), false);
  });

  it('ignores other kinds, and those that are switched off', () => {
    assert.equal(isStartedBy({ globalValue: { 'source.fixAll': 'explicit' } }), false);
    assert.equal(isStartedBy({ globalValue: { 'source.workflowAssets.swapAll': 'never' } }), false);
    assert.equal(isStartedBy({ globalValue: { 'source.workflowAssets.swapAll': false } }), false);
  });
});
