import assert from 'node:assert/strict';
import { isCredentialLink } from '../../../src/core/check/credentialLink.ts';

describe('a link that is a credential', () => {
  for (const link of [
    'https://bucket.s3.amazonaws.com/a.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00ff',
    'https://bucket.s3.amazonaws.com/a.png?AWSAccessKeyId=AK&Signature=x%3D&Expires=1',
    'https://storage.googleapis.com/bucket/a.png?X-Goog-Signature=00ff',
    'https://account.blob.core.windows.net/c/a.png?sv=2022-11-02&sig=abc%3D',
    'https://rh.cos.ap-beijing.myqcloud.com/a.png?q-sign-algorithm=sha1&q-signature=00ff',
    'https://d111.cloudfront.net/a.png?Expires=1&Signature=x&Key-Pair-Id=K',
    'https://person:secret@example.com/a.png',
  ]) {
    it(`is ${link.slice(0, 90)}`, () => {
      assert.equal(isCredentialLink(link), true);
    });
  }

  for (const link of [
    'https://example.com/a.png',
    'https://example.com/a.png?width=100&signature=',
    'https://example.com/signature/a.png#X-Amz-Signature=1',
    'https://person@example.com/a.png',
    'ftp://person:secret@example.com/a.png',
    'https://[broken/a.png?sig=1',
    `https://example.com/?sig=1&x=${'x'.repeat(10_000)}`,
    'hero.png?sig=1',
  ]) {
    it(`isn't ${link.slice(0, 60)}`, () => {
      assert.equal(isCredentialLink(link), false);
    });
  }
});
