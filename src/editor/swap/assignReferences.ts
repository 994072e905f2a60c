import type { Place } from '../../core/uploads/plan/uploadPlan.ts';
import { replacementBy } from '../../core/workflow/edit/replacementBy.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { UploadsOutcome } from './obtainReferences.ts';

/** What uploads that succeeded mean for the documents that need them. */
export interface AssignedReferences {
  /** By URI of the document. A place that holds its reference already needs no replacement. */
  readonly replacements: ReadonlyMap<string, readonly Replacement[]>;
  /** Places whose file is uploaded, but not under any reference that works there. */
  readonly withoutReference: ReadonlySet<Place>;
}

/** Assigns references to the places that name their files. */
export function assignReferences(uploads: UploadsOutcome): AssignedReferences {
  const replacements = new Map<string, Replacement[]>();
  const withoutReference = new Set<Place>();
  for (const { item, ending } of uploads.items) {
    if (ending.status !== 'done' && ending.status !== 'reused') {
      continue;
    }
    for (const place of item.places) {
      const reference = fittingReference(ending.result.record, place.input.fits);
      if (!reference) {
        withoutReference.add(place);
      } else if (reference.value !== place.input.value) {
        const ofDocument = replacements.get(place.document) ?? [];
        replacements.set(place.document, ofDocument);
        ofDocument.push(replacementBy(place.input, reference));
      }
    }
  }
  return { replacements, withoutReference };
}
