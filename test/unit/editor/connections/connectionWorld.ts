import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { accountScope } from '../../../../src/core/uploads/accounts/account.ts';
import { recordingLog, sampleRecord } from '../../history/sampleRecords.ts';
import { connectionsOf } from './connectionsOf.ts';

const { EventEmitter } = await import('vscode');
const { createAccounts } = await import('../../../../src/editor/connections/accounts.ts');
const { ConnectionScopes } = await import('../../../../src/editor/connections/connectionScopes.ts');
const { FormerConnections } = await import('../../../../src/editor/connections/records/formerConnections.ts');
const { RecordConnections } = await import('../../../../src/editor/connections/records/recordConnections.ts');

/** Of the history's fingerprints. */
export const salt = 'salt';

/** A second connection to Runware, as the settings hold it. */
export const studio = { id: 'runware-1a2b3c4d', name: 'Studio', provider: 'runware', endpoint: '' };

/** The connections of a window whose settings and keys a test sets. */
export function connectionWorld() {
  /** What `workflowAssets.connections` holds. */
  let added: readonly unknown[] = [studio];
  const endpoints = new Map<ProviderId, string>();
  /** Keys by the ids of connections. */
  const keys = new Map([
    ['runware', 'first-key'],
    [studio.id, 'studio-key'],
  ]);
  const keyChanged = new EventEmitter<void>();
  const settingChanged = new EventEmitter<void>();
  let keysRead = 0;
  let isKeyringBroken = false;
  const apiKeys = {
    get: async (id: string) => {
      keysRead++;
      if (isKeyringBroken) {
        throw new Error('The keyring is locked');
      }
      return keys.get(id);
    },
    onDidChange: keyChanged.event,
  };
  const connections = connectionsOf({
    added: () => added,
    endpointText: (id) => endpoints.get(id) ?? providerById(id).defaultEndpoint ?? '',
  });
  const settings = { providerOptions: () => ({}), onDidChange: settingChanged.event };
  const log = { ...recordingLog(), hide: () => undefined };
  const [activation, dependencies] = [
    { settings, log },
    {
      apiKeys,
      connections,
      uploads: () => assert.fail('Nothing is sent'),
      plainHosts: { ask: async () => true },
    },
  ] as unknown as Parameters<typeof createAccounts>;
  const accounts = createAccounts(activation, dependencies);
  const history = async () => ({ accountSalt: salt }) as HistoryStore;
  const scopes = new ConnectionScopes({
    ...{ settings, apiKeys, accounts, connections, history },
  } as unknown as ConstructorParameters<typeof ConnectionScopes>[0]);
  const names = new Map<string, unknown>();
  const former = new FormerConnections({
    get: (name: string) => names.get(name),
    update: async (name: string, value: unknown) => void names.set(name, value),
    keys: () => [...names.keys()],
  });
  const recordConnections = new RecordConnections({
    ...{ connections, scopes, former, settings, apiKeys, log },
  } as unknown as ConstructorParameters<typeof RecordConnections>[0]);
  return {
    accounts,
    connections,
    connectionScopes: scopes,
    recordConnections,
    /** What the global state keeps. */
    names,
    get keysRead() {
      return keysRead;
    },
    setAdded(value: readonly unknown[]) {
      added = value;
      settingChanged.fire();
    },
    setEndpoint(id: ProviderId, text: string) {
      endpoints.set(id, text);
      settingChanged.fire();
    },
    setKey(id: string, key: string) {
      keys.set(id, key);
      keyChanged.fire();
    },
    failKeyring() {
      isKeyringBroken = true;
      keyChanged.fire();
    },
    async use(id: string) {
      const connection = connections.byId(id);
      assert.ok(connection);
      await connections.choose(connection);
    },
    /** An upload that was made with a connection. */
    async uploadedWith(id: string): Promise<UploadRecord> {
      const connection = connections.byId(id);
      assert.ok(connection);
      return { ...sampleRecord(1), ...accountScope(await accounts.current(connection), salt) };
    },
  };
}
