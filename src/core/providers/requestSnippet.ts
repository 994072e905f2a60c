import type { MediaKind } from '../asset/asset.ts';
import type { ProviderId } from './providerId.ts';
import { providerById } from './registry.ts';

/** The parts of an upload that a snippet is made of. */
export interface SnippetUpload {
  readonly provider: ProviderId;
  readonly kind: MediaKind;
  readonly reference: { readonly value: string };
}

/**
 * JSON that puts uploads where the API of their provider takes them, e.g. an entry of `nodeInfoList` or a loader node. One
 * upload gives an object, several give a list.
 */
export function apiSnippet(uploads: readonly SnippetUpload[]): string {
  const snippets = uploads.map(({ provider, kind, reference }) =>
    providerById(provider).requestSnippet(kind, reference.value),
  );
  return JSON.stringify(snippets.length === 1 ? snippets[0] : snippets, undefined, 2);
}
