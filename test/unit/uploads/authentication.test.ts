import assert from 'node:assert/strict';
import { providerById } from '../../../src/core/providers/registry.ts';
import { accountScope } from '../../../src/core/uploads/accounts/account.ts';
import { authenticationHeaders, readAuthentication } from '../../../src/core/uploads/accounts/authentication.ts';
import { redactorFor } from '../../../src/core/uploads/accounts/secrets.ts';

function headersOf(secret: unknown): Readonly<Record<string, string>> | undefined {
  const found = readAuthentication(JSON.stringify(secret));
  return found && authenticationHeaders(found);
}

describe('What a server of a person asks for', () => {
  it('is a token, a user name and password, or header fields', () => {
    assert.deepEqual(headersOf({ type: 'bearer', token: 'abc' }), { authorization: 'Bearer abc' });
    assert.deepEqual(headersOf({ type: 'basic', user: 'anna', password: 'pä:ss' }), {
      authorization: `Basic ${Buffer.from('anna:pä:ss').toString('base64')}`,
    });
    const headers = { 'CF-Access-Client-Id': 'id.access', 'CF-Access-Client-Secret': 'a b' };
    assert.deepEqual(headersOf({ type: 'headers', headers }), {
      'cf-access-client-id': 'id.access',
      'cf-access-client-secret': 'a b',
    });
  });

  it('is nothing where it could break the request or choose its recipient', () => {
    const refused = [
      { type: 'bearer', token: '' },
      { type: 'bearer', token: 'a\r\nhost: x' },
      { type: 'basic', user: 'a:b', password: 'x' },
      { type: 'basic', user: 'a', password: 'x\n' },
      { type: 'headers', headers: {} },
      { type: 'headers', headers: { Host: 'other.example' } },
      { type: 'headers', headers: { 'Content-Length': '0' } },
      { type: 'headers', headers: { 'a b': 'x' } },
      { type: 'headers', headers: { 'x-a': 'x\r\ny: z' } },
      { type: 'headers', headers: { 'x-a': '1', 'X-A': '2' } },
      { type: 'unknown' },
      'a key of 0.1.0',
      null,
    ];
    for (const secret of refused) {
      assert.equal(headersOf(secret), undefined, JSON.stringify(secret));
    }
    assert.equal(readAuthentication('not JSON'), undefined);
  });

  describe('in an account', () => {
    const account = {
      provider: providerById('comfyServer'),
      endpoint: new URL('https://comfy.example'),
      key: '',
      options: {},
    };
    const withPassword = {
      ...account,
      headers: authenticationHeaders({ type: 'basic', user: 'anna', password: 'hunter2secret' }),
    };

    it('is hidden in every form that a page may quote', () => {
      const redact = redactorFor(withPassword);
      const encoded = Buffer.from('anna:hunter2secret').toString('base64');
      for (const text of ['hunter2secret', encoded, encodeURIComponent(encoded), 'wrong password hunter2secret!']) {
        assert.doesNotMatch(redact(text), /hunter2secret|aHVudGVyMn/, text);
      }
    });

    it("doesn't make it another account: the files on the server are the same", () => {
      assert.deepEqual(accountScope(withPassword, 'salt'), accountScope(account, 'salt'));
    });
  });
});
