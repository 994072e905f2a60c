import type { PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import type { OverflowRule } from '../../services/settings.ts';
import type { ChosenUploads } from '../obtainReferences.ts';

/**
 * The earlier uploads whose references make up for every file of a document, those at storages included where that is the
 * rule for refused files.
 * @returns `undefined` where a file has to be sent, or asked about
 */
export function earlierUploads(plans: readonly UploadPlan[], rule: OverflowRule): readonly ChosenUploads[] | undefined {
  const isThere = ({ reuse, obstacle }: PlannedUpload): boolean => reuse === 'certain' && obstacle !== 'outside';
  const chosen = plans
    .flatMap((plan) => (rule === 'always' && plan.overflow ? [plan, plan.overflow] : [plan]))
    .map(({ account, uploads }) => ({ account, uploads: uploads.filter(isThere) }));
  const covered = new Set(chosen.flatMap(({ uploads }) => uploads.flatMap(({ places }) => places)));
  const isAllThere = plans.every(
    ({ uploads, missing, unfit }) =>
      missing.length + unfit.length === 0 && uploads.every(({ places }) => places.every((place) => covered.has(place))),
  );
  return isAllThere ? chosen : undefined;
}
