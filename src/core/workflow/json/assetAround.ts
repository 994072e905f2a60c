import { type ParseError, parse } from 'jsonc-parser';
import type { AssetToken, StringToken } from '../mediaInput.ts';
import { JsonWalker } from './jsonWalker.ts';

/** How much is read on either side of the offset, in UTF-16 units. The documented object has some 250 of them. */
const window = 8 * 1024;
/** Objects around the offset that are tried. The object of an asset is the second one around its id. */
const maxObjects = 16;

/**
 * The object of an asset that an offset lies in, found by the text around it and nothing else, so that the cost doesn't grow
 * with the document. Longer objects aren't found.
 */
export function assetAround(text: string, offset: number): AssetToken | undefined {
  const start = Math.max(0, offset - window);
  const around = text.slice(start, offset + window);
  if (!around.includes('"__type"')) {
    return undefined;
  }
  let brace = offset > start ? around.lastIndexOf('{', offset - start - 1) : -1;
  for (let count = 0; count < maxObjects && brace >= 0; count++) {
    const rest = around.slice(brace);
    const asset = assetAtStart(rest);
    if (asset !== undefined && start + brace + asset.length > offset && isValid(rest.slice(0, asset.length))) {
      return { ...asset, offset: start + brace };
    }
    brace = brace === 0 ? -1 : around.lastIndexOf('{', brace - 1);
  }
  return undefined;
}

/** The asset that the outermost value of a text stands for; what follows that value isn't read. */
export function assetAtStart(text: string): AssetToken | undefined {
  let found: AssetToken | undefined;
  new JsonWalker<number>(text, {
    enter: (depth) => (depth ?? 0) + 1,
    string: () => undefined,
    asset: (depth, token) => {
      found = depth === 1 ? token : undefined;
    },
  }).walk();
  return found;
}

/** The string of the asset's id in the text of its object; of several only the last counts, as everywhere in JSON. */
export function idInAsset(text: string): StringToken | undefined {
  let found: StringToken | undefined;
  new JsonWalker<'asset' | 'info' | 'other'>(text, {
    enter: (parent, key) => {
      if (parent === undefined) {
        return 'asset';
      }
      return parent === 'asset' && key === 'info' ? 'info' : 'other';
    },
    string: (container, key, token) => {
      found = container === 'info' && key === 'id' ? token : found;
    },
  }).walk();
  return found;
}

/** What begins with a brace in some string is hardly ever valid by itself. */
function isValid(text: string): boolean {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { allowTrailingComma: true });
    return errors.length === 0;
  } catch {
    // The parser recurses, and somebody may nest brackets as deep as the stack.
    return false;
  }
}
