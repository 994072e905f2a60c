import type { Candidate } from '../candidate.ts';
import { type Container, isInAsset } from '../container.ts';
import type { Outline } from '../outline.ts';
import { comfyInputs } from './comfyInputs.ts';
import type { MarkedDialect } from './dialect.ts';

/**
 * ComfyUI's API format: `{"<id>": {"class_type", "inputs": {…}}}`, alone or inside a request (`{"prompt": {…}}`).
 * A connected input is `["<id>", slot]` and doesn't name a file. Comfy API v2 takes an object in place of a file's name.
 */
export const comfyApi: MarkedDialect = {
  id: 'comfyApi',
  preferredProvider: undefined,

  depthIn(outline: Outline): number | undefined {
    return outline.highest.get('class_type')?.depth;
  },

  mediaInputs(outline: Outline, found: Candidate[]) {
    return comfyInputs(
      { dialect: 'comfyApi', outline, assets: outline.assets, nodeValues, classOf: (node) => node.classType },
      found,
    );
  },
};

function nodeValues(container: Container, { assets }: Outline): Container | undefined {
  for (let each: Container | undefined = container; each !== undefined; each = each.parent) {
    if (each.key === 'inputs' && each.parent?.classType !== undefined) {
      const isInside = assets.length > 0 && isInAsset(container);
      return isMetadata(each) || isInside ? undefined : each;
    }
  }
  return undefined;
}

/** `extra_data` is what the server writes into the images it creates; it is never executed. */
function isMetadata(container: Container): boolean {
  for (let each: Container | undefined = container; each !== undefined; each = each.parent) {
    if (each.key === 'extra_data' || each.key === 'extra_pnginfo') {
      return true;
    }
  }
  return false;
}
