import type { UploadErrorCode } from '../errorCodes.ts';
import { CancelledError, UploadError } from '../errors.ts';

const failureCodes: Readonly<Record<string, UploadErrorCode>> = {
  ENOENT: 'fileMissing',
  ENOTDIR: 'fileMissing',
  ENAMETOOLONG: 'fileMissing',
  ERR_INVALID_ARG_VALUE: 'fileMissing',
  EISDIR: 'notAFile',
  ENXIO: 'notAFile',
};

/** Converts an error of the file system. The path is left out, because it may name people and customers. */
export function fileFailure(error: unknown, fileName: string): unknown {
  if (!(error instanceof Error) || UploadError.is(error) || CancelledError.is(error)) {
    return error;
  }
  const systemCode = 'code' in error ? String(error.code) : '';
  const code = failureCodes[systemCode] ?? 'fileUnreadable';
  return new UploadError(code, `The file cannot be read (${systemCode})`, { fileName, cause: error });
}
