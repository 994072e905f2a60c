import { CancelledError, UploadError, type UploadErrorCode } from '../errors.ts';

const failureCodes: Readonly<Record<string, UploadErrorCode>> = {
  ENOENT: 'fileMissing',
  ENOTDIR: 'fileMissing',
  ENAMETOOLONG: 'fileMissing',
  ERR_INVALID_ARG_VALUE: 'fileMissing',
  EISDIR: 'notAFile',
  ENXIO: 'notAFile',
};

/** The failure behind an error of the file system; the path, which may name people and customers, stays out of it. */
export function fileFailure(error: unknown, fileName: string): unknown {
  if (!(error instanceof Error) || UploadError.is(error) || CancelledError.is(error)) {
    return error;
  }
  const systemCode = 'code' in error ? String(error.code) : '';
  const code = failureCodes[systemCode] ?? 'fileUnreadable';
  return new UploadError(code, `The file cannot be read (${systemCode})`, { fileName, cause: error });
}
