import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { UploadErrorCode } from '../../../../src/core/errorCodes.ts';
import { UploadError, type UploadErrorDetails } from '../../../../src/core/errors.ts';

const { explainFailure } = await import('../../../../src/editor/text/failures.ts');

const minute = 60_000;

describe('The sentence about a storage', () => {
  for (const [code, details, sentence] of [
    ['optionInvalid', { option: 'bucket' }, 'The connection to NAS has no usable value for the option "bucket".'],
    ['accessDenied', { operation: 'write' }, "NAS doesn't allow this key to write objects to the bucket."],
    ['accessDenied', { operation: 'read' }, "NAS doesn't allow this key to read objects in the bucket."],
    ['accessDenied', { operation: 'delete' }, "NAS doesn't allow this key to delete objects in the bucket."],
    ['bucketMissing', { bucket: 'media' }, "NAS doesn't have a bucket named media. Check its name and the endpoint."],
    [
      'wrongRegion',
      { bucketRegion: 'eu-west-1' },
      'The bucket is in the region eu-west-1. Set that region for the connection to NAS, and the endpoint of that region if it has one of its own.',
    ],
    [
      'clockWrong',
      { clockOffset: 61 * minute },
      "This computer's clock is 61 minutes fast, so NAS doesn't accept its requests. Correct the time and try again.",
    ],
    [
      'clockWrong',
      { clockOffset: -16.2 * minute },
      "This computer's clock is 16 minutes slow, so NAS doesn't accept its requests. Correct the time and try again.",
    ],
    [
      'clockWrong',
      {},
      "This computer's clock is wrong, so NAS doesn't accept its requests. Correct the time and try again.",
    ],
    ['credentialsExpired', {}, 'The session token for NAS has expired. Enter new credentials.'],
    [
      'endpointInvalid',
      { endpointProblem: 'path' },
      "The endpoint set for NAS can't be used. This endpoint can't have a path: remove everything after the host. The bucket is an option of its own.",
    ],
  ] as const satisfies readonly (readonly [UploadErrorCode, UploadErrorDetails, string])[]) {
    it(`says of ${code} with ${JSON.stringify(details)} what to do about it`, () => {
      assert.equal(String(explainFailure(new UploadError(code, 'for the log', details), 'NAS').message), sentence);
    });
  }
});
