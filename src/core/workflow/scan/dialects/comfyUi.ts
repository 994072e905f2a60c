import type { Candidate } from '../candidate.ts';
import type { Container } from '../container.ts';
import type { Outline } from '../outline.ts';
import { comfyInputs } from './comfyInputs.ts';
import type { MarkedDialect } from './dialect.ts';

/**
 * ComfyUI's UI format: `{"nodes": [{"type", "widgets_values"}], "links"}`, with nodes of subgraphs in
 * `definitions.subgraphs[].nodes` at any depth. Bypassed nodes (`mode` 4) keep their files, so they count.
 */
export const comfyUi: MarkedDialect = {
  id: 'comfyUi',
  preferredProvider: undefined,

  depthIn(outline: Outline): number | undefined {
    const nodes = outline.highest.get('nodes');
    const widgets = outline.highest.get('widgets_values');
    const hasLinks = nodes !== undefined && outline.highest.get('links')?.parent === nodes.parent;
    const hasWidgets = widgets?.parent?.parent?.key === 'nodes';
    return nodes?.isList && (hasLinks || hasWidgets) ? nodes.depth : undefined;
  },

  mediaInputs(outline: Outline, found: Candidate[]) {
    return comfyInputs({ dialect: 'comfyUi', outline, assets: [], nodeValues, classOf: (node) => node.type }, found);
  },
};

function nodeValues(container: Container): Container | undefined {
  for (let each: Container | undefined = container; each !== undefined; each = each.parent) {
    const node = each.parent;
    if (each.key === 'widgets_values' && node?.parent?.isList && node.parent.key === 'nodes') {
      return isMetadata(node) ? undefined : each;
    }
  }
  return undefined;
}

/** `extra` belongs to the editor and its plugins, e.g. templates of grouped nodes: nothing in it is executed. */
function isMetadata(container: Container): boolean {
  for (let each: Container | undefined = container; each !== undefined; each = each.parent) {
    if (each.key === 'extra') {
      return true;
    }
  }
  return false;
}
