import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';

const { ConnectionResults } = await import('../../../../src/editor/connections/connectionResults.ts');

describe('The result of testing a connection', () => {
  const provider = providerById('s3');
  const account = (bucket: string): Account => ({
    provider,
    connection: {
      id: 's3-00000001',
      provider,
      name: 'NAS',
      endpointText: 'http://nas.local:9000',
      options: { bucket },
    },
    endpoint: new URL('http://nas.local:9000'),
    key: '{}',
    options: { bucket },
  });

  it('is of the bucket that was tested, and not of one that is set later', () => {
    const results = new ConnectionResults({ now: () => 1, sleep: async () => undefined });
    results.succeeded(account('media'), { account: '' });
    assert.ok(results.of(account('media')));
    assert.equal(results.of(account('other')), undefined);
    results.dispose();
  });
});
