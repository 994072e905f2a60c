import type { Uri } from 'vscode';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import type { Replacement } from '../../../core/workflow/edit/textEdit.ts';

/** A local file that a workflow named, and what stands there now. */
interface PlacedReference {
  /** Object keys and array indices from the root of the document. */
  readonly path: readonly (string | number)[];
  /** The path as it was written. */
  readonly value: string;
  /** For Comfy API v2 the asset's id, which the text has in an object. */
  readonly reference: string;
}

/** A copy of a workflow with references in place of local files: what other extensions learn about it. */
export interface ResolveEvent {
  /** The document it was made from, which isn't changed. */
  readonly uri: Uri;
  /** The copy. It still names those local files that got no reference. */
  readonly text: string;
  /** Whose references they are; where there are none, the provider that the document is written for, if its format says so. */
  readonly provider: ProviderId | undefined;
  /** Those that were put in for this copy. */
  readonly references: readonly PlacedReference[];
}

/** What the event says of a replacement. */
export function placedReference({ input: { path, value }, newValue }: Replacement): PlacedReference {
  return { path, value, reference: newValue };
}
