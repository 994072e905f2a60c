/** What a failed SQLite call means for the file. Result codes as documented at sqlite.org/rescode.html. */
export type SqliteFailure = 'corrupt' | 'schema' | 'unwritable';

const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** @returns `undefined` for an error that did not come from SQLite. */
export function sqliteFailure(error: unknown): SqliteFailure | undefined {
  // A row whose JSON does not parse was not written by us.
  if (error instanceof SyntaxError) {
    return 'corrupt';
  }
  switch (primaryCode(error)) {
    case undefined:
      return undefined;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return 'corrupt';
    case SQLITE_ERROR:
      return 'schema';
    default:
      return 'unwritable';
  }
}

/** Whether another process had the file locked. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') {
    return undefined;
  }
  // The low byte is the primary code, the rest says more (e.g. SQLITE_IOERR_WRITE).
  return error.errcode & 0xff;
}

/** One short line for the log. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return 'errcode' in error ? `${error.message} (SQLite ${String(error.errcode)})` : error.message;
}
