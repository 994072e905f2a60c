import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { presignedUrl, type Signing, signedHeaders } from '../../../src/core/providers/s3/signing.ts';

/** AWS's own examples: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and sigv4-query-string-auth.html */
const signing: Signing = {
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken: undefined,
  },
  region: 'us-east-1',
  now: Date.parse('2013-05-24T00:00:00Z'),
};

const signatureOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1];

describe('A signature for a storage', () => {
  it("is AWS's own for a GET of a part of an object", async () => {
    const headers = await signedHeaders(
      {
        method: 'GET',
        url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
        headers: { range: 'bytes=0-9' },
      },
      signing,
    );
    assert.equal(signatureOf(headers), 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });

  it("is AWS's own for a PUT with an odd key", async () => {
    const headers = await signedHeaders(
      {
        method: 'PUT',
        url: new URL('https://examplebucket.s3.amazonaws.com/test%24file.text'),
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        bodyHash: createHash('sha256').update('Welcome to Amazon S3.').digest('hex'),
      },
      signing,
    );
    assert.equal(signatureOf(headers), '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  });

  it("is AWS's own in a link", async () => {
    const link = new URL(
      await presignedUrl(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), 86_400, signing),
    );
    assert.equal(
      link.searchParams.get('X-Amz-Signature'),
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  it('never leaves the body unsigned', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'] as const) {
      const headers = await signedHeaders({ method, url: new URL('https://s3.example.com/a') }, signing);
      assert.match(headers['x-amz-content-sha256'] ?? '', /^[0-9a-f]{64}$/);
    }
  });
});
