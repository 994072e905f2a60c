import assert from 'node:assert/strict';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import type { UploadErrorDetails } from '../../../src/core/errors.ts';
import { maxAttempts } from '../../../src/core/http/retry.ts';
import { storageErrorXml } from '../../fakes/storageErrors.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

interface Row {
  readonly status: number;
  readonly storageCode: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code: UploadErrorCode;
  readonly details?: UploadErrorDetails;
  readonly isRetried?: true;
}

const rows: readonly Row[] = [
  { status: 403, storageCode: 'AccessDenied', code: 'accessDenied', details: { operation: 'write' } },
  { status: 403, storageCode: 'AllAccessDisabled', code: 'accessDenied', details: { operation: 'write' } },
  { status: 403, storageCode: 'InvalidAccessKeyId', code: 'keyRejected' },
  { status: 403, storageCode: 'SignatureDoesNotMatch', code: 'keyRejected' },
  { status: 400, storageCode: 'ExpiredToken', code: 'credentialsExpired' },
  { status: 403, storageCode: 'InvalidToken', code: 'credentialsExpired' },
  { status: 404, storageCode: 'NoSuchBucket', code: 'bucketMissing', details: { bucket: 'media-bucket' } },
  {
    status: 301,
    storageCode: 'PermanentRedirect',
    fields: { Endpoint: 'media-bucket.s3.eu-west-1.amazonaws.com' },
    headers: { 'x-amz-bucket-region': 'eu-west-1' },
    code: 'wrongRegion',
    details: { bucketRegion: 'eu-west-1' },
  },
  {
    status: 307,
    storageCode: 'TemporaryRedirect',
    headers: { 'x-amz-bucket-region': 'eu-west-1', Location: 'https://media-bucket.s3.eu-west-1.amazonaws.com/' },
    code: 'wrongRegion',
    details: { bucketRegion: 'eu-west-1' },
  },
  {
    status: 307,
    storageCode: 'TemporaryRedirect',
    headers: { Location: 'https://s3-us-west-2.amazonaws.com/a?token=secret' },
    code: 'redirected',
    details: { host: 's3-us-west-2.amazonaws.com' },
  },
  {
    status: 400,
    storageCode: 'AuthorizationHeaderMalformed',
    fields: { Region: 'eu-central-1' },
    code: 'wrongRegion',
    details: { bucketRegion: 'eu-central-1' },
  },
  { status: 400, storageCode: 'AuthorizationHeaderMalformed', code: 'rejected' },
  { status: 503, storageCode: 'SlowDown', code: 'rateLimited', isRetried: true },
  { status: 429, storageCode: 'TooManyRequests', code: 'rateLimited', isRetried: true },
  { status: 500, storageCode: 'InternalError', code: 'serverError', isRetried: true },
  { status: 400, storageCode: 'RequestTimeout', code: 'idleTimeout', isRetried: true },
  { status: 400, storageCode: 'IncompleteBody', code: 'connectionLost', isRetried: true },
  { status: 400, storageCode: 'EntityTooLarge', code: 'tooLargeForServer' },
  { status: 400, storageCode: 'XAmzContentSHA256Mismatch', code: 'hashMismatch' },
  { status: 400, storageCode: 'BadDigest', code: 'hashMismatch' },
  { status: 507, storageCode: 'XMinioStorageFull', code: 'serverError', isRetried: true },
  { status: 400, storageCode: 'SomethingNew', code: 'rejected' },
];

