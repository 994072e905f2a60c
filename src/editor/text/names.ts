import { env, type Uri } from 'vscode';
import { joined, type ShownText, shown } from './shown.ts';

/** Name of the file or folder a URI stands for. */
export function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `a, b, c`, as VS Code's language separates entries that nothing joins into a sentence. */
export function formatList(entries: readonly ShownText[]): ShownText {
  const [first = shown('')] = entries;
  // Most lists have one entry, and making the formatter takes longer than anything around it.
  if (entries.length < 2) {
    return first;
  }
  const rest = [...entries];
  const parts = new Intl.ListFormat(env.language, { type: 'conjunction', style: 'narrow' }).formatToParts(entries);
  return joined(
    parts.map(({ type, value }) => (type === 'element' ? rest.shift() : undefined) ?? shown(value)),
    '',
  );
}
