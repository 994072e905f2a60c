/** Comma-separated values as RFC 4180 has them, guarded against spreadsheets that run what looks like a formula. */

/** Excel takes a file for UTF-8 only with this in front. */
const byteOrderMark = '\uFEFF';

/**
 * A cell that begins so is run as a formula by Excel, LibreOffice or Google Sheets (owasp.org, "CSV Injection"): a file
 * called `=HYPERLINK(...)` would do something on the computer of whoever opens the export. The apostrophe itself is in the
 * list so that the guard can be taken off again without guessing.
 */
const needsGuard = /^[=+\-@\t\r\n'＝＋－＠]/;

export type CsvResult =
  | { readonly rows: readonly (readonly string[])[] }
  /** `line`: where the text stops making sense, counted from 1. */
  | { readonly brokenAtLine: number };

/** Every cell quoted, lines ended by CR LF, guarded. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map((cell) => `"${guard(cell).replaceAll('"', '""')}"`).join(','));
  return `${byteOrderMark}${lines.join('\r\n')}\r\n`;
}

/**
 * Reads what `writeCsv` or a spreadsheet wrote: quoted or bare cells, any line ending, and semicolons instead of commas,
 * which Excel writes where the comma is the decimal sign. Empty lines are left out.
 */
export function readCsv(text: string): CsvResult {
  const source = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let line = 1;
  let at = 0;
  while (at < source.length) {
    let cell: string;
    const startLine = line;
    if (source[at] === '"') {
      const end = closingQuote(source, at + 1);
      if (end === undefined) {
        return { brokenAtLine: startLine };
      }
      const quoted = source.slice(at + 1, end);
      line += quoted.split('\n').length - 1;
      cell = quoted.replaceAll('""', '"');
      at = end + 1;
    } else {
      const start = at;
      while (at < source.length && source[at] !== separator && source[at] !== '\n' && source[at] !== '\r') {
        at++;
      }
      cell = source.slice(start, at);
      if (cell.includes('"')) {
        return { brokenAtLine: startLine };
      }
    }
    row.push(unguard(cell));
    const next = source[at];
    if (next === separator) {
      at++;
      if (at === source.length) {
        row.push('');
      }
    } else if (next !== undefined && next !== '\n' && next !== '\r') {
      return { brokenAtLine: line };
    }
    if (at >= source.length || next === '\n' || next === '\r') {
      at += next === '\r' && source[at + 1] === '\n' ? 2 : next === '\n' || next === '\r' ? 1 : 0;
      line++;
      if (row.length > 1 || row[0] !== '') {
        rows.push(row);
      }
      row = [];
    }
  }
  return { rows };
}

function guard(cell: string): string {
  return needsGuard.test(cell) ? `'${cell}` : cell;
}

/** Takes off only what `guard` put on: an apostrophe somebody typed before a letter stays. */
function unguard(cell: string): string {
  return cell.startsWith("'") && needsGuard.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function closingQuote(source: string, from: number): number | undefined {
  for (let at = source.indexOf('"', from); at !== -1; at = source.indexOf('"', at + 2)) {
    if (source[at + 1] !== '"') {
      return at;
    }
  }
  return undefined;
}

/** What follows the first cell: the heading's names contain neither. */
function separatorOf(source: string): ',' | ';' {
  const afterFirstCell = source.startsWith('"')
    ? source[(closingQuote(source, 1) ?? 0) + 1]
    : /[,;\r\n]/.exec(source)?.[0];
  return afterFirstCell === ';' ? ';' : ',';
}
