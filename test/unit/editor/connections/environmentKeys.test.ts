import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext } from 'vscode';
import { providers } from '../../../../src/core/providers/registry.ts';
import { EnvironmentKeys } from '../../../../src/editor/connections/credentials/environmentKeys.ts';
import { defaultConnection } from './connectionsOf.ts';

describe('A key in the environment', () => {
  const environment = {
    RUNWARE_API_KEY: ' from-the-environment\n',
    COMFY_API_KEY: 'comfyui-1',
    RUNWAYML_API_SECRET: ' ',
  };
  let state: Map<string, unknown>;

  beforeEach(() => {
    state = new Map();
  });

  function keys(): EnvironmentKeys {
    const globalState = {
      get: (name: string) => state.get(name),
      update: async (name: string, value: unknown) => void state.set(name, value),
    } as unknown as ExtensionContext['globalState'];
    return new EnvironmentKeys({ globalState, environment });
  }

  const offer = (...connection: Parameters<typeof defaultConnection>) => {
    const candidate = defaultConnection(...connection);
    return keys().offerFor(candidate, new URL(candidate.endpointText));
  };

  it('is offered where its provider has a variable that is set', () => {
    assert.deepEqual(offer('runware'), { variable: 'RUNWARE_API_KEY', key: 'from-the-environment' });
    assert.equal(offer('comfyApi')?.key, 'comfyui-1');
    assert.equal(offer('comfyCloud')?.key, 'comfyui-1');
    for (const id of ['runway', 'runningHub', 'comfyServer'] as const) {
      assert.equal(offer(id), undefined, id);
    }
  });

  it('is never offered for an endpoint that was changed, or a connection that was added', () => {
    assert.equal(offer('runware', 'https://proxy.example/v1'), undefined);
    assert.equal(offer('runware', 'http://127.0.0.1:8080/v1'), undefined);
    const added = { ...defaultConnection('runware'), id: 'runware-1a2b3c4d', name: 'Studio' };
    assert.equal(keys().offerFor(added, new URL(added.endpointText)), undefined);
  });

  it('is not offered again once it was declined, in another window either, and only for that provider', async () => {
    await keys().decline(defaultConnection('comfyApi'));
    assert.equal(offer('comfyApi'), undefined);
    assert.equal(offer('comfyCloud')?.key, 'comfyui-1');
    assert.doesNotMatch(JSON.stringify([...state]), /comfyui-1/);
  });

  it('is offered although another version wrote something unknown', () => {
    for (const value of ['x', 5, null, { comfyApi: true }]) {
      state.set('declinedEnvironmentKeys', value);
      assert.equal(offer('runware')?.variable, 'RUNWARE_API_KEY');
    }
  });

  it('has the name that the tools of each provider use', () => {
    assert.deepEqual(Object.fromEntries(providers.map(({ id, environmentKey }) => [id, environmentKey])), {
      runningHub: 'RUNNINGHUB_API_KEY',
      runware: 'RUNWARE_API_KEY',
      runway: 'RUNWAYML_API_SECRET',
      comfyApi: 'COMFY_API_KEY',
      comfyCloud: 'COMFY_API_KEY',
      comfyServer: undefined,
      s3: undefined,
    });
  });
});
