import type { Uri } from 'vscode';
import { type EndedItem, type Ending, Outcome } from '../../../core/outcome.ts';
import type { Place, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import type { AppliedSwap } from '../applySwap.ts';
import type { AssignedReferences } from '../assignReferences.ts';
import type { UploadsOutcome } from '../obtainReferences.ts';

/** How the places of a swap ended. */
export type PlacesOutcome = Outcome<Place>;

/** Why a place keeps its path although nothing failed. */
export type LeftOutReason =
  /** There is no such file. */
  | 'missing'
  /** No reference of the provider works there. */
  | 'unfit'
  /** Its file was uploaded, but got no reference that works there. */
  | 'noReference'
  /** Its file wasn't uploaded: the person didn't choose it, or went on without it. */
  | 'notUploaded'
  /** It was edited while its file was uploading. */
  | 'changed'
  /** Its document is gone or read-only. */
  | 'refused';

function leftOut(reason: LeftOutReason): Ending {
  return { status: 'leftOut', reason };
}

/** The places that need no upload, or can't have one. */
export function placesWithoutUpload(plans: readonly UploadPlan[]): readonly EndedItem<Place>[] {
  return [
    ...plans
      .flatMap(({ missing }) => missing.flatMap(({ places }) => places))
      .map((item) => ({ item, ending: leftOut('missing') })),
    ...plans.flatMap(({ unfit }) => unfit).map((item) => ({ item, ending: leftOut('unfit') })),
  ];
}

/** The ending of every place whose file was to be uploaded. */
export function placesOf(
  uploads: UploadsOutcome,
  { withoutReference }: Pick<AssignedReferences, 'withoutReference'>,
): readonly EndedItem<Place>[] {
  return uploads.items.flatMap(({ item: { places }, ending }) =>
    places.map((item) => ({ item, ending: endingAt(ending, withoutReference.has(item)) })),
  );
}

function endingAt(ending: Ending<unknown>, hasNoReference: boolean): Ending {
  switch (ending.status) {
    case 'done':
    case 'reused':
      return hasNoReference ? leftOut('noReference') : { status: ending.status, result: undefined };
    case 'leftOut':
      return leftOut('notUploaded');
    default:
      return ending;
  }
}

/** What an edit did, and which documents it was to change. */
interface Edit extends Pick<AppliedSwap, 'skipped' | 'refused'> {
  /** Documents whose rewriting the person cancelled. */
  readonly cancelled: readonly Uri[];
  /** What was to be replaced, by URI of the document. */
  readonly replacements: AssignedReferences['replacements'];
}

/** The endings once the documents have been edited: a place is only done when it holds its reference. */
export function afterEdit(
  places: readonly EndedItem<Place>[],
  { skipped, refused, cancelled, replacements }: Edit,
): PlacesOutcome {
  const refusedIn = new Set(refused.map(String));
  const cancelledIn = new Set(cancelled.map(String));
  const inputs = new Set([...replacements.values()].flatMap((each) => each.map(({ input }) => input)));
  // The same value may stand in several places, of which any number was changed: only how many of them counts.
  const changed = new Map(
    [...Map.groupBy(skipped, (each) => each.expectedValue)].map(([value, all]) => [value, all.length]),
  );
  return new Outcome(
    places.map((ended) => {
      const { document, input } = ended.item;
      if ((ended.ending.status !== 'done' && ended.ending.status !== 'reused') || !inputs.has(input)) {
        return ended;
      }
      if (refusedIn.has(document)) {
        return { item: ended.item, ending: leftOut('refused') };
      }
      if (cancelledIn.has(document)) {
        return { item: ended.item, ending: { status: 'cancelled' } };
      }
      const left = changed.get(input.value) ?? 0;
      changed.set(input.value, left - 1);
      return left > 0 ? { item: ended.item, ending: leftOut('changed') } : ended;
    }),
  );
}
