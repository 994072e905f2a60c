import type { Node } from 'typescript/unstable/ast';
import { type ParsedFile, walk } from './sourceProject.ts';

/**
 * Functions, methods and function types with more positional parameters than `max`.
 * @returns e.g. `src/core/clock.ts: sleep (4)`
 */
export function longParameterLists({ path, syntax }: ParsedFile, max: number): string[] {
  const found: string[] = [];
  walk(syntax, (node) => {
    const { parameters } = node as { readonly parameters?: { readonly length: number } };
    if (parameters !== undefined && parameters.length > max) {
      found.push(`${path}: ${nameOf(node)} (${parameters.length})`);
    }
  });
  return found;
}

/** Its own name, or that of what it is assigned to. */
function nameOf(node: Node): string {
  for (const each of [node, node.parent]) {
    const { name } = each as { readonly name?: Node };
    if (name !== undefined) {
      return name.getText();
    }
  }
  return 'a function without a name';
}
