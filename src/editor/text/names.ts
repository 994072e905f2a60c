import { env, type Uri } from 'vscode';
import { splitWorkflowName } from '../../core/workflow/workflowNames.ts';
import { formatNumber } from './figures.ts';
import { l10n } from './l10n.ts';
import { joined, nameLength, type ShownText, shown } from './shown.ts';

/** Name of the file or folder a URI stands for. */
export function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Nobody reads more names than these in one sentence. */
const maxNames = 3;

/** The subject of a sentence about files: `a.png`, `a.png and b.png`, `a.png, b.png, c.png and 4 more`. */
export function formatNames(names: readonly string[]): ShownText {
  const more = names.length - maxNames;
  const first = names.slice(0, maxNames).map((name) => shown(name, nameLength));
  return more > 0
    ? l10n.t('{0} and {1} more', formatList(first), formatNumber(more))
    : formatList(first, { style: 'long' });
}

/** `a, b, c`, as VS Code's language separates entries that nothing joins into a sentence; `long` joins them. */
export function formatList(
  entries: readonly ShownText[],
  { style = 'narrow' }: { readonly style?: 'narrow' | 'long' } = {},
): ShownText {
  const [first = shown('')] = entries;
  // Most lists have one entry, and making the formatter takes longer than anything around it.
  if (entries.length < 2) {
    return first;
  }
  const rest = [...entries];
  const parts = new Intl.ListFormat(env.language, { type: 'conjunction', style }).formatToParts(entries);
  return joined(
    parts.map(({ type, value }) => (type === 'element' ? rest.shift() : undefined) ?? shown(value)),
    '',
  );
}

/** `portrait (with references).json`: the ending makes it JSON, whatever the original is called. */
export function resolvedTitle(name: string): ShownText {
  const [stem, extension] = splitWorkflowName(name);
  return l10n.t('{0} (with references){1}', shown(stem), shown(extension || '.json'));
}
