import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import { parseEndpoint } from '../../../../src/core/http/guards/endpointUrl.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Connection } from '../../../../src/core/uploads/accounts/connection.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { connectionsOf } from '../connections/connectionsOf.ts';
import * as vscode from '../vscodeModule.ts';

const { ConnectionResults } = await import('../../../../src/editor/connections/connectionResults.ts');
const { testConnection } = await import('../../../../src/editor/providersView/testConnection.ts');
const { providerActions } = await import('../../../../src/editor/providersView/providerCommands.ts');

describe('A command about a provider', () => {
  const account = {
    provider: providerById('runware'),
    endpoint: parseEndpoint('https://api.runware.ai/v1'),
    key: 'abc',
    options: {},
  };
  const before = { ...vscode.window };
  let shown: string[];
  let reached: string[];
  let connectionResults: InstanceType<typeof ConnectionResults>;

  beforeEach(() => {
    shown = [];
    reached = [];
    connectionResults = new ConnectionResults({ now: () => 1, sleep: async () => undefined });
    const show = async (message: string): Promise<void> => void shown.push(message);
    Object.assign(vscode.window, { showInformationMessage: show, showErrorMessage: show });
  });
  after(() => Object.assign(vscode.window, before));

  function services(check: () => Promise<{ readonly account: string }>): Services {
    return {
      connections: connectionsOf(),
      connectionResults,
      milestones: { reach: (milestone: string) => reached.push(milestone) },
      accounts: { currentOrAsk: async () => account, keyOrigins: async () => [] },
      apiKeys: { connectionIds: () => [] },
      uploads: async () => ({ accountCalls: { checkConnection: check } }),
      log: { error: () => undefined },
    } as unknown as Services;
  }

  it('keeps what the test of a connection has shown', async () => {
    await providerActions.testConnection(
      services(async () => ({ account: 'Example Ltd' })),
      'runware',
    );
    assert.deepEqual(shown, ['Connected to Runware (Example Ltd).']);
    assert.deepEqual(connectionResults.of(account)?.outcome, { account: 'Example Ltd' });
    assert.deepEqual(reached, ['keySaved']);
  });

  it('keeps why the test of a connection failed', async () => {
    const error = new UploadError('keyRejected', 'x', { provider: 'runware' });
    await providerActions.testConnection(
      services(() => Promise.reject(error)),
      'runware',
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(shown, ["Runware didn't accept the API key."]);
    assert.equal(connectionResults.of(account)?.outcome, error);
    assert.deepEqual(reached, []);
  });

  it('tries a connection again as it is by then, and says so where it was removed', async () => {
    const added = [{ name: 'Studio', provider: 'runware', endpoint: 'https://old.example', id: 'runware-1' }];
    let entries = added;
    const tested: string[] = [];
    const retrying = {
      ...services(() => Promise.reject(new UploadError('connectionRefused', 'x', { provider: 'runware' }))),
      connections: connectionsOf({ added: () => entries }),
      accounts: {
        currentOrAsk: async ({ endpointText }: Connection) => {
          tested.push(endpointText);
          return account;
        },
      },
    } as unknown as Services;
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const presses: (() => void)[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: () =>
        new Promise((resolve) => {
          presses.push(() => resolve('Retry'));
        }),
    });
    await testConnection(retrying, retrying.connections.byId('runware-1') ?? assert.fail());
    await settled();
    entries = added.map((each) => ({ ...each, endpoint: 'https://new.example' }));
    presses.shift()?.();
    await settled();
    assert.deepEqual(tested, ['https://old.example', 'https://new.example']);
    entries = [];
    presses.shift()?.();
    await settled();
    assert.equal(tested.length, 2);
    assert.deepEqual(shown, ["The connection Runware (Studio) was removed, so it can't be tested again."]);
  });

  it('says and keeps nothing of a test that was cancelled', async () => {
    connectionResults.succeeded(account, { account: '' });
    await providerActions.testConnection(
      services(() => Promise.reject(new CancelledError())),
      'runware',
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(shown, []);
    assert.deepEqual(connectionResults.of(account)?.outcome, { account: '' });
  });

  it('says that there is no key to remove, without a question before', async () => {
    const nothing = services(() => assert.fail('Nothing is sent'));
    await providerActions.removeApiKey(nothing, undefined);
    await providerActions.removeApiKey(nothing, 'runway');
    assert.deepEqual(shown, ['No API keys are saved on this computer.', 'No API key for Runway is saved.']);
  });
});
