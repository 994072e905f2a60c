import { knownReferences } from '../../providers/knownReferences.ts';
import type { ReferenceForm } from '../../providers/providerId.ts';
import { assetAtStart } from '../json/assetAround.ts';
import { assetType } from '../json/assetObjects.ts';
import type { Writing } from '../mediaInput.ts';

/**
 * The token that stands for a value in a document: a string, or Comfy API v2's object around the id of an asset (schema
 * AssetReference of its OpenAPI description, which requires nothing but `info.id`). The object is written without spaces on
 * one line, so that it reads as the one value it is, in minified and in indented documents.
 */
export function writtenToken(value: string, writtenAs?: Writing): string {
  return JSON.stringify(writtenAs === 'assetObject' ? { __type: assetType, info: { id: value } } : value);
}

/** Whether values of a form are references only in the object that stands for an asset. */
export function isWrittenAsObject(form: ReferenceForm): boolean {
  return knownReferences.some((known) => known.form === form && known.writtenAs !== undefined);
}

/** The value that a token of either kind stands for; `undefined` for any other text. */
export function valueOfToken(token: string): string | undefined {
  if (token.startsWith('{')) {
    const asset = assetAtStart(token);
    return asset?.length === token.length ? asset.value : undefined;
  }
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
