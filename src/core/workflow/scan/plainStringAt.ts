import { pathAt } from '../json/pathAt.ts';
import { stringAt } from '../json/stringAt.ts';
import type { AssetToken, JsonPath, MediaInput, StringToken } from '../mediaInput.ts';
import { comfyAssets, fittingReferences } from './dialects/fittingReferences.ts';
import { mediaKindOfName } from './mediaName.ts';

/**
 * A string value that isn't an input of the dialect, as an input of its own: a person may choose any string that names a
 * media file. Reads the document up to that string, so it is for an action that was chosen and not for every keystroke.
 *
 * @param offset somewhere inside the string, in UTF-16 units
 * @param expectedValue the decoded value it must have
 */
export function plainStringAt(text: string, offset: number, expectedValue: string): MediaInput | undefined {
  const token = stringAt(text, offset);
  const path = token && pathAt(text, token.offset);
  return token && path && token.value === expectedValue ? plainString(token, path) : undefined;
}

export function plainString(token: StringToken, path: JsonPath): MediaInput {
  const kind = mediaKindOfName(token.value);
  return {
    offset: token.offset,
    length: token.length,
    value: token.value,
    path,
    state: 'local',
    kind,
    nodeType: undefined,
    fits: fittingReferences('generic', kind),
    linked: [],
  };
}

/** The object of an asset that isn't an input of the dialect, as an input of its own. */
export function plainAsset(token: AssetToken, path: JsonPath): MediaInput {
  return { ...token, path, state: 'reference', kind: undefined, nodeType: undefined, fits: comfyAssets, linked: [] };
}
