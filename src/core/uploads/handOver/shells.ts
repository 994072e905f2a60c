import type { Template } from '../../providers/run/runCall.ts';

/** Shells whose commands can be written: `posix` is bash, zsh, fish and sh. */
export type ShellKind = 'posix' | 'powerShell';

/** How a shell writes what a command is made of. */
export interface Shell {
  /** What curl is called: in Windows PowerShell, `curl` alone is a command of its own. */
  readonly curl: string;
  /** What the end of a line is marked with if the command goes on. */
  readonly continuation: string;
  /** One argument. @throws Error for NUL, which no argument can hold */
  word(template: Template): string;
  /** What writes a text to the command after it, however long the text is: built into the shell, so no process is started. */
  piped(template: Template): string;
  /** Characters that a text inside JSON has to escape. */
  readonly unsafe: RegExp;
}

/** Needs no quotes beside those around an argument with a variable in it. */
const plain = /^[\w :./-]*$/;

/** Control and format characters, and halves of surrogate pairs: a terminal may act on them, or show another order. */
const unseen = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}';

export const shells: Readonly<Record<ShellKind, Shell>> = {
  posix: {
    curl: 'curl',
    continuation: ' \\',
    word: (template) =>
      isPlainBeforeVariable(template)
        ? `"${template.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join('')}"`
        : template
            .map((part) => (typeof part === 'string' ? singleQuoted(part, `'\\''`) : `"$${part.variable}"`))
            .join(''),
    piped: (template) => `printf %s ${shells.posix.word(template)} |`,
    // Inside single quotes, fish reads a double backslash as one; what is left is as it is to all of them.
    unsafe: new RegExp(`['${unseen}]`, 'gu'),
  },
  powerShell: {
    curl: 'curl.exe',
    continuation: ' `',
    word: (template) =>
      isPlainBeforeVariable(template)
        ? `"${template.map((part) => (typeof part === 'string' ? part : `$env:${part.variable}`)).join('')}"`
        : sum(template),
    piped: (template) => `${sum(template)} |`,
    // Windows PowerShell writes ASCII to other programs unless it is configured otherwise, and takes curly quotes for quotes.
    unsafe: /['\P{ASCII}\p{Cc}]/gu,
  },
};

/** A text that ends in its only variable, as in `Authorization: Bearer $KEY`, can be read without other quotes. */
function isPlainBeforeVariable(template: Template): boolean {
  const last = template.at(-1);
  return (
    typeof last === 'object' && template.slice(0, -1).every((part) => typeof part === 'string' && plain.test(part))
  );
}

function singleQuoted(text: string, quote: string): string {
  if (text.includes('\0')) {
    throw new Error('An argument of a command holds NUL');
  }
  return `'${text.replaceAll("'", quote)}'`;
}

function sum(template: Template): string {
  const parts = template.map((part) => (typeof part === 'string' ? singleQuoted(part, "''") : `$env:${part.variable}`));
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' + ')})`;
}
