import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { connectionsOf } from './connectionsOf.ts';

const { createAccounts } = await import('../../../../src/editor/connections/accounts.ts');

describe('The accounts', () => {
  let questions: string[];
  let isAgreed: boolean;

  beforeEach(() => {
    questions = [];
    isAgreed = true;
  });

  function accountsAt(endpoint: string): ReturnType<typeof createAccounts> {
    const [services, dependencies] = [
      {
        settings: { providerOptions: () => ({}) },
        log: { hide: () => undefined },
      },
      {
        apiKeys: { get: async () => undefined },
        connections: connectionsOf({ endpointText: () => endpoint }),
        plainHosts: {
          ask: async ({ host }: URL, label: string) => {
            questions.push(`${label} at ${host}`);
            return isAgreed;
          },
        },
      },
    ] as unknown as Parameters<typeof createAccounts>;
    return createAccounts(services, dependencies);
  }

  it("say of an endpoint that it can't be used and why, also where no key is needed", async () => {
    for (const id of ['comfyServer', 'runway'] as const) {
      await assert.rejects(accountsAt('http://comfy.example:8188').hasKey(id), (error) => {
        assert.ok(UploadError.is(error, 'endpointInvalid'));
        assert.deepEqual(
          [error.provider, error.details.endpointProblem],
          [id, id === 'runway' ? 'plainHttp' : 'publicPlainHttp'],
        );
        return true;
      });
    }
  });

  it('say of a provider that it has no connection yet, before anything is asked', async () => {
    const accounts = accountsAt('');
    for (const attempt of [accounts.current('s3'), accounts.currentOrAsk('s3'), accounts.askForKey('s3')]) {
      await assert.rejects(attempt, (error) => UploadError.is(error, 'connectionMissing') && error.provider === 's3');
    }
    assert.throws(() => accounts.endpoint('s3'), { code: 'connectionMissing' });
  });

  it('know whether a key is stored, and that some providers need none', async () => {
    const accounts = accountsAt('https://provider.example');
    assert.equal(await accounts.hasKey('comfyServer'), undefined);
    assert.equal(await accounts.hasKey('runway'), false);
  });

  it('are handed out for sending only where the network may be crossed, and for reading in any case', async () => {
    const accounts = accountsAt('http://gpu-box.local:8188');
    assert.equal((await accounts.current('comfyServer')).endpoint.host, 'gpu-box.local:8188');
    assert.deepEqual(questions, []);
    assert.equal((await accounts.currentOrAsk('comfyServer'))?.endpoint.host, 'gpu-box.local:8188');
    isAgreed = false;
    assert.equal(await accounts.currentOrAsk('comfyServer'), undefined);
    assert.deepEqual(questions, ['ComfyUI at gpu-box.local:8188', 'ComfyUI at gpu-box.local:8188']);
  });
});
