import { Range, type TextDocument } from 'vscode';
import type { DialectId } from '../../core/workflow/mediaInput.ts';
import type { OutlinedNode } from '../../core/workflow/scan/nodeOutline.ts';
import { DocumentSymbol } from '../display/items.ts';
import { inputTexts, nodeTexts, type OutlinedInput } from './symbolTexts.ts';

/** What an outline is made of. Nodes and inputs are in document order, and each node comes before those in it. */
export interface WorkflowOutline {
  readonly dialect: DialectId | undefined;
  readonly nodes: readonly OutlinedNode[];
  readonly inputs: readonly OutlinedInput[];
}

/** VS Code's own outline of JSON ends somewhere as well: nobody reads on, and each entry takes some microseconds. */
const maxSymbols = 1_000;

/** A node or input and where it ends; what is in it goes into its symbol. */
interface Open {
  readonly end: number;
  readonly symbol: DocumentSymbol;
}

/**
 * The nodes by title and class with their media below them, as the workflow's own editor names them. Where a workflow has
 * too many, the nodes without media are left out first.
 */
export function workflowSymbols(document: TextDocument, { dialect, nodes, inputs }: WorkflowOutline): DocumentSymbol[] {
  const isTooLong = nodes.length + inputs.length > maxSymbols;
  const roots: DocumentSymbol[] = [];
  const open: Open[] = [];
  let left = maxSymbols;
  /** In the order of their places, so that what is still open is what they are in. */
  const add = (entry: OutlinedNode | OutlinedInput): void => {
    const { offset, end } = placeOf(entry);
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= offset) {
      open.pop();
    }
    const symbol = symbolOf(document, dialect, entry);
    (open.at(-1)?.symbol.children ?? roots).push(symbol);
    open.push({ end, symbol });
    left--;
  };
  let next = 0;
  for (const input of inputs) {
    const { offset, state } = input.input;
    // The node uses another node's value instead.
    if (state === 'linked') {
      continue;
    }
    for (let node = nodes[next]; node && node.offset <= offset && left > 0; node = nodes[++next]) {
      // This is the first input behind the beginning of the node, so it is the one to be in it.
      if (!isTooLong || node.end > offset) {
        add(node);
      }
    }
    if (left <= 0) {
      return roots;
    }
    add(input);
  }
  for (const node of isTooLong ? [] : nodes.slice(next)) {
    add(node);
  }
  return roots;
}

function placeOf(entry: OutlinedNode | OutlinedInput): { readonly offset: number; readonly end: number } {
  return 'input' in entry ? { offset: entry.input.offset, end: entry.input.offset + entry.input.length } : entry;
}

function symbolOf(
  document: TextDocument,
  dialect: DialectId | undefined,
  entry: OutlinedNode | OutlinedInput,
): DocumentSymbol {
  const { offset, end } = placeOf(entry);
  const start = document.positionAt(offset);
  const range = new Range(start, document.positionAt(end));
  const { name, detail, kind } = 'input' in entry ? inputTexts(entry, dialect) : nodeTexts(entry);
  // To select a node is to go where it begins: the whole of it may fill the screen.
  return new DocumentSymbol(name, detail, kind, range, 'input' in entry ? range : new Range(start, start));
}
