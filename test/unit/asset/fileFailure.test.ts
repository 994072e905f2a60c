import assert from 'node:assert/strict';
import { fileFailure } from '../../../src/core/asset/fileFailure.ts';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: open '/home/ann/a.png'`), { code });

describe('a failure of the file system', () => {
  it('has a code that says what a person can do about it', () => {
    const expected = {
      ENOENT: 'fileMissing',
      ENOTDIR: 'fileMissing',
      EISDIR: 'notAFile',
      EACCES: 'fileUnreadable',
      EPERM: 'fileUnreadable',
      EBUSY: 'fileUnreadable',
      EIO: 'fileUnreadable',
      EMFILE: 'fileUnreadable',
    };
    for (const [systemCode, code] of Object.entries(expected)) {
      const failure = fileFailure(systemError(systemCode), 'a.png');
      assert.ok(UploadError.is(failure), systemCode);
      assert.equal(failure.code, code, systemCode);
      assert.equal(failure.fileName, 'a.png');
      assert.ok(failure.message.includes(systemCode));
      assert.ok(!failure.message.includes('home'), 'the message names no folder');
    }
  });

  it('leaves failures that already say what they are', () => {
    const own = new UploadError('changedWhileReading', 'x');
    assert.equal(fileFailure(own, 'a.png'), own);
    assert.equal(fileFailure('text', 'a.png'), 'text');
  });

  it('leaves a cancelled reading cancelled', () => {
    assert.ok(CancelledError.is(fileFailure(new CancelledError(), 'a.png')));
  });
});
