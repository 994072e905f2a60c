import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { UploadErrorCode } from '../../../../src/core/errorCodes.ts';
import { UploadError } from '../../../../src/core/errors.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { connectionsOf } from '../connections/connectionsOf.ts';

const { commands } = await import('vscode');
const { explainFailure } = await import('../../../../src/editor/text/failures.ts');
const { failureButtons } = await import('../../../../src/editor/outcome/failureButtons.ts');

describe('The buttons of a failure at a storage', () => {
  const { executeCommand } = commands;
  const storage = { id: 's3-00000001', name: 'NAS', provider: 's3', endpoint: 'http://127.0.0.1:9000' };
  let added: readonly unknown[];
  let run: unknown[][];
  let retries: number;

  beforeEach(() => {
    [added, run, retries] = [[storage], [], 0];
    Object.assign(commands, { executeCommand: async (...given: unknown[]) => void run.push(given) });
  });
  after(() => Object.assign(commands, { executeCommand }));

  function buttonsOf(code: UploadErrorCode) {
    const services = { connections: connectionsOf({ added: () => added }) } as unknown as Services;
    const connection = { id: storage.id, label: 'NAS' };
    const error = new UploadError(code, 'for the log', { provider: 's3', connection });
    const { actions } = explainFailure(error, 'NAS');
    return failureButtons(services, error, { actions, retry: () => retries++ });
  }

  it('lead to its options where one of them is what is wrong', async () => {
    for (const code of ['optionInvalid', 'wrongRegion', 'bucketMissing'] as const) {
      const [first] = buttonsOf(code);
      assert.equal(first?.label, 'Change Options');
      await first.run();
    }
    assert.deepEqual(run, Array(3).fill(['workflowAssets.changeOptions', storage.id]));
  });

  it('lead to adding a connection where there is none, and then try again', async () => {
    added = [];
    const [first] = buttonsOf('connectionMissing');
    assert.equal(first?.label, 'Add Connection');
    await first.run();
    assert.deepEqual([run, retries], [[['workflowAssets.addConnection', 's3']], 0]);
    added = [storage];
    await first.run();
    assert.equal(retries, 1);
  });
});
