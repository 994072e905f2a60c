import assert from 'node:assert/strict';
import { providerById } from '../../../src/core/providers/registry.ts';
import { type Account, accountScope, recipientIdentity } from '../../../src/core/uploads/accounts/account.ts';

const options = { runningHubApi: 'auto', runwareTask: 'auto' } as const;

function accountIn(salt: string, changes: Partial<Account> = {}): string {
  const account = { provider: providerById('runway'), endpoint: new URL('https://a.example'), key: 'key_1', options };
  return accountScope({ ...account, ...changes }, salt).account;
}

describe('The account of an upload', () => {
  it('is 16 hexadecimal digits in which the key cannot be seen', () => {
    assert.match(accountIn('salt'), /^[0-9a-f]{16}$/);
    assert.equal(accountIn('salt'), accountIn('salt'));
  });

  it('differs by salt, provider, server and key, and does not confuse where one ends and the next begins', () => {
    const accounts = [
      accountIn('salt'),
      accountIn('other'),
      accountIn('salt', { provider: providerById('runware') }),
      accountIn('salt', { endpoint: new URL('https://b.example') }),
      accountIn('salt', { key: 'key_2' }),
      accountIn('salt', { endpoint: new URL('https://a.example1'), key: 'key_' }),
      accountIn('salt', { endpoint: new URL('https://a.examplekey'), key: '_1' }),
    ];
    assert.equal(new Set(accounts).size, accounts.length);
  });

  it('differs by a path that is not the usual one: several servers may stand behind one proxy', () => {
    const paths = ['https://a.example', 'https://a.example/one', 'https://a.example/two'];
    assert.equal(new Set(paths.map((path) => accountIn('salt', { endpoint: new URL(path) }))).size, paths.length);
    assert.equal(accountIn('salt', { endpoint: new URL('https://a.example/') }), accountIn('salt'));
  });

  it('is empty without a key', () => {
    const provider = providerById('comfyServer');
    assert.equal(accountIn('salt', { provider, endpoint: new URL('http://127.0.0.1:8188'), key: '' }), '');
  });
});

describe('The recipient a question is about', () => {
  const provider = providerById('runningHub');
  const endpoint = new URL('https://a.example');
  const recipientOf = (id?: string) => {
    const connection = id === undefined ? {} : { connection: { id, provider, name: id, endpointText: endpoint.href } };
    return recipientIdentity({ provider, endpoint, key: '', options, ...connection });
  };

  it("differs by connection at one address, and is that of 0.1.0 for a provider's default one", () => {
    const server = { provider: 'runningHub', endpoint: endpoint.href };
    assert.deepEqual(recipientOf(), server);
    assert.deepEqual(recipientOf('runningHub'), server);
    assert.deepEqual(recipientOf('runningHub-work'), { ...server, connection: 'runningHub-work' });
    assert.notDeepEqual(recipientOf('runningHub-work'), recipientOf('runningHub-personal'));
  });
});
