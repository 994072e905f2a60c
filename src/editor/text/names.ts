import { env, type Uri } from 'vscode';

/** Name of the file or folder a URI stands for. */
export function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A text that fits on one line, with its end kept: that is where a file name has its extension and its number. */
export function shortened(text: string, maxCharacters = 40): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) {
    return text;
  }
  const end = Math.floor(maxCharacters / 3);
  return `${characters.slice(0, maxCharacters - end - 1).join('')}…${characters.slice(-end).join('')}`;
}

/** `a, b, c`, as VS Code's language separates entries that nothing joins into a sentence. */
export function formatList(entries: readonly string[]): string {
  // Most lists have one entry, and making the formatter takes longer than anything around it.
  return entries.length === 1
    ? (entries[0] ?? '')
    : new Intl.ListFormat(env.language, { type: 'conjunction', style: 'narrow' }).format(entries);
}
