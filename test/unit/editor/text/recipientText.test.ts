import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ProviderOptions } from '../../../../src/core/providers/providerSetting.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';

const { recipientFacts } = await import('../../../../src/editor/text/recipientText.ts');
const { recipientOf } = await import('../../../../src/editor/upload/filesToSend.ts');

describe('What is said of a storage before a file goes there', () => {
  const said = (options: ProviderOptions): string => {
    const provider = providerById('s3');
    const account: Account = { provider, endpoint: new URL('https://storage.example'), key: '{}', options };
    return recipientFacts(recipientOf(account, 'a.png')).join(' ');
  };

  it('is that a signed link lets whoever has the document open the file, and that the file outlives its link', () => {
    const text = said({ bucket: 'media', linkLifetime: '3600' });
    assert.match(text, /kept there until it is deleted; its link works for 1 h\./);
    assert.match(
      text,
      /anyone who has the link, or a document that contains it, can open the file until the link ends/,
    );
  });

  it('is that a public link works for anybody', () => {
    const text = said({
      bucket: 'media',
      links: 'public',
      publicBaseUrl: 'https://cdn.example',
      expiresAfterDays: '2',
    });
    assert.match(text, /kept there for 48 h|kept there for 2 d/);
    assert.match(text, /Anyone who has the link can open it\./);
  });
});
