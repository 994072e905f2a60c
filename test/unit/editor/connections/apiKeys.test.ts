import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ApiKeys } from '../../../../src/editor/connections/credentials/apiKeys.ts';

const { EventEmitter } = await import('vscode');
const { createApiKeys } = await import('../../../../src/editor/connections/credentials/apiKeys.ts');
const { Disposables } = await import('../../../../src/editor/disposables.ts');

const old = 'https://old.example.com';
const present = 'https://present.example.com';

/** What VS Code keeps for the extension, beyond the life of a window. */
class Profile {
  readonly secrets = new Map<string, string>();
  readonly state = new Map<string, unknown>();
  /** Part of the names of secrets that the keyring can't delete. */
  undeletable: string | undefined;

  open(): ApiKeys {
    const { secrets, state } = this;
    const context = {
      secrets: {
        get: async (name: string) => secrets.get(name),
        store: async (name: string, key: string) => void secrets.set(name, key),
        delete: async (name: string) => {
          if (this.undeletable !== undefined && name.includes(this.undeletable)) {
            throw new Error('The keyring is locked.');
          }
          secrets.delete(name);
        },
        onDidChange: new EventEmitter<{ key: string }>().event,
      },
      globalState: {
        get: (name: string) => state.get(name),
        update: async (name: string, value: unknown) => void state.set(name, value),
      },
    };
    return createApiKeys(context as unknown as Parameters<typeof createApiKeys>[0], new Disposables());
  }
}

describe('API keys', () => {
  let profile: Profile;

  beforeEach(() => {
    profile = new Profile();
  });

  it('of former endpoints are found, and can be removed', async () => {
    const keys = profile.open();
    await keys.store('runway', old, 'old key');
    await keys.store('runway', present, 'present key');
    await keys.store('runware', present, 'another provider');
    const later = profile.open();
    assert.deepEqual([...(await later.origins('runway', [present]))].sort(), [old, present]);
    await later.remove('runway', old);
    assert.deepEqual(await later.origins('runway', [present]), [present]);
    assert.equal(await later.get('runway', old), undefined);
    assert.equal(await later.get('runway', present), 'present key');
  });

  it('stored by version 0.1.0 are found at the addresses that are asked about, and from then on', async () => {
    profile.secrets.set(`workflowAssets.apiKey.runway.${old}`, 'key of 0.1.0');
    assert.deepEqual(await profile.open().origins('runway', [old, present]), [old]);
    assert.deepEqual(await profile.open().origins('runway', [present]), [old]);
  });

  it('stored by version 0.1.0 are remembered once they were used, should the endpoint change afterwards', async () => {
    profile.secrets.set(`workflowAssets.apiKey.runway.${old}`, 'key of 0.1.0');
    await profile.open().get('runway', old);
    assert.deepEqual(await profile.open().origins('runway', [present]), [old]);
  });

  it('are kept in the secret storage and nowhere else', async () => {
    await profile.open().store('runway', present, 'secret-0042');
    assert.deepEqual([...profile.secrets], [[`workflowAssets.apiKey.runway.${present}`, 'secret-0042']]);
    assert.doesNotMatch(JSON.stringify([...profile.state]), /secret-0042/);
  });

  it('of a connection are removed one by one where the keyring fails, and what remains can be removed later', async () => {
    const keys = profile.open();
    await keys.store('runway-1', old, 'old key');
    await keys.store('runway-1', present, 'present key');
    profile.undeletable = old;
    await assert.rejects(keys.removeAll('runway-1', []), /keyring/);
    await assert.rejects(keys.remove('runway-1', old), /keyring/);
    assert.deepEqual([...profile.secrets.values()], ['old key']);
    assert.deepEqual(profile.open().connectionIds(), ['runway-1']);
    assert.deepEqual(await profile.open().origins('runway-1', []), [old]);
    profile.undeletable = undefined;
    await keys.remove('runway-1', old);
    assert.deepEqual([profile.secrets.size, keys.connectionIds()], [0, []]);
  });

  it('are found although another version wrote something unknown about their addresses', async () => {
    for (const written of [7, 'x', { runway: 'x' }, { runway: [1, null] }]) {
      profile.state.set('apiKeyOrigins', written);
      assert.deepEqual(await profile.open().origins('runway', [present]), []);
      assert.deepEqual(profile.open().connectionIds(), []);
    }
  });
});