describe('What a storage refuses', () => {
  const ahead = { milliseconds: 0 };
  const world = useWorld('s3', { fakeProvider: { now: () => Date.now() - ahead.milliseconds } });
  beforeEach(() => {
    ahead.milliseconds = 0;
  });

  const failing = async () => failureOf(world().upload(await world().file('cat.png', png())));
  const requestsBy = (method: string): number =>
    world().fakeProvider.requests.filter((request) => request.method === method).length;

  for (const { status, storageCode, fields, headers, code, details = {}, isRetried } of rows) {
    const extra = Object.keys({ ...fields, ...headers }).join(' and ');
    it(`with ${status} ${storageCode}${extra && `, naming ${extra},`} is ${code}${isRetried ? ', and is retried' : ''}`, async () => {
      const body = storageErrorXml(storageCode, 'In the words of "the storage".', fields);
      world().fakeProvider.inject({ what: 'status', status, body, ...(headers && { headers }), times: 99 });
      const error = await failing();
      assert.equal(error.code, code);
      assert.deepEqual({ ...error.details, ...details }, error.details);
      assert.equal(error.details.status, status);
      if (code !== 'redirected') {
        assert.equal(error.details.providerMessage, 'In the words of "the storage".');
      }
      assert.equal(requestsBy('PUT'), isRetried ? maxAttempts : 1);
      assert.deepEqual(world().fakeProvider.strayRequests, []);
    });
  }

  for (const [what, milliseconds] of [
    ['fast', 3_600_000],
    ['slow', -3_600_000],
  ] as const) {
    it(`because this computer's clock is ${what}, it refuses before the file is sent, and the failure says by how much`, async () => {
      ahead.milliseconds = milliseconds;
      const { code, details } = await failing();
      assert.equal(code, 'clockWrong');
      assert.ok(Math.abs((details.clockOffset ?? 0) - milliseconds) < 60_000, String(details.clockOffset));
      assert.equal(requestsBy('PUT'), 0);
    });
  }

  for (const [what, change] of [
    ['key', { accessKeyId: 'AKIAUNKNOWN' }],
    ['secret', { secretAccessKey: 'wrong/secret+with=signs' }],
  ] as const) {
    it(`because of a wrong ${what}, it refuses before the file is sent`, async () => {
      const key = JSON.stringify({ ...JSON.parse(world().fakeProvider.key), ...change });
      const upload = world().upload(await world().file('cat.png', png()), { account: world().account({ key }) });
      const error = await failureOf(upload);
      assert.equal(error.code, 'keyRejected');
      assert.equal(requestsBy('PUT'), 0);
      assert.ok(!world().written(error).includes('wrong/secret'));
    });
  }

  it('is a bucket that is not there', async () => {
    const account = world().account({ options: { bucket: 'another-bucket' } });
    const upload = world().upload(await world().file('cat.png', png()), { account });
    const { code, details } = await failureOf(upload);
    assert.deepEqual([code, details.bucket], ['bucketMissing', 'another-bucket']);
  });

  describe('when it is asked whether it has the file', () => {
    it('keeps nothing from being sent with a key that may only write', async () => {
      world().fakeProvider.inject({ step: 'probe', what: 'status', status: 403 });
      world().fakeProvider.inject({ step: 'download', what: 'status', status: 403 });
      const { reused } = await world().upload(await world().file('cat.png', png()));
      assert.equal(reused, false);
      assert.deepEqual(
        world().fakeProvider.requests.map(({ method }) => method),
        ['HEAD', 'GET', 'PUT'],
      );
    });

    it('takes no region for wrong that is the one set, which AWS names with every refusal', async () => {
      const headers = { 'x-amz-bucket-region': 'us-east-1' };
      world().fakeProvider.inject({ step: 'probe', what: 'status', status: 403, headers });
      const { reused } = await world().upload(await world().file('cat.png', png()));
      assert.equal(reused, false);
    });

    it('asks for no more than a byte to learn why', async () => {
      const file = await world().file('cat.png', png());
      await world().upload(file, { reuse: false });
      world().fakeProvider.inject({ step: 'probe', what: 'status', status: 403 });
      await world().upload(file, { reuse: false });
      const asked = world().fakeProvider.requests.find(({ method }) => method === 'GET');
      assert.equal(asked?.headers.range, 'bytes=0-0');
      assert.equal(asked?.status, 206);
    });

    for (const [status, headers] of [
      [301, { 'x-amz-bucket-region': 'eu-west-1' }],
      [400, { 'x-amz-bucket-region': 'eu-west-1' }],
    ] as const) {
      it(`names the right region with ${status}, before the file is sent`, async () => {
        world().fakeProvider.inject({ step: 'probe', what: 'status', status, headers });
        const { code, details } = await failing();
        assert.deepEqual([code, details.bucketRegion], ['wrongRegion', 'eu-west-1']);
        assert.equal(requestsBy('PUT'), 0);
      });
    }

    it('takes a page that answers in its place for no object', async () => {
      world().fakeProvider.inject({ step: 'probe', what: 'status', status: 200, body: '<html>Sign in</html>' });
      const { reused } = await world().upload(await world().file('cat.png', png()));
      assert.equal(reused, false);
    });
  });

  it('is told from a page that answers a PUT in its place', async () => {
    world().fakeProvider.inject({ what: 'status', status: 200, body: '<html>Sign in</html>' });
    const { code } = await failing();
    assert.equal(code, 'unexpectedReply');
    assert.equal(world().history.count(), 0);
  });
});
