import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { UploadRequest } from '../../../../src/core/uploads/uploadRequest.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { recordingLog, sampleRecord } from '../../history/sampleRecords.ts';

const { renewUploads } = await import('../../../../src/editor/uploadsView/commands/renewUploads.ts');

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
        currentOrAsk: async (provider: ProviderId) => {
          asked.push(provider);
          return hasKey(provider)
            ? { provider: providerById(provider), endpoint: new URL('https://provider.example/'), options: {} }
            : undefined;
        },
      },
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

  it('gives the new uploads by the ids of the old ones', async () => {
    const renewed = await renewUploads(
      services(() => true),
      records,
    );
    assert.deepEqual(
      [...renewed].map(([old, { id }]) => [old, id]),
      records.map(({ id, provider }) => [id, `new at ${provider}`]),
    );
  });

  it('keeps what is done when the key prompt of another provider is closed', async () => {
    const renewed = await renewUploads(
      services((provider) => provider !== 'runware'),
      records,
    );
    assert.deepEqual(asked, ['runway', 'runware', 'comfyServer']);
    assert.deepEqual([...renewed.keys()], [records[0]?.id, records[2]?.id]);
  });
});
