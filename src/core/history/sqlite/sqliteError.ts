/**
 * What a failed SQLite call means. Result codes as documented at sqlite.org/rescode.html.
 *
 * `busy`: another process has the file locked, which passes. `corrupt`: the file is damaged. `schema`: tables aren't what they
 * were. `unwritable`: everything else, such as a full disk, a read-only file or missing permissions.
 */
export type SqliteFailure = 'busy' | 'corrupt' | 'schema' | 'unwritable';

const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_PROTOCOL = 15;
const SQLITE_NOTADB = 26;

/** @returns `undefined` for an error that didn't come from SQLite */
export function sqliteFailure(error: unknown): SqliteFailure | undefined {
  // A row whose JSON doesn't parse wasn't written by us.
  if (error instanceof SyntaxError) {
    return 'corrupt';
  }
  switch (primaryCode(error)) {
    case undefined:
      return undefined;
    case SQLITE_BUSY:
    // Two processes kept changing the index of the log under each other.
    case SQLITE_PROTOCOL:
      return 'busy';
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return 'corrupt';
    case SQLITE_ERROR:
      return 'schema';
    default:
      return 'unwritable';
  }
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
