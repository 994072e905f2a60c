import type { Template, Variable } from '../../providers/run/runCall.ts';

/** Shells whose commands can be written: `posix` is bash, zsh, fish and sh. */
export type ShellKind = 'posix' | 'powerShell';

/** How a shell writes what a command is made of. */
interface Shell {
  /** What curl is called: in Windows PowerShell, `curl` alone is a command of its own. */
  readonly curl: string;
  /** What ends a line if the command continues on the next one. */
  readonly continuation: string;
  /** One argument. */
  word(template: Template): string;
  /**
   * What writes a text to the command behind it. It is built into the shell, so that no limit of the system's for arguments
   * applies.
   */
  piped(template: Template): string;
  /** Characters that have to be escaped in JSON, beside those that JSON itself escapes. */
  readonly unsafe: RegExp;
}

/** Has no meaning for a shell between double quotes. */
const plain = /^[\w :./-]*$/;

export const shells: Readonly<Record<ShellKind, Shell>> = {
  posix: {
    curl: 'curl',
    continuation: ' \\',
    word: (template) => doubleQuoted(template, '$') ?? posixPieces(template),
    piped: (template) => `printf %s ${posixPieces(template)} |`,
    // What can't be seen is for terminals: they may act on a control character, or show another order.
    unsafe: /['\u007f-\u009f\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
  },
  powerShell: {
    curl: 'curl.exe',
    continuation: ' `',
    word: (template) => doubleQuoted(template, '$env:') ?? powerShellSum(template),
    piped: (template) => `${powerShellSum(template)} |`,
    // Windows PowerShell writes ASCII to other programs unless it is configured otherwise, and takes curly quotes for quotes.
    unsafe: /['\u007f\P{ASCII}]/gu,
  },
};

/** `"Authorization: Bearer $KEY"`: a plain text that ends in its only variable is easier to read without other quotes. */
function doubleQuoted(template: Template, sign: string): string | undefined {
  const [text, variable, ...others] = joinedTexts(template);
  const isPlain = typeof text === 'string' && plain.test(text) && typeof variable === 'object' && others.length === 0;
  return isPlain ? `"${text}${sign}${variable.variable}"` : undefined;
}

/** Nothing has a meaning between single quotes. Adjacent pieces are one argument. */
function posixPieces(template: Template): string {
  return joinedTexts(template)
    .map((part) => (typeof part === 'string' ? singleQuoted(part, "'\\''") : `"$${part.variable}"`))
    .join('');
}

function powerShellSum(template: Template): string {
  const terms = joinedTexts(template).map((part) =>
    typeof part === 'string' ? singleQuoted(part, "''") : `$env:${part.variable}`,
  );
  return terms.length === 1 ? terms.join('') : `(${terms.join(' + ')})`;
}

function singleQuoted(text: string, quote: string): string {
  if (text.includes('\0')) {
    throw new Error('No argument of a command can hold NUL');
  }
  return `'${text.replaceAll("'", quote)}'`;
}

/** With the texts that follow each other in one. */
function joinedTexts(template: Template): Template {
  const joined: (string | Variable)[] = [];
  for (const part of template) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      joined[joined.length - 1] = last + part;
    } else {
      joined.push(part);
    }
  }
  return joined;
}
