import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { accountScope } from '../../../../src/core/uploads/accounts/account.ts';
import type { OwnConnections } from '../../../../src/editor/connections/ownConnections.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';
import { connectionsOf } from './connectionsOf.ts';

const vscode = await import('vscode');
const { createAccounts } = await import('../../../../src/editor/connections/accounts.ts');
const { ConnectionScopes } = await import('../../../../src/editor/connections/connectionScopes.ts');
const { RecordAccounts } = await import('../../../../src/editor/connections/recordAccounts.ts');

const studio = { id: 'runware-1a2b3c4d', name: 'Studio', provider: 'runware', endpoint: '' };
const salt = 'salt';

describe('The account of a past upload', () => {
  let added: readonly unknown[];
  let keys: Map<string, string>;
  let questions: string[];
  let answer: string | undefined;
  let connections: OwnConnections;

  beforeEach(() => {
    added = [studio];
    keys = new Map([
      ['runware', 'first-key'],
      [studio.id, 'studio-key'],
    ]);
    questions = [];
    answer = undefined;
    connections = connectionsOf({ added: () => added });
    Object.assign(vscode.window, {
      showQuickPick: async (
        items: readonly { readonly label: string }[],
        options: { readonly placeHolder: string },
      ): Promise<unknown> => {
        questions.push(options.placeHolder);
        return items.find(({ label }) => label === answer);
      },
    });
  });

  function services() {
    const apiKeys = { get: async (id: string) => keys.get(id), onDidChange: () => ({ dispose: () => undefined }) };
    const settings = { providerOptions: () => ({}), onDidChange: () => ({ dispose: () => undefined }) };
    const [activation, dependencies] = [
      { settings, log: { hide: () => undefined } },
      {
        apiKeys,
        connections,
        uploads: () => assert.fail('Nothing is sent'),
        plainHosts: { ask: async () => true },
      },
    ] as unknown as Parameters<typeof createAccounts>;
    const accounts = createAccounts(activation, dependencies);
    const history = async () => ({ accountSalt: salt }) as HistoryStore;
    const options = { settings, apiKeys, accounts, connections, history };
    const connectionScopes = new ConnectionScopes(
      options as unknown as ConstructorParameters<typeof ConnectionScopes>[0],
    );
    return { accounts, connections, connectionScopes };
  }

  async function uploadedWith(id: string): Promise<UploadRecord> {
    const connection = connections.byId(id);
    assert.ok(connection);
    return { ...sampleRecord(1), ...accountScope(await services().accounts.current(connection), salt) };
  }

  it('is that of the connection it was made with, whichever this workspace uses', async () => {
    const [first, second] = [await uploadedWith('runware'), await uploadedWith(studio.id)];
    for (const inUse of ['runware', studio.id]) {
      const chosen = connections.byId(inUse);
      assert.ok(chosen);
      await connections.choose(chosen);
      const accounts = new RecordAccounts(services());
      assert.deepEqual((await accounts.of(first))?.key, 'first-key');
      assert.deepEqual((await accounts.of(second))?.key, 'studio-key');
    }
    assert.deepEqual(questions, []);
  });

  it('is asked for once where its connection was removed and several are left, with the reason', async () => {
    const other = { ...studio, id: 'runware-99999999', name: 'Other' };
    added = [studio, other];
    keys.set(other.id, 'other-key');
    const record = await uploadedWith(studio.id);
    added = [other];
    answer = 'Other';
    const accounts = new RecordAccounts(services());
    assert.equal((await accounts.of(record))?.key, 'other-key');
    assert.equal((await accounts.of({ ...record, id: 'another' }))?.key, 'other-key');
    assert.equal(questions.length, 1);
    assert.match(questions[0] ?? '', /was removed, or its key was replaced/);
    answer = undefined;
    assert.equal(await new RecordAccounts(services()).of(record), undefined);
  });

  it('is that of the only connection without a question: its key was replaced', async () => {
    const record = await uploadedWith('runware');
    added = [];
    keys.set('runware', 'new-key');
    assert.equal((await new RecordAccounts(services()).of(record))?.key, 'new-key');
    assert.deepEqual(questions, []);
  });
});
