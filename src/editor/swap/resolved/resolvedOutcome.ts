import { type EndedItem, type Ending, Outcome } from '../../../core/outcome.ts';
import type { Place, PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { type PlacesOutcome, placesWithoutUpload } from '../report/placesOutcome.ts';

const notUploaded = { status: 'leftOut', reason: 'notUploaded' } as const;

/**
 * Every place of a workflow that was copied or opened: it holds a reference, or else it still names a file.
 *
 * @param chosen the uploads the person chose
 * @param places what these became
 */
export function resolvedOutcome(
  plans: readonly UploadPlan[],
  chosen: readonly PlannedUpload[],
  places: readonly EndedItem<Place>[],
): PlacesOutcome {
  const covered = new Set(chosen.flatMap((upload) => upload.places));
  const notChosen = plans
    .flatMap(({ uploads }) => uploads.flatMap((upload) => upload.places))
    .filter((place) => !covered.has(place));
  return new Outcome([
    ...plans.flatMap(({ done }) =>
      done.map((item) => ({ item, ending: { status: 'reused', result: undefined } as const })),
    ),
    ...places.map(({ item, ending }) => ({ item, ending: isSaidAlready(ending) ? notUploaded : ending })),
    ...notChosen.map((item) => ({ item, ending: notUploaded })),
    ...placesWithoutUpload(plans),
  ]);
}

/** Whether it was said by the message that asked whether to go on without it. */
function isSaidAlready({ status }: Ending): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'notTried';
}
