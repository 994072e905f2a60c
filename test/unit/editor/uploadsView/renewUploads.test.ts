import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import type { Connection } from '../../../../src/core/uploads/accounts/connection.ts';
import type { UploadRequest } from '../../../../src/core/uploads/uploadRequest.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { ids, recordingLog, sampleRecord } from '../../history/sampleRecords.ts';
import { connectionsOf } from '../connections/connectionsOf.ts';

const { renewUploads } = await import('../../../../src/editor/uploadsView/commands/renewal/renewUploads.ts');

describe('Renewing uploads of several providers', () => {
  const records = (['runway', 'runware', 'comfyServer'] as const).map((provider, number) =>
    sampleRecord(number, { provider }),
  );
  let asked: ProviderId[];

  function services(hasKey: (provider: ProviderId) => boolean): Services {
    return {
      log: recordingLog(),
      settings: { reuseUploads: true },
      accounts: {
        currentOrAsk: async ({ provider }: Connection) => {
          asked.push(provider.id);
          return hasKey(provider.id)
            ? { provider, endpoint: new URL('https://provider.example/'), options: {} }
            : undefined;
        },
      },
      connections: connectionsOf(),
      connectionScopes: { connectionOf: async () => undefined },
      recordConnections: { of: async () => ({ state: 'only' }) },
      history: async () => ({ provenanceOf: () => 'own' }),
      uploads: async () => ({
        gate: { admit: async (files: readonly unknown[]) => files },
        uploader: {
          upload: async ({ account, source }: UploadRequest) => ({
            record: sampleRecord(9, { id: `new at ${account.provider.id}`, fileUri: source.uri }),
            reused: false,
            warnings: [],
          }),
        },
      }),
    } as unknown as Services;
  }

  beforeEach(() => {
    asked = [];
  });

  it('gives the new upload for each old one', async () => {
    const outcome = await renewUploads(
      services(() => true),
      records,
    );
    assert.deepEqual(outcome.with('done'), records);
    assert.deepEqual(
      ids(outcome.results),
      records.map(({ provider }) => `new at ${provider}`),
    );
  });

  it('keeps what is done when the key prompt of another provider is closed', async () => {
    const outcome = await renewUploads(
      services((provider) => provider !== 'runware'),
      records,
    );
    assert.deepEqual(asked, ['runway', 'runware', 'comfyServer']);
    assert.deepEqual(outcome.with('done'), [records[0], records[2]]);
    assert.deepEqual(outcome.with('notTried'), [records[1]]);
    assert.ok(outcome.wasCancelled);
  });

  it("keeps what is done when another provider can't be used", async () => {
    const broken = services(() => true);
    const { currentOrAsk } = broken.accounts;
    const accounts = {
      ...broken.accounts,
      currentOrAsk: (connection: Connection) =>
        connection.id === 'runway'
          ? Promise.reject(new UploadError('endpointInvalid', 'Not a URL', { provider: 'runway' }))
          : currentOrAsk(connection),
    };
    const outcome = await renewUploads({ ...broken, accounts }, records);
    assert.deepEqual(outcome.with('done'), [records[1], records[2]]);
    assert.deepEqual(
      outcome.failures.map(({ item }) => item),
      [records[0]],
    );
  });
});
